"""What the web server adds."""
