"""Credentials that a network renews, kept sealed, and the keys that open them."""
