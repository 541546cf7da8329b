"""Tests of what programs may do here."""
