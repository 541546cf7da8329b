"""The layout “quote”: words between the large quotation marks of their language."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from campaign.cards import quotes, setting, text
from campaign.cards.geometry import Box
from campaign.cards.layout import Element, Frame, Layout, Task
from campaign.cards.text import Block, Style
from campaign.errors import RenderError
from campaign.model.variants import Card

_TRIAL = 200
_ABOVE = 40  # from the opening mark down to the words
#: A quotation of no more characters is short, and its closing mark stands beside its last word.
SHORT = 30


def arrange(task: Task) -> tuple[Element, ...]:
    """The opening mark above the words; below them the region, and opposite it the closing mark.

    The closing mark of a short quotation stands beside its last word.
    """
    f = task.frame
    quoted = replace(task, card=replace(task.card, headline=words_of(task.card)))
    opening, closing = quotes.marks(task.card.language)
    motif, right, under = setting.corner(task, 5, rows=2, above=6)
    top, high = (f.px(270), f.px(74)) if f.wide else (under + f.px(170), f.px(92))
    foot = f.band - f.px(64)
    words = Box(f.margin, top, right, foot - high - f.px(52))
    last = _mark(task, closing, Box(f.margin, 0, right, foot), high, closing=True)
    headline = setting.headline(quoted, words, 116)
    if len(quoted.card.headline) <= SHORT:
        headline, last = _with_mark(quoted, headline, last, words)
    first = _mark(task, opening, Box(f.margin, 0, right, headline.ink.top - f.px(_ABOVE)), high)
    label = setting.region(task, foot, right - f.px(160))
    return motif, first, headline, *label, last


def words_of(card: Card) -> str:
    """The quotation of a card without marks around it, with its language's own marks in it."""
    return quotes.within(quotes.bare(card.headline), card.language)


def _with_mark(task: Task, headline: Block, mark: Block, words: Box) -> tuple[Block, Block]:
    """The words and, beside the last of them, the closing mark; narrower words where it needs room.

    Both stay as they are where even narrower words leave no room for it.
    """
    f = task.frame
    gap = f.px(26)
    beside = _beside(f, headline, mark, gap, words)
    if beside:
        return headline, beside
    narrow = replace(words, right=words.right - mark.ink.width - gap)
    try:
        narrower = setting.headline(task, narrow, 116)
    except RenderError:
        return headline, mark
    return narrower, _beside(f, narrower, mark, gap, words) or mark


def _beside(f: Frame, headline: Block, mark: Block, gap: int, words: Box) -> Block | None:
    """The mark moved behind the last word; None where it would leave the box or touch a word."""
    line = headline.lines[-1]
    middle = line.baseline - round(headline.size * 0.36)
    down = middle - (mark.ink.top + mark.ink.bottom) // 2
    if f.mirrored:
        across = line.ink.left - gap - mark.ink.right
    else:
        across = line.ink.right + gap - mark.ink.left
    placed, room = setting.moved(mark, across, down), f.lay(words)
    within = room.left <= placed.ink.left and placed.ink.right <= room.right
    apart = not any(placed.ink.meets(other.ink) for other in headline.lines)
    # Words without any height, such as “…”, leave no room below the opening mark.
    apart = apart and placed.ink.top > headline.ink.top - f.px(_ABOVE)
    return placed if within and apart else None


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


def newer(card: Card) -> tuple[str, ...]:
    """The mark beside a short quotation, and marks for more languages, came later."""
    words = words_of(card)
    made = ["beside"] if len(words) <= SHORT else []
    if card.language.partition("-")[0] not in quotes.FIRST:
        made += quotes.marks(card.language)
    if words != card.headline.strip():
        made.append(words)
    return tuple(made)


LAYOUT = Layout("quote", "words between large quotation marks", arrange, newer)
