"""Stored: what the desk needs beside the campaign: sessions, drafts of work, tokens, webhooks."""
