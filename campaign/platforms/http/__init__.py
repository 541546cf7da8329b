"""The one HTTP edge: it sends requests, reads and bounds answers, and sorts failures."""
