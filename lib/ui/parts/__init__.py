"""What pages are made of: frame, sidebar, lists, cards, matrices, maps."""
