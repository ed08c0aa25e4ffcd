"""Files to take away, and the command line."""
