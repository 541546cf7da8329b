"""Sets the elements that all layouts share: wordmark, footer, region, headline, motif."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from campaign.cards import emblem, motif, text
from campaign.cards.geometry import Box
from campaign.cards.layout import Element, Flag, Leaf, Panel, Picture, Task
from campaign.cards.motif import Motif
from campaign.cards.text import Block, Style
from campaign.errors import RenderError

# Where the host of an address ends.
_PATH = re.compile(r"[/?#]")


def wordmark(task: Task) -> Block:
    """The project's name, small, in the corner where reading starts."""
    frame, size = task.frame, task.frame.px(36)
    style = Style(
        task.brand.display,
        task.palette.ink,
        size,
        size,
        max_lines=1,
        ranged="right" if frame.mirrored else "left",
    )
    m = frame.margin
    box = frame.lay(Box(m, m - frame.px(6), m + frame.px(360), m + frame.px(50)))
    return text.place(task.brand.wordmark, box, style, "en", "the wordmark")


def headline(task: Task, box: Box, largest: int, *, from_bottom: bool = True) -> Block:
    """The card's headline, as large as the box allows."""
    frame, brand = task.frame, task.brand
    style = Style(
        brand.display,
        task.palette.ink,
        frame.px(largest),
        frame.px(brand.smallest.headline),
        leading=1.08,
        from_bottom=from_bottom,
    )
    return text.place(task.card.headline, frame.lay(box), style, task.card.language, "the headline")


def region(task: Task, bottom: int, right: int) -> tuple[Element, ...]:
    """A leaf of the motif and the region's name, on a line `bottom` pixels from the top.

    `right` is how far the name may reach, on a card that is read from left to right. A channel
    without a region name, such as the project's own, gets nothing.
    """
    if not task.card.region:
        return ()
    frame, brand = task.frame, task.brand
    style = Style(
        brand.strong,
        task.palette.accent,
        frame.px(38),
        frame.px(brand.smallest.label),
        max_lines=1,
    )
    m, side = frame.margin, frame.px(32)
    room = Box(m + side + frame.px(14), bottom - 2 * side, right, bottom + side)
    name = text.place(
        task.card.region, frame.lay(room), style, task.card.language, "the region's name"
    )
    name = moved(name, 0, bottom - name.lines[0].baseline)
    cap = round(name.size * 0.36)
    mark = Box(m, bottom - cap - side // 2, m + side, bottom - cap + side - side // 2)
    return Leaf(frame.lay(mark), task.palette.accent), name


def corner(task: Task, count: int, *, rows: int, above: int) -> tuple[Motif, int, int]:
    """The motif in the far corner, how far right words may reach, and how far down the motif goes.

    On a wide card, `count` circles stand beside the words, which may begin at the top (0). On any
    other card, `above` circles stand above the words in `rows` rows.
    """
    f = task.frame
    if f.wide:
        cell = f.band // 4
        left = f.width - 3 * cell
        return _circles(task, Box(left, 0, f.width, f.band), cell, count), left - f.px(40), 0
    cell = f.px(158)
    box = Box(f.width - 4 * cell, 0, f.width, rows * cell)
    return _circles(task, box, cell, above), f.width - f.margin, box.bottom


def _circles(task: Task, box: Box, cell: int, count: int) -> Motif:
    """The motif, from the box's outer upper corner; each headline gives another one."""
    card, palette = task.card, task.palette
    return motif.grow(
        f"{card.layout}/{card.region}/{card.headline}",
        task.frame.lay(box),
        cell,
        palette.circles,
        palette.quiet,
        palette.spark,
        count=count,
        from_left=task.frame.mirrored,
    )


def footer(task: Task) -> tuple[Element, ...]:
    """The band with emblem, funding statement and, if there is one, the site."""
    frame, brand, card = task.frame, task.brand, task.card
    high, m = frame.emblem, frame.margin
    middle = (frame.band + frame.height) // 2
    top = middle - high // 2
    made: list[Element] = [Panel(Box(0, frame.band, frame.width, frame.height), brand.footer.paper)]
    end = frame.width - m
    site = _site(task, frame.lay(Box(frame.width - m - frame.px(420), top, end, top + high)))
    if site is not None:
        made.append(_centred(site, middle))
        end -= site.ink.width + frame.px(40)
    png = brand.lockups.get(card.language)
    if png:
        made.append(_lockup(task, png, Box(m, top, end, top + high)))
        return tuple(made)
    wide, _ = emblem.size(high)
    made.append(Flag(frame.lay(Box(m, top, m + wide, top + high))))
    # Clear space: two fifths of the emblem's height beside it, and the free space of the band.
    box = Box(m + wide + high * 2 // 5, frame.band + high // 4, end, frame.height - high // 4)
    made.append(_centred(_statement(task, frame.lay(box)), middle))
    return tuple(made)


def _site(task: Task, box: Box) -> Block | None:
    """The site, or its host alone where the whole address is too long for the card.

    None without a site, and where even the host does not fit: no post should wait for that.
    """
    frame, brand = task.frame, task.brand
    style = Style(
        brand.text,
        brand.footer.site,
        frame.px(26),
        frame.px(20),
        max_lines=1,
        ranged="left" if frame.mirrored else "right",
    )
    whole = task.card.site if brand.site is None else brand.site
    host = _PATH.split(whole, maxsplit=1)[0]
    for shown in dict.fromkeys((whole, host, host.removeprefix("www."))):
        with suppress(RenderError):
            return text.place(shown, box, style, "en", "the site") if shown else None
    return None


def _statement(task: Task, box: Box) -> Block:
    """The funding statement in two lines, as in the official pictures, or else in three."""
    card, brand, frame = task.card, task.brand, task.frame
    style = Style(
        brand.strong,
        brand.footer.statement,
        frame.px(31),
        frame.px(brand.smallest.statement),
        leading=1.24,
        max_lines=2,
    )
    try:
        return text.place(card.statement, box, style, card.language, "the funding statement")
    except RenderError:
        style = replace(style, max_lines=3)
        return text.place(card.statement, box, style, card.language, "the funding statement")


def _centred(block: Block, middle: int) -> Block:
    """The block moved so that its letters, without their accents, look centred on a line."""
    rise = round(block.size * 0.72)
    seen = block.lines[0].baseline - rise, block.lines[-1].baseline
    return moved(block, 0, middle - (seen[0] + seen[1]) // 2)


def moved(block: Block, right: int, down: int) -> Block:
    """The block, moved this many pixels to the right and down."""
    lines = tuple(
        replace(
            line,
            left=line.left + right,
            baseline=line.baseline + down,
            ink=Box(
                line.ink.left + right,
                line.ink.top + down,
                line.ink.right + right,
                line.ink.bottom + down,
            ),
        )
        for line in block.lines
    )
    return replace(block, lines=lines)


def _lockup(task: Task, png: bytes, box: Box) -> Picture:
    """The owner's official picture of emblem and statement, at the emblem's height."""
    try:
        wide, high = Image.open(BytesIO(png)).size
    except UnidentifiedImageError as broken:
        raise RenderError(f"the emblem picture for {task.card.language} is no image") from broken
    scaled = round(wide * box.height / high)
    if scaled > box.width:
        raise RenderError(
            f"the emblem picture for {task.card.language} is too long for the footer at"
            f" {box.height} pixels' height: supply the horizontal version"
        )
    return Picture(task.frame.lay(Box(box.left, box.top, box.left + scaled, box.bottom)), png)
