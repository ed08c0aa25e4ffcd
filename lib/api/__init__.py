"""The API: what its addresses take, and what they answer as plain values. Knows no server."""
