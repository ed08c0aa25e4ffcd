"""The list itself: what a row is, reading and checking it."""
