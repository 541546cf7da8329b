"""Whether two texts say the same, however a network sets their marks, spaces and capitals."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from unicodedata import category, normalize

#: Signs that choose how the one before is drawn, or that are not drawn at all.
_UNSEEN = ("Cf", "Mn")


def letters(text: str) -> str:
    """Its letters and digits in order, all small; of a text without any, whatever is seen of it."""
    text = normalize("NFC", text)
    found = "".join(each for each in text.casefold() if each.isalnum())
    return found or "".join(e for e in text if not e.isspace() and category(e) not in _UNSEEN)


def digest(text: str) -> str:
    """A digest of its letters."""
    return sha256(letters(text).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_another(shown: Any, sent: str) -> bool:
    """True when what a network shows is surely not what was sent; what is no text tells nothing."""
    return isinstance(shown, str) and letters(shown) != letters(sent)
