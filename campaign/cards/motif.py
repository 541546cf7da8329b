"""Draws the project's motif: circles that overlap, and light up where they meet.

Overlapping circles are on Roman floors, Andalusian tiles and Baltic woodwork, so the pattern
belongs to no single region. Each circle is a community, and the leaf between two circles is what
they share. The motif grows from an edge of the card. Each new circle touches an earlier one. The
outermost circles stand a little back, because they have just arrived.

Circles stand on every second corner of a grid of square cells, and their radius is the side of a
cell. So each cell holds at most two quarter circles, and their overlap is the leaf.
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
    """Grow a motif of at most `count` circles in a box; equal arguments give equal motifs.

    It starts at the box's upper right corner (upper left with `from_left`). The card's edge may cut
    circles there; on the other sides they stay in the box. `cell` is the circles' radius in pixels.
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
        # A circle that touches more of the others comes sooner, so that the group stays together.
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
    """The corners that are this many steps away on both axes, in each direction."""
    return {
        (at[0] + dx * sx, at[1] + dy * sy) for dx, dy in steps for sx in (1, -1) for sy in (1, -1)
    }


def _choices(seed: str) -> Iterator[int]:
    """Endless numbers from a seed; Python's own generator may change its order one day."""
    turn = 0
    while True:
        yield from hashlib.sha256(f"{seed}/{turn}".encode()).digest()
        turn += 1


@lru_cache(maxsize=64)
def _quarter(cell: int, corner: int) -> Image.Image:
    """The part of a cell that is covered by a circle around one of its corners."""
    side = cell * _FINER
    mask = Image.new("L", (side, side), 0)
    x, y = (c * side for c in _CORNERS[corner])
    ImageDraw.Draw(mask).ellipse((x - side, y - side, x + side - 1, y + side - 1), fill=255)
    return mask.reduce(_FINER)


@lru_cache(maxsize=32)
def leaf(cell: int, corner: int) -> Image.Image:
    """The overlap of the two circles around opposite corners of a cell."""
    return ImageChops.darker(_quarter(cell, corner), _quarter(cell, (corner + 2) % 4))


def paint(canvas: Image.Image, motif: Motif) -> None:
    """Draw a motif, cell by cell."""
    on = {(i, j): colour for i, j, colour in motif.circles}
    cells = {(i + di, j + dj) for i, j in on for di in (-1, 0) for dj in (-1, 0)}
    for i, j in sorted(cells):
        if i < 0 or j < 0:
            continue
        # Grid corners are counted from the outer edge; the cell lies between i and i + 1.
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
