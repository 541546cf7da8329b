"""Finds characters that no reader sees: empty words, and marks that turn a text's direction."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Planned, Severity, Variant

# A reader sees none of these: white space, control characters, Unicode's default ignorables (such
# as U+200B, U+200C, U+FEFF), the marks of interlinear notes, and the Braille pattern without a dot.
_SEEN = regex.compile(r"[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB\u2800]")

# Unicode UAX 9, section 2: each mark that opens a stretch of text with its own direction, and the
# mark that closes it.
_CLOSES = dict.fromkeys("\u202a\u202b", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_OVERRIDES = frozenset("\u202d\u202e")
_MARK = regex.compile(r"[\u202A-\u202E\u2066-\u2069]")
_QUOTED = 20


def seen(text: str) -> bool:
    """True when a reader can see at least one character of a text."""
    return _SEEN.search(text) is not None


def direction_turned(planned: Planned, page: Page, desk: Desk) -> Iterator[Finding]:
    """An invisible mark changes the order in which a reader sees the words.

    An override turns letters round and is never right. Every other mark is right when it is closed.
    Joiners, as in emoji and in Persian words, are no such marks.
    """
    variant = planned.variant
    for path, what, words in _said(variant, page):
        if (at := _astray(words)) is None:
            continue
        mark = f"U+{ord(words[at]):04X}"
        before = [word for word in _MARK.sub("", words[:at]).split() if seen(word)]
        where = f"behind “{before[-1][-_QUOTED:]}”" if before else "at its beginning"
        if words[at] in _OVERRIDES:
            message = f"{what} holds {mark} {where}, which turns the order of its letters round"
            remedy = "take the mark out: nobody sees it but by what it does"
        else:
            message = f"{what} holds {mark} {where}, a direction mark without its counterpart"
            remedy = "take the mark out, or close what is opened: U+2068 … U+2069"
        yield Finding(
            "direction-turned",
            Severity.BLOCK,
            page.post.at(path),
            message,
            remedy,
            variant.post,
            "",
            variant.language,
        )


def _said(variant: Variant, page: Page) -> Iterator[tuple[str, str, str]]:
    """Every passage of a variant: its key in the file, its name for people, its finished words."""
    language, copy = variant.language, page.post.copy.get(variant.language)
    text = f"text.{variant.frame}" if variant.frame else "text"
    own = f"overrides.{variant.platform}.{language}.text"
    key = f"copy.{language}"
    overridden = (variant.platform, language) in page.post.overrides
    yield own if overridden else f"{key}.{text}", f"the text in {language}", variant.text
    # A first comment with nothing but the link has no key in the file: nobody wrote it.
    parts = [part for part, _ in copy.following] if copy else []
    for part, words in zip(parts, variant.texts[1:], strict=False):
        yield f"{key}.{part}", f"{part} in {language}", words
    yield f"{key}.headline", f"the headline in {language}", variant.headline
    alts = [part for part, _ in copy.alts] if copy else ["alt"]
    for part, words in zip(alts, variant.alts, strict=False):
        yield f"{key}.{part}", f"the alt text in {language}", words
    if variant.card is not None:
        yield "card.figure", "the card's figure", variant.card.figure


# Channels of one language share their headline and their alt texts.
@lru_cache(maxsize=256)
def _astray(text: str) -> int | None:
    """The index of the first override, or of the first mark without its pair; None for neither."""
    if text.isascii():
        return None
    opened: list[int] = []
    for match in _MARK.finditer(text):
        at, mark = match.start(), match[0]
        if mark in _OVERRIDES:
            return at
        if mark in _CLOSES:
            opened.append(at)
        elif opened and _CLOSES[text[opened[-1]]] == mark:
            opened.pop()
        else:
            return at
    return opened[0] if opened else None
