"""Chooses the name on a new project's cards: the first one that fits there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from campaign.cards import setting
from campaign.cards.brand import Brand
from campaign.cards.brandfile import parse_brand
from campaign.cards.layout import FORMATS, Frame, Task
from campaign.errors import RenderError
from campaign.model import Card
from campaign.usecases.starting import supplies

_BREAK = regex.compile(r"\s*[:|(–—]|\s+-\s")
_WORD = regex.compile(r"[\p{L}\p{N}]+")


def fitting(title: str, name: str) -> str:
    """The title, its part before a colon, the short name or the title's first letters.

    The title itself where none of them fits: then the cards cannot be drawn, and a check says why.
    """
    brand = parse_brand(supplies.brand(), supplies.fonts())
    return next((words for words in _candidates(title, name) if _fits(words, brand)), title)


def _candidates(title: str, name: str) -> Iterator[str]:
    yield title
    yield _BREAK.split(title, maxsplit=1)[0]
    yield name
    yield "".join(word[0] for word in _WORD.findall(title)).upper()


def _fits(words: str, brand: Brand) -> bool:
    """Whether the cards of every format can carry the words."""
    named = replace(brand, wordmark=words)
    card = Card("statement", "square", "", "", "", "", "en", "")
    try:
        for width, height in FORMATS.values():
            setting.wordmark(Task(card, named, brand.palettes[0], Frame(width, height, False)))
    except RenderError:
        return False
    return bool(words)
