"""Telegram's Bot API, as far as a publisher in channels needs it: https://core.telegram.org/bots/api."""
