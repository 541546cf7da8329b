"""Whole emoji, however many code points one is made of."""

from __future__ import annotations

import regex

# Unicode TR51's sequences: flags, keycaps, and a picture with skin tone, tags (the flags of
# Scotland and its neighbours) and further pictures joined to it. © and ® are pictures by their
# Unicode property, but networks count them as the letters they are.
EMOJI = regex.compile(
    r"\p{Regional_Indicator}{2}"
    r"|[0-9#*]\uFE0F?\u20E3"
    r"|(?![©®])\p{Extended_Pictographic}(?!\uFE0E)(?:\uFE0F|\p{Emoji_Modifier})?"
    r"(?:[\U000E0020-\U000E007E]+\U000E007F)?"
    r"(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*"
)
"""One match is one emoji as a reader sees it."""
