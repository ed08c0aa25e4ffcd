"""The words of the field, and where things lie."""
