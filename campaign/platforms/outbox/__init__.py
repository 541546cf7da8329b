"""A folder instead of a network."""
