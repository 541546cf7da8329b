"""Tests of the calendar for assistants."""
