"""Several processes of the app behind one address. Knows no resource."""
