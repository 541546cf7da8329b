"""Mastodon's client API, as far as a publisher and a counter of reactions need it."""
