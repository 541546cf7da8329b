"""The layout “quote”: words between the large quotation marks of their language."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from campaign.cards import quotes, setting, text
from campaign.cards.geometry import Box
from campaign.cards.layout import Element, Layout, Task
from campaign.cards.text import Block, Style

_TRIAL = 200


def arrange(task: Task) -> tuple[Element, ...]:
    """The opening mark above the words; below them the region, and opposite it the closing mark."""
    f = task.frame
    quoted = replace(task, card=replace(task.card, headline=quotes.bare(task.card.headline)))
    opening, closing = quotes.marks(task.card.language)
    motif, right, under = setting.corner(task, 5, rows=2, above=6)
    top, high = (f.px(270), f.px(74)) if f.wide else (under + f.px(170), f.px(92))
    foot = f.band - f.px(64)
    words = Box(f.margin, top, right, foot - high - f.px(52))
    headline = setting.headline(quoted, words, 116)
    first = _mark(task, opening, Box(f.margin, 0, right, headline.ink.top - f.px(40)), high)
    label = setting.region(task, foot, right - f.px(160))
    last = _mark(task, closing, Box(f.margin, 0, right, foot), high, closing=True)
    return motif, first, headline, *label, last


def _mark(task: Task, mark: str, box: Box, high: int, *, closing: bool = False) -> Block:
    """A quotation mark `high` pixels high, at the bottom of its box, on its own side."""
    ranged: Literal["left", "right"] = "right" if task.frame.mirrored != closing else "left"

    def at(size: int) -> Block:
        style = Style(
            task.brand.display, task.palette.accent, size, size, max_lines=1, ranged=ranged
        )
        room = task.frame.lay(Box(box.left, 0, box.right, 2 * size))
        return text.place(mark, room, style, task.card.language, "the quotation mark")

    # Marks fill different parts of their square: « stands on the line, “ far above it.
    block = at(_TRIAL * high // at(_TRIAL).ink.height)
    return setting.moved(block, 0, box.bottom - block.ink.bottom)


LAYOUT = Layout("quote", "words between large quotation marks", arrange)
