"""Makes hashtags that every network links and a screen reader can say: PascalCase, no hyphen."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

import regex

_WORD = regex.compile(r"[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*+")
# Letters, digits and underscores, of which one at least is a letter. All networks share that rule;
# some link a tag of digits alone as well (`Limits.numeric_hashtags`).
_VALID = regex.compile(r"(?=[\p{Nd}_]*+\p{L})[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}_]*+")
_NUMERIC = regex.compile(r"[\p{Nd}\p{M}_]++")
# twitter-text, regexp/validHashtag.js, and Mastodon, app/models/tag.rb: a letter, a digit, & or /
# before the sign makes it part of something else.
_TYPED = regex.compile(r"(?<![\w&/])[#＃]([\p{L}\p{M}\p{Nd}_]++)")


def pascal(words: str) -> str:
    """One tag without "#" from words: "open days" and "EU-Labs" → OpenDays, EULabs.

    Capitals inside a word stay. A tag may begin with a digit: 8M, 16Days.
    """
    return "".join(word[:1].upper() + word[1:] for word in _WORD.findall(words))


def is_valid(tag: str, *, numeric: bool = False) -> bool:
    """True when a network links the whole tag (given without "#").

    `numeric` says that it links a tag of digits alone as well.
    """
    return _VALID.fullmatch(tag) is not None or (numeric and is_numeric(tag))


def is_numeric(tag: str) -> bool:
    """True for a tag of digits alone, which most networks do not link."""
    return _NUMERIC.fullmatch(tag) is not None


def hashtags(wished: Iterable[str]) -> tuple[str, ...]:
    """The tags in PascalCase and in order, without "#", without empty ones and repeats."""
    found: dict[str, str] = {}
    for wish in wished:
        tag = normalize("NFC", wish.removeprefix("#"))
        if not _is_pascal(tag):
            tag = pascal(tag)
        if tag:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def typed(text: str) -> list[str]:
    """Every hashtag that a text holds, without "#", in its order; also those of digits alone."""
    return _TYPED.findall(text) if "#" in text or "＃" in text else []


def typed_tags(text: str) -> frozenset[str]:
    """The hashtags of a text, folded for comparison."""
    return frozenset(normalize("NFC", tag).casefold() for tag in typed(text))


def _is_pascal(tag: str) -> bool:
    return not tag[:1].islower() and is_valid(tag)
