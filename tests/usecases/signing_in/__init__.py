"""Tests of how people sign in."""
