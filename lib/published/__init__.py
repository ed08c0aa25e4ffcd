"""What others have published, each with its source."""
