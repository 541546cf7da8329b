"""Pixelfed, which speaks Mastodon's API."""
