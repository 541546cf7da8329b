"""Telegram channels, through the Bot API."""
