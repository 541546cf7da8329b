"""Tests of what the desk stores."""
