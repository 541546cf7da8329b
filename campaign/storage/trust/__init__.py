"""Stored: people and their roles, approvals and releases, and the record of all that was done."""
