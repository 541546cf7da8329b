"""Compares two texts without their punctuation, white space and capitals, which networks change."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from unicodedata import category, normalize

from campaign.platforms import addresses

#: Categories of characters that change how the one before is drawn, or that are not drawn.
_UNSEEN = ("Cf", "Mn")


def letters(text: str) -> str:
    """A text's letters and digits in lower case; without any, all its visible characters."""
    text = normalize("NFC", text)
    found = "".join(each for each in text.casefold() if each.isalnum())
    return found or "".join(e for e in text if not e.isspace() and category(e) not in _UNSEEN)


def digest(text: str) -> str:
    """A digest of a text's letters."""
    return sha256(letters(text).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_another(shown: Any, sent: str) -> bool:
    """True when a shown text is surely not the sent one; False for a value that is not a text."""
    if not isinstance(shown, str):
        return False
    return letters(addresses.readable(shown)) != letters(addresses.readable(sent))
