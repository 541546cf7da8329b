"""Measures a text as X does, by the weights of configuration v3 of twitter-text.

Source: https://docs.x.com/fundamentals/counting-characters. The text is counted in NFC. Every link
weighs 23, every whole emoji 2, letters of most alphabets 1, everything else 2. The most is 280.
"""

from __future__ import annotations

from unicodedata import is_normalized, normalize

import regex

from campaign.compose.emoji import EMOJI
from campaign.compose.urls import find_urls

# Code points that weigh 2: all outside 0–4351, 8192–8205, 8208–8223, 8242–8247 (config v3).
_HEAVY = regex.compile(r"[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]")
_EMOJI_WEIGHT = 2


def x_length(text: str, url_length: int = 23) -> int:
    """The weighted length of a text; 280 is the most that X takes."""
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    total, at = 0, 0
    for start, end in find_urls(text):
        total += _weight(text[at:start]) + url_length
        at = end
    return total + _weight(text[at:])


def _weight(words: str) -> int:
    if words.isascii() and "\u20e3" not in words:
        return len(words)
    without, emoji = EMOJI.subn("", words)
    return len(without) + len(_HEAVY.findall(without)) + _EMOJI_WEIGHT * emoji
