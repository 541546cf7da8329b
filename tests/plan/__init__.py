"""Decisions about publications, by tables and by any input at all."""
