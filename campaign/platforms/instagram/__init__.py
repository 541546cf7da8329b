"""Instagram's professional accounts."""
