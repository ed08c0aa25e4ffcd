"""Which rows: filter, search, order."""
