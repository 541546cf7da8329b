"""The layout “figure”: one very large number and the words for what it counts."""

from __future__ import annotations

from campaign.cards import setting, text
from campaign.cards.geometry import Box
from campaign.cards.layout import Element, Layout, Task
from campaign.cards.text import Style
from campaign.errors import RenderError
from campaign.model.variants import Card

#: A figure of so many characters is long; on a square card, its region stands farther above it.
LONG = 4


def arrange(task: Task) -> tuple[Element, ...]:
    """Region, figure and headline from top to bottom; the motif on the far side."""
    f, card, brand = task.frame, task.card, task.brand
    if not card.figure:
        raise RenderError("a card with the layout “figure” needs a figure")
    motif, right, under = setting.corner(task, 8, rows=2, above=6)
    top, share = (f.px(222), f.px(200)) if f.wide else (under + f.px(104), f.px(210))
    air = f.px(34)
    if airy(card):
        top, air = top + f.px(22), air + f.px(22)
    words = Box(f.margin, f.band - f.px(64) - share, right, f.band - f.px(64))
    headline = setting.headline(task, words, 84)
    style = Style(
        brand.display,
        task.palette.accent,
        f.px(440),
        f.px(brand.smallest.figure),
        max_lines=1,
        from_bottom=True,
    )
    room = Box(f.margin, top, right, headline.ink.top - f.px(48))
    figure = text.place(card.figure, f.lay(room), style, card.language, "the figure")
    label = setting.region(task, figure.ink.top - air, right)
    return motif, *label, figure, headline


def airy(card: Card) -> bool:
    """Whether the region stands well above the figure: on a wide card, and above a long figure."""
    return card.format != "square" or len(card.figure) >= LONG


def newer(card: Card) -> tuple[str, ...]:
    """The room between region and figure came later."""
    return ("airy",) if airy(card) else ()


LAYOUT = Layout("figure", "one huge number and what it counts", arrange, newer)
