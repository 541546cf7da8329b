"""Tests of the spreadsheet files."""
