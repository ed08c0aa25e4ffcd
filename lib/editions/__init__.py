"""One published state of everything: build, keep, choose, undo."""
