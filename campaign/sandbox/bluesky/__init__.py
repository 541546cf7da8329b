"""A Bluesky PDS and app view in one, as far as a publisher and a counter of likes need them."""
