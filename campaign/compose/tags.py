"""Makes hashtags that every network links and a screen reader can say: PascalCase, no hyphen."""

from __future__ import annotations

from collections.abc import Iterable

import regex

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_BEFORE_LETTER = regex.compile(r"^\P{L}+")
# A letter first, then letters, digits and underscores: the rule that all eight networks share.
_VALID = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}_]*")


def pascal(words: str) -> str:
    """One tag without "#" from words: "open days" and "EU-Labs" → OpenDays, EULabs.

    Capitals inside a word stay. Signs before the first letter are left out, because no network
    links a tag that begins with them.
    """
    tag = "".join(word[:1].upper() + word[1:] for word in _WORD.findall(words))
    return _BEFORE_LETTER.sub("", tag)


def is_valid(tag: str) -> bool:
    """True when networks link the whole tag (given without "#")."""
    return _VALID.fullmatch(tag) is not None


def hashtags(wished: Iterable[str]) -> tuple[str, ...]:
    """The tags in PascalCase and in order, without "#", without empty ones and repeats."""
    found: dict[str, str] = {}
    for wish in wished:
        tag = wish.removeprefix("#")
        if not _is_pascal(tag):
            tag = pascal(tag)
        if tag:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def _is_pascal(tag: str) -> bool:
    return tag[:1].isupper() and is_valid(tag)
