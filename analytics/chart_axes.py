"""Around a chart: its scale, the names of its categories, and the room that they need.

marks   where the marks of a scale stand, and its two ends
apart   how the names of lines that end side by side stay readable
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final, Protocol

from analytics.document import Chart, Range, Shape


@dataclass(frozen=True, slots=True)
class Room:
    """How much room a chart has: pixels of its drawing by its shape, and for the names beside bars.

    `label` is characters in one line of a bar's name, `longer` where a name would take three
    lines. The names take `least` to `most` pixels.
    """

    width: Mapping[Shape, int]
    label: int
    longer: int
    least: int
    most: int


USUAL: Final = Room(
    {Shape.BARS: 260, Shape.COLUMNS: 470, Shape.LINES: 400, Shape.INTERVALS: 260}, 22, 34, 150, 300
)
NARROW: Final = Room(
    {Shape.BARS: 120, Shape.COLUMNS: 280, Shape.LINES: 190, Shape.INTERVALS: 80}, 16, 16, 40, 120
)
"""On a phone: as wide as that, letters keep their size."""

STEP = 32
"""Pixels from bar to bar, at the least: room for a name of two lines."""

LINE = 14
"""Pixels from line to line of a name."""

LETTER = 7.5
"""Pixels of a letter below a chart, on average."""


class Numbers(Protocol):
    """What a chart asks of a language: how it writes a number."""

    def number(self, value: float) -> str:
        """A number with the language's separators."""
        ...


def marks(values: Iterable[float | Range | None]) -> tuple[list[float], float, float]:
    """The marks of a scale over these values and zero, and the two ends of the scale."""
    found = [0.0]
    for value in values:
        if isinstance(value, Range):
            found += (value.low, value.value, value.high)
        elif value is not None:
            found.append(value)
    low, high = min(found), max(found)
    if low == high:
        high = 1.0
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    size = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough * 0.999)
    first, last = math.floor(low / size + 1e-9), math.ceil(high / size - 1e-9)
    shown = [round(size * each, 9) for each in range(first, last + 1)]
    return shown, min(low, shown[0]), max(high, shown[-1])


def step(chart: Chart, room: Room) -> Any:
    """The room of one category among bars: for its name and for each of its series."""
    import altair as alt  # noqa: PLC0415  # as above

    lines = max(map(len, _named(chart, room)), default=1)
    series = 20 * len(chart.series) + 8 if len(chart.series) > 1 else 0
    # the step is a category's, not that of one of its bars
    return alt.Step(max(STEP, LINE * lines + 6, series), **{"for": "position"})


def _named(chart: Chart, room: Room) -> list[list[str]]:
    """The name of each category, in lines."""
    names = [wrap(each, room.label) or [""] for each in chart.categories]
    if max(map(len, names), default=1) > 2:
        names = [wrap(each, room.longer) or [""] for each in chart.categories]
    return names


def beside(chart: Chart, room: Room) -> Any:
    """The names of the categories at the left, in lines."""
    import altair as alt  # noqa: PLC0415  # as above

    # By position, since two rows may have the same name.
    names = json.dumps(_named(chart, room))
    return alt.Axis(
        labelExpr=f"{names}[datum.value]",
        labelPadding=8,
        labelLineHeight=LINE,
        labelLimit=0,
        minExtent=room.least,
        maxExtent=room.most,
        ticks=False,
        domain=False,
    )


def below(chart: Chart, room: Room) -> Any:
    """The names of the categories below, in lines; where they are many, every second or third."""
    import altair as alt  # noqa: PLC0415  # as above

    count = max(1, len(chart.categories))
    letters = room.width[chart.shape] / count / LETTER
    longest = max((len(word) for each in chart.categories for word in each.split()), default=1)
    every = math.ceil((longest + 1) / letters)
    line = max(longest, int(letters * every) - 1)
    names = [wrap(each, line) or [""] for each in chart.categories]
    return alt.Axis(
        labelExpr=f"{json.dumps(names)}[datum.value]",
        values=list(range(0, count, every)),
        labelAngle=0,
        labelPadding=8,
        labelLineHeight=LINE,
        labelLimit=0,
        labelOverlap=False,
        ticks=False,
    )


def scale(at: Sequence[float], words: Numbers) -> Any:
    """A scale with its marks as the language writes numbers."""
    import altair as alt  # noqa: PLC0415  # as above

    names = json.dumps([written(mark, words, 3) for mark in at])
    distance = at[1] - at[0]
    return alt.Axis(
        values=list(at),
        labelExpr=f"{names}[round((datum.value - {at[0]}) / {distance})]",
        grid=True,
        domain=False,
        ticks=False,
        labelFlush=False,
        labelPadding=8,
    )


def apart(ends: Sequence[tuple[float, bool]], pixel: float) -> list[int]:
    """How far the name of each line moves down (pixels), so that near ends stay readable.

    An end is its value, and whether it lies half-way. `pixel` is a pixel's part of the scale.
    """
    moved = [-14 if away else 0 for _, away in ends]
    order = sorted(
        (each for each, (_, away) in enumerate(ends) if not away), key=lambda each: -ends[each][0]
    )
    places: list[float] = []
    for each in order:
        place = -ends[each][0] / pixel
        places.append(max(place, places[-1] + 17) if places else place)
    over = (places[-1] + ends[order[-1]][0] / pixel) / 2 if places else 0.0
    for each, place in zip(order, places, strict=True):
        moved[each] = round(place - over + ends[each][0] / pixel)
    return moved


def written(value: float, words: Numbers, digits: int = 1) -> str:
    """A figure: a whole one whole, another with one decimal."""
    return words.number(round(value) if value == round(value) else round(value, digits))
