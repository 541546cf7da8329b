"""The networks: one module each, over one HTTP edge, listed in one registry."""
