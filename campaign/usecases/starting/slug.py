"""Makes an id from words in any script: small letters a to z, digits and hyphens."""

from __future__ import annotations

from collections.abc import Container
from unicodedata import category, normalize

import regex

#: As long as a post's id may be.
LONGEST = 80
# Letters that Unicode does not take apart into a letter from a to z and a mark.
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h",
    "ı": "i", "ŋ": "ng", "ə": "e", "ĸ": "k", "ŧ": "t",
    # Greek, by ISO 843 without its marks
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    # Cyrillic, as Bulgarian and Ukrainian passports write it
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѓ": "g", "ќ": "k", "ѕ": "dz",
}  # fmt: skip
_BETWEEN = regex.compile(r"[^a-z0-9]+")
# An apostrophe inside a word does not part it: l’aigua, don't.
_APOSTROPHES = regex.compile(r"['’ʼ]")


def slug(words: str, otherwise: str = "post") -> str:
    """The id; `otherwise` where no letter of the words has one from a to z beside it."""
    plain = "".join(_latin(letter) for letter in normalize("NFC", words.casefold()))
    found = _BETWEEN.sub("-", _APOSTROPHES.sub("", plain)).strip("-")
    if len(found) > LONGEST:
        # Words stay whole, unless the first alone is too long.
        found = found[: LONGEST + 1].rpartition("-")[0] or found[:LONGEST]
    return found or otherwise


def free(wanted: str, taken: Container[str]) -> str:
    """The id, or with the first number behind it that makes it one that is not taken."""
    found, number = wanted, 2
    while found in taken:
        ending = f"-{number}"
        found = wanted[: LONGEST - len(ending)].rstrip("-") + ending
        number += 1
    return found


def _latin(letter: str) -> str:
    if letter.isascii() or letter in "’ʼ":
        return letter
    if letter in _LETTERS:
        return _LETTERS[letter]
    return "".join(map(_plain, normalize("NFKD", letter)))


def _plain(part: str) -> str:
    """A part of a letter; a mark belongs to its letter, and any other sign parts two words."""
    if part.isascii():
        return part
    return _LETTERS.get(part, "" if category(part).startswith("M") else "-")
