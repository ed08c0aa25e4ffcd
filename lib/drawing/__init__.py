"""Paper and ink: fonts, type, colours, marks, SVG, projection, labels. Knows no resource."""
