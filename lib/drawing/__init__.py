"""Paper and ink: fonts and type. Knows no resource."""
