"""Finds characters inside words that nobody sees, as web pages and word processors leave them."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity

_NAMES = {
    "\u00ad": "a soft hyphen",
    "\u034f": "a grapheme joiner",
    "\u115f": "a Hangul filler",
    "\u1160": "a Hangul filler",
    "\u180e": "a Mongolian vowel separator",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\u2061": "an invisible sign of formulas",
    "\u2062": "an invisible sign of formulas",
    "\u2063": "an invisible sign of formulas",
    "\u2064": "an invisible sign of formulas",
    "\u3164": "a Hangul filler",
    "\uffa0": "a Hangul filler",
}
# Joiners belong into Persian and Indian words and into emoji, and into no word of these scripts.
_PLAIN = r"[\p{Latin}\p{Greek}\p{Cyrillic}\s]"
_HIDDEN = regex.compile(
    rf"[\xad\u034f\u115f\u1160\u180e\u200b\u2061-\u2064\u3164\uffa0]"
    rf"|(?<={_PLAIN})[\u200c\u200d](?={_PLAIN}|$)"
)
# These scripts need them between their own letters.
_NEEDED = regex.compile(
    r"[\u1100-\u115e\uac00-\ud7a3\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}\u1820-\u1878]"
)
_QUOTED = 20


def hidden_inside(page: Page, desk: Desk) -> Iterator[Finding]:
    """A search, a hashtag and a screen reader break at a character that no reader sees."""
    for passage in page.passages:
        words = passage.words
        if words.isascii() or _NEEDED.search(words):
            continue
        if found := _HIDDEN.search(words):
            character = found[0]
            before = "".join(_HIDDEN.sub("", words[: found.start()])).split()
            where = f"behind “{before[-1][-_QUOTED:]}”" if before else "at its beginning"
            yield page.finding(
                "hidden-inside",
                Severity.WARN,
                passage.path,
                f"U+{ord(character):04X}, {_NAMES[character]}, stands {where} and nobody sees it",
                "take it out: write the words again instead of pasting them",
                passage.language,
            )
