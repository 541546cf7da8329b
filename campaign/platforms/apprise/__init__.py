"""A hundred services through Apprise: mailing lists, chats, text messages."""
