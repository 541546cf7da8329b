"""The project's motif: circles that overlap, and light up where they meet.

The overlapping-circles pattern lies on Roman floors, Andalusian tiles and Baltic woodwork alike,
so it belongs to no one region. Here each circle is a community; the leaf between two is what they
share. It grows from an edge of the card, each circle touching one that is already there, and the
outermost stand a little back: they are the ones who have just come.

Circles sit on every second corner of a grid of square cells, with the cell's side as their
radius: then each cell holds at most two quarters, and their overlap is the leaf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from campaign.cards.geometry import Box

_FINER = 4
_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1))


@dataclass(frozen=True, slots=True)
class Motif:
    """A grown motif: grid corners, counted from the upper outer corner of `box`, with colours."""

    box: Box
    cell: int
    circles: tuple[tuple[int, int, str], ...]
    spark: str
    from_left: bool = False


def grow(
    seed: str,
    box: Box,
    cell: int,
    colours: Sequence[str],
    quiet: str,
    spark: str,
    *,
    count: int,
    from_left: bool = False,
) -> Motif:
    """Grow a motif of at most `count` circles in a box, the same for the same arguments.

    It starts at the box's upper right corner (upper left with `from_left`); circles may be cut by
    the card's edge there, and never leave the box on its other sides. `cell` is the circles'
    radius in pixels.
    """
    choose = _choices(seed)
    across, down = box.width // cell, box.height // cell
    odd = next(choose) % 2

    def inside(i: int, j: int) -> bool:
        return 0 <= i < across and 0 <= j < down and (i + j) % 2 == odd

    count = max(3, count - next(choose) % 3)
    waiting = [(i, j) for i, j in ((0, 0), (1, 0), (0, 1)) if inside(i, j)][:1]
    on: dict[tuple[int, int], str] = {}
    while waiting and len(on) < count:
        # Where a circle meets more that are there already, it comes sooner: the group keeps close.
        crowd = [v for v in waiting for _ in range(1 + len(on.keys() & _around(v, ((1, 1),))))]
        at = crowd[next(choose) % len(crowd)]
        waiting.remove(at)
        near = [on[v] for v in _around(at, ((1, 1), (2, 0), (0, 2))) if v in on]
        late = len(on) >= 3 and len(on) >= count - 1 - count // 6
        free = [c for c in colours if c not in near] or list(colours)
        on[at] = quiet if late else free[next(choose) % len(free)]
        for v in sorted(_around(at, ((1, 1),))):
            if inside(*v) and v not in on and v not in waiting:
                waiting.append(v)
    return Motif(box, cell, tuple((i, j, c) for (i, j), c in sorted(on.items())), spark, from_left)


def _around(at: tuple[int, int], steps: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The corners that lie so many steps away in either direction on both axes."""
    return {
        (at[0] + dx * sx, at[1] + dy * sy) for dx, dy in steps for sx in (1, -1) for sy in (1, -1)
    }


def _choices(seed: str) -> Iterator[int]:
    """Numbers without end from a seed; not Python's own generator, whose order may change."""
    turn = 0
    while True:
        yield from hashlib.sha256(f"{seed}/{turn}".encode()).digest()
        turn += 1


@lru_cache(maxsize=64)
def _quarter(cell: int, corner: int) -> Image.Image:
    """The part of a cell that a circle around one of its corners covers."""
    side = cell * _FINER
    mask = Image.new("L", (side, side), 0)
    x, y = (c * side for c in _CORNERS[corner])
    ImageDraw.Draw(mask).ellipse((x - side, y - side, x + side - 1, y + side - 1), fill=255)
    return mask.reduce(_FINER)


@lru_cache(maxsize=32)
def leaf(cell: int, corner: int) -> Image.Image:
    """The overlap of the circles around a corner of a cell and the corner opposite."""
    return ImageChops.darker(_quarter(cell, corner), _quarter(cell, (corner + 2) % 4))


def paint(canvas: Image.Image, motif: Motif) -> None:
    """Draw a motif, cell by cell."""
    on = {(i, j): colour for i, j, colour in motif.circles}
    cells = {(i + di, j + dj) for i, j in on for di in (-1, 0) for dj in (-1, 0)}
    for i, j in sorted(cells):
        if i < 0 or j < 0:
            continue
        # Grid corners count inwards from the outer edge; the cell lies between i and i + 1.
        if motif.from_left:
            x, order = motif.box.left + i * motif.cell, ((i, j), (i + 1, j), (i + 1, j + 1))
            corners = (*order, (i, j + 1))
        else:
            x = motif.box.right - (i + 1) * motif.cell
            corners = ((i + 1, j), (i, j), (i, j + 1), (i + 1, j + 1))
        where = (x, motif.box.top + j * motif.cell)
        touched = [(n, on[v]) for n, v in enumerate(corners) if v in on]
        for n, colour in touched:
            canvas.paste(colour, where, _quarter(motif.cell, n))
        if len(touched) == 2:
            canvas.paste(motif.spark, where, leaf(motif.cell, touched[0][0]))
