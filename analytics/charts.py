"""The report's charts as SVG, each with a title and a description in words.

One hue and direct labels: nothing is told by colour alone, and the two hues that do appear
together (blue, vermilion) are from Okabe and Ito's palette, told apart with every kind of colour
blindness (https://jfly.uni-koeln.de/color/).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from analytics.svg import FIRST, INK, MUTED, SECOND, drawn

NOT_KNOWN = "n/a"
LABEL = 24
"""Characters in one line of a bar's name."""

HEIGHT = 190
STEP = 32
"""Pixels from bar to bar: room for a name of two lines."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; None is drawn as a mark, not as a bar of length zero, and labelled `missing`."""

    label: str
    value: int | None
    missing: str = NOT_KNOWN

    @property
    def words(self) -> str:
        """The figure in the description."""
        return self.missing if self.value is None else f"{self.value:,}"

    @property
    def mark(self) -> str:
        """The figure beside the bar; a dash where no figure is expected, such as an empty day."""
        return "–" if self.value is None and self.missing != NOT_KNOWN else self.words


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its name; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]


def bars(name: str, title: str, rows: Sequence[Bar], *, width: int = 260) -> str:
    """Horizontal bars in the order given, each with its figure. `name` is an element id."""
    import altair as alt  # noqa: PLC0415  # a second to import: only a report draws

    axis = alt.Axis(
        labelExpr=_names(rows), labelPadding=8, labelLineHeight=14, minExtent=150, maxExtent=150
    )
    base = _chart(_data(rows)).encode(
        y=alt.Y("at:O", title=None, axis=axis),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, _reach(r.value for r in rows)])),
    )
    drawing = base.mark_bar(color=FIRST, cornerRadiusEnd=2, height=17) + _figures(
        base, align="left", dx=7
    )
    return drawn(drawing.properties(width=width, height=alt.Step(STEP)), name, title, _say(rows))


def columns(name: str, title: str, rows: Sequence[Bar], *, width: int = 470) -> str:
    """Upright bars in the order given, each labelled with its figure."""
    import altair as alt  # noqa: PLC0415  # as above

    axis = alt.Axis(labelExpr=_names(rows), labelAngle=0, labelPadding=8)
    base = _chart(_data(rows)).encode(
        x=alt.X("at:O", title=None, axis=axis),
        y=alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, _reach(r.value for r in rows)])),
    )
    drawing = base.mark_bar(color=FIRST, cornerRadiusEnd=2, width={"band": 0.6}) + _figures(
        base, baseline="bottom", dy=-5
    )
    return drawn(drawing.properties(width=width, height=HEIGHT), name, title, _say(rows))


def lines(
    name: str, title: str, labels: Sequence[str], rows: Sequence[Line], *, width: int = 370
) -> str:
    """One or two lines over the same steps, named at their ends; the second is dashed."""
    import altair as alt  # noqa: PLC0415  # as above

    points = [
        {"step": label, "value": value, "line": row.name}
        for row in rows
        for label, value in zip(labels, row.values, strict=True)
        if value is not None
    ]
    reach = _reach(value for row in rows for value in row.values)
    ends = [next((v for v in reversed(row.values) if v is not None), None) for row in rows]
    x = alt.X(
        "step:N",
        sort=list(labels),
        title=None,
        scale=alt.Scale(domain=list(labels)),
        axis=alt.Axis(labelAngle=0, labelPadding=8, labelFontSize=13),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[0, reach]),
        axis=alt.Axis(tickCount=4, grid=True, domain=False, ticks=False, labelPadding=8),
    )
    layers: list[Any] = []
    for row, colour, dash in zip(rows, (FIRST, SECOND), ([1, 0], [6, 4]), strict=False):
        own = [point for point in points if point["line"] == row.name]
        if not own:
            continue
        chart = _chart(own).encode(x=x, y=y)
        layers.append(chart.mark_line(color=colour, strokeWidth=2.5, strokeDash=dash))
        layers.append(chart.mark_point(color=colour, filled=True, size=55, opacity=1))
        layers.append(
            _chart(own[-1:])
            .mark_text(
                align="left",
                dx=10,
                dy=_aside(ends, row, rows, reach),
                color=colour,
                fontSize=13,
                fontWeight=600,
            )
            .encode(x=x, y=y, text="line:N")
        )
    words = "; ".join(
        f"{row.name}: "
        + ", ".join(
            f"{label} {NOT_KNOWN if value is None else format(value, ',.1f')}"
            for label, value in zip(labels, row.values, strict=True)
        )
        for row in rows
    )
    drawing = alt.layer(*layers).properties(width=width, height=HEIGHT)
    return drawn(drawing, name, title, words + ".")


def _chart(rows: Sequence[Mapping[str, Any]]) -> Any:
    """An empty chart over these rows."""
    import altair as alt  # noqa: PLC0415  # as above

    return alt.Chart(alt.Data(values=list(rows)))  # type: ignore[no-untyped-call]


def _data(rows: Sequence[Bar]) -> list[dict[str, Any]]:
    # A missing figure is drawn at zero, and its `text` shows that it is no true zero.
    return [
        {"at": at, "value": row.value or 0, "text": row.mark, "known": row.value is not None}
        for at, row in enumerate(rows)
    ]


def _names(rows: Sequence[Bar]) -> str:
    """A Vega expression that gives the names by position, since two rows may have the same name."""
    return f"{json.dumps([wrap(row.label, LABEL) for row in rows])}[datum.value]"


def _figures(base: Any, **place: Any) -> Any:
    """The figures as words beside the bars, the missing ones paler."""
    import altair as alt  # noqa: PLC0415  # as above

    colour = alt.condition("datum.known", alt.value(INK), alt.value(MUTED))
    return base.mark_text(fontSize=13, fontWeight=600, **place).encode(text="text:N", color=colour)


def _reach(values: Iterable[float | None]) -> float:
    """The end of the scale: the largest value, or a default when all values are zero."""
    return max((value for value in values if value), default=1)


def _aside(ends: Sequence[float | None], row: Line, rows: Sequence[Line], reach: float) -> int:
    """How far a line's name moves up or down (pixels), so that two near ends stay readable."""
    known = [value for value in ends if value is not None]
    own = ends[rows.index(row)]
    if len(known) < 2 or own is None or max(known) - min(known) > reach / 8:
        return 0
    upper = own == max(known) and (own != min(known) or row == rows[0])
    return -9 if upper else 9


def _say(rows: Sequence[Bar]) -> str:
    return ", ".join(f"{row.label} {row.words}" for row in rows) + "."
