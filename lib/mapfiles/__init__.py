"""What the browser's map fetches once."""
