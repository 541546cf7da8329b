"""Figures: collected from the networks when they are due, and made into the weekly report."""
