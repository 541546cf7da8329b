"""The one HTTP edge: what leaves, what comes back, how long and how large, and what went wrong."""
