"""A list in: read, match columns, check, compare, apply."""
