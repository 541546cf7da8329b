"""Tests of the content calendar's reading and writing."""
