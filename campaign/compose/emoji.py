"""Finds whole emoji, because one emoji may have many code points."""

from __future__ import annotations

import regex

# The sequences of Unicode TR51: flags, keycaps, and a picture that may have a skin tone, tags (as
# the flag of Scotland has) and further pictures joined to it. Unicode calls © and ® pictures too,
# but networks count them as letters.
EMOJI = regex.compile(
    r"\p{Regional_Indicator}{2}"
    r"|[0-9#*]\uFE0F?\u20E3"
    r"|(?![©®])\p{Extended_Pictographic}(?!\uFE0E)(?:\uFE0F|\p{Emoji_Modifier})?"
    r"(?:[\U000E0020-\U000E007E]+\U000E007F)?"
    r"(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*"
)
"""One match is one emoji as a reader sees it."""
