"""Compares the name on the cards with the name of the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

import regex

from campaign.errors import Place
from campaign.model import Campaign, Finding, Severity

_WORDS = regex.compile(r"[\p{L}\p{N}]+")
_MARKS = regex.compile(r"\p{M}+")


def check_wordmark(wordmark: str, campaign: Campaign, place: Place) -> Iterator[Finding]:
    """A finding when the cards would carry another name than the campaign's.

    `wordmark` is the brand's. It may be the title or the short name, a part of one or one with more
    words, or the first letters of the title's words. Accents, case and punctuation do not count.
    """
    shown = _words(wordmark)
    if not shown or "".join(shown) in _initials(campaign.title):
        return
    for own in (_words(campaign.title), _words(campaign.name)):
        if "".join(shown) == "".join(own) or _holds(shown, own) or _holds(own, shown):
            return
    yield Finding(
        "wordmark-differs",
        Severity.WARN,
        place,
        f"the cards carry the name “{wordmark}”, and the campaign is called “{campaign.title}”",
        f'write wordmark = "{campaign.title}", or mend the title in config.toml',
    )


def _words(text: str) -> list[str]:
    """The words of a text, in small letters without accents."""
    return _WORDS.findall(_MARKS.sub("", normalize("NFKD", text.casefold())))


def _initials(title: str) -> set[str]:
    """The first letters of the title's words, and of those alone that begin with a capital."""
    words = _WORDS.findall(title)
    chosen = (words, [word for word in words if word[0].isupper()])
    return {"".join(word[0] for word in _words(" ".join(some))) for some in chosen}


def _holds(long: list[str], short: list[str]) -> bool:
    """Whether some words stand in others, in their order and with nothing between them."""
    starts = range(len(long) - len(short) + 1)
    return bool(short) and any(long[at : at + len(short)] == short for at in starts)
