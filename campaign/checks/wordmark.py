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
    shown, title, name = (_plain(words) for words in (wordmark, campaign.title, campaign.name))
    initials = "".join(_plain(word)[:1] for word in _WORDS.findall(campaign.title))
    if not shown or shown == initials:
        return
    if any(own and (shown in own or own in shown) for own in (title, name)):
        return
    yield Finding(
        "wordmark-differs",
        Severity.WARN,
        place,
        f"the cards carry the name “{wordmark}”, and the campaign is called “{campaign.title}”",
        f'write wordmark = "{campaign.title}", or the name by which its readers know it, as the '
        "title in config.toml",
    )


def _plain(words: str) -> str:
    """Letters and digits alone, small and without accents."""
    bare = _MARKS.sub("", normalize("NFKD", words.casefold()))
    return "".join(_WORDS.findall(bare))
