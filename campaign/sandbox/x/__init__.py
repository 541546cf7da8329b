"""X's API v2, as far as a publisher and a counter of reactions need it."""
