"""The report's charts as SVG, each with a title and a description in words.

One hue and direct labels: nothing is told by colour alone, and the two hues that do appear
together (blue, vermilion) are from Okabe and Ito's palette, told apart with every kind of colour
blindness (https://jfly.uni-koeln.de/color/). Lines differ by their dashes and marks as well.

    svg        a Chart of the document as an `<svg>` element, its numbers as a language writes them
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analytics import chart_axes
from analytics.chart_axes import Numbers, Room
from analytics.document import Chart, Range, Shape
from analytics.svg import FIRST, INK, MUTED, SECOND, drawn

NOT_KNOWN = "n/a"
HEIGHT = 190

FIGURED = 14
"""With more columns than this their figures would run into each other: a scale stands there."""

STYLES = (
    (FIRST, [1, 0], "circle"),
    (SECOND, [6, 4], "square"),
    (INK, [2, 3], "triangle-up"),
    (MUTED, [8, 3, 2, 3], "diamond"),
)
"""Colour, dashes and mark of one series after the other."""


def svg(chart: Chart, words: Numbers, *, narrow: bool = False) -> str:
    """The chart as an `<svg>` element whose ids begin with its id, or as one for a phone.

    Its figures are written as `words` write numbers. Colours are CSS variables with a fallback.
    """
    room = chart_axes.NARROW if narrow else chart_axes.USUAL
    drawing = {
        Shape.BARS: _bars,
        Shape.COLUMNS: _columns,
        Shape.LINES: _lines,
        Shape.INTERVALS: _intervals,
    }[chart.shape](chart, words, room)
    name, look = f"chart-{chart.id}", "chart"
    if narrow:
        name, look = f"{name}-narrow", "chart narrow"
    wide = room.width[chart.shape]
    return drawn(drawing.properties(width=wide), name, chart.title, chart.alt, look)


def _bars(chart: Chart, words: Numbers, room: Room) -> Any:
    """Horizontal bars in the order given, each with its figure; several series side by side."""
    import altair as alt  # noqa: PLC0415  # a second to import: only a report draws

    rows, low, high = _figured(chart, words)
    base = _chart(rows).encode(
        y=alt.Y("at:O", title=None, axis=chart_axes.beside(chart, room)),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[low, high], nice=False)),
    )
    if len(chart.series) > 1:
        base = base.encode(yOffset=alt.YOffset("series:O", scale=alt.Scale(paddingOuter=0.2)))
    size = 13 if len(chart.series) > 1 else 17
    figures = base.encode(x=alt.X("end:Q", axis=None))
    drawing = base.mark_bar(cornerRadiusEnd=2, height=size).encode(color=_hue(chart))
    drawing += _words_at(figures, align="left", dx=7)
    return _with_key(chart, drawing.properties(height=chart_axes.step(chart, room)))


def _columns(chart: Chart, words: Numbers, room: Room) -> Any:
    """Upright bars in the order given; each with its figure, or a scale when they are many."""
    import altair as alt  # noqa: PLC0415  # as above

    rows, low, high = _figured(chart, words)
    few = len(rows) <= FIGURED
    marks, bottom, top = chart_axes.marks(_values(chart))
    domain = [low, high] if few else [bottom, top]
    base = _chart(rows).encode(
        x=alt.X("at:O", title=None, axis=chart_axes.below(chart, room)),
        y=alt.Y(
            "value:Q",
            title=None,
            axis=None if few else chart_axes.scale(marks, words),
            scale=alt.Scale(domain=domain, nice=False),
        ),
    )
    if len(chart.series) > 1:
        base = base.encode(xOffset=alt.XOffset("series:O"))
    drawing = base.mark_bar(cornerRadiusEnd=2, width={"band": 0.66}).encode(color=_hue(chart))
    if few:
        figures = base.encode(y=alt.Y("end:Q", axis=None))
        drawing += _words_at(figures, baseline="bottom", dy=-5)
    return _with_key(chart, drawing.properties(height=HEIGHT))


def _lines(chart: Chart, words: Numbers, room: Room) -> Any:
    """A line a series over the same steps, named at its end; a range is a band behind it."""
    import altair as alt  # noqa: PLC0415  # as above

    marks, low, high = chart_axes.marks(_values(chart))
    x = alt.X(
        "at:O",
        title=None,
        scale=alt.Scale(domain=list(range(len(chart.categories))), type="point", padding=0.4),
        axis=chart_axes.below(chart, room),
    )
    scale = alt.Scale(domain=[low, high], nice=False)
    y = alt.Y("value:Q", title=None, scale=scale, axis=chart_axes.scale(marks, words))
    layers: list[Any] = []
    names: list[Any] = []
    ends: list[tuple[float, bool]] = []
    for number, series in enumerate(chart.series):
        points: list[dict[str, Any]] = [
            {"at": at, "value": _middle(value), "part": part, **_ends(value)}
            for part, at, value in _parts(series.values)
        ]
        if not points:
            continue
        colour, dashes, mark = STYLES[number % len(STYLES)]
        base = _chart(points).encode(x=x, y=y, detail="part:N")
        if any(isinstance(value, Range) for value in series.values):
            band = base.mark_area(color=colour, opacity=0.14)
            layers.append(band.encode(y=alt.Y("low:Q", scale=scale), y2="high:Q"))
        layers.append(base.mark_line(color=colour, strokeWidth=2.5, strokeDash=dashes))
        if len(chart.categories) <= 2 * FIGURED or len(points) < 3:
            marked = {"filled": True, "size": 55, "shape": mark, "opacity": 1}
            layers.append(base.mark_point(color=colour, **marked))
        end = {"at": points[-1]["at"], "value": points[-1]["value"], "name": series.name}
        # A line that ends half-way has its name above its end, where others may go on.
        away = end["at"] < len(chart.categories) - 1
        place = {"align": "right", "dx": -6} if away else {"align": "left", "dx": 10}
        text = _chart([end]).mark_text(color=colour, fontSize=13, fontWeight=600, **place)
        names.append(text.encode(x=x, y=y, text="name:N"))
        ends.append((end["value"], away))
    moved = chart_axes.apart(ends, (high - low) / HEIGHT)
    for name, offset in zip(names, moved, strict=True):
        name.mark.dy = offset
    layers += names
    if not layers:
        layers.append(_chart([]).mark_point().encode(x=x, y=y))
    return alt.layer(*layers).properties(height=HEIGHT)


def _intervals(chart: Chart, words: Numbers, room: Room) -> Any:
    """A dot and its range a category, with the figures in words at the right."""
    import altair as alt  # noqa: PLC0415  # as above

    marks, low, high = chart_axes.marks(_values(chart))
    scale = alt.Scale(domain=[low, high], nice=False)
    rows: list[dict[str, Any]] = []
    for number, series in enumerate(chart.series):
        for at, value in enumerate(series.values):
            told = _mark(chart, at) if value is None else _worded(value, words)
            row = {"at": at, "series": number, "known": value is not None, "right": high}
            middle = low if value is None else _middle(value)
            rows.append({**row, "text": told, "value": middle, **_ends(value)})
    base = _chart(rows).encode(y=alt.Y("at:O", title=None, axis=chart_axes.beside(chart, room)))
    if len(chart.series) > 1:
        base = base.encode(yOffset=alt.YOffset("series:O", scale=alt.Scale(padding=0.5)))
    known = base.transform_filter("datum.known")
    axis = chart_axes.scale(marks, words)
    rule = known.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", title=None, scale=scale, axis=axis), x2="high:Q", color=_hue(chart)
    )
    dot = known.mark_point(filled=True, size=80, opacity=1).encode(
        x=alt.X("value:Q", scale=scale), color=_hue(chart)
    )
    figures = _words_at(base.encode(x=alt.X("right:Q", scale=scale)), align="left", dx=10)
    return _with_key(chart, (rule + dot + figures).properties(height=chart_axes.step(chart, room)))


def _chart(rows: Sequence[Mapping[str, Any]]) -> Any:
    """An empty chart over these rows."""
    import altair as alt  # noqa: PLC0415  # as above

    return alt.Chart(alt.Data(values=list(rows)))  # type: ignore[no-untyped-call]


def _figured(chart: Chart, words: Numbers) -> tuple[list[dict[str, Any]], float, float]:
    """A row a bar, with its figure in words, and the ends of the scale."""
    rows: list[dict[str, Any]] = []
    for number, series in enumerate(chart.series):
        for at, value in enumerate(series.values):
            middle = 0.0 if value is None else _middle(value)
            # A missing figure is drawn at zero, and its `text` shows that it is no true zero.
            told = _mark(chart, at) if value is None else chart_axes.written(middle, words)
            row = {"at": at, "series": number, "value": middle, "end": max(middle, 0)}
            rows.append({**row, "known": value is not None, "text": told})
    ends = [row["value"] for row in rows] or [0]
    low, high = min(0, *ends), max(0, *ends)
    return rows, low, high if high > low else low + 1


def _hue(chart: Chart) -> Any:
    """The colour of each series."""
    import altair as alt  # noqa: PLC0415  # as above

    count = max(1, len(chart.series))
    scale = alt.Scale(
        domain=list(range(count)), range=[STYLES[n % len(STYLES)][0] for n in range(count)]
    )
    return alt.Color("series:N", scale=scale, legend=None)


def _with_key(chart: Chart, drawing: Any) -> Any:
    """The drawing, with the names of its series above it where they are several."""
    import altair as alt  # noqa: PLC0415  # as above

    if len(chart.series) < 2:
        return drawing
    names = json.dumps([each.name for each in chart.series])
    key = alt.Legend(
        title=None,
        orient="top",
        direction="vertical",
        labelExpr=f"{names}[datum.value]",
        labelFontSize=13,
        labelColor=INK,
        labelLimit=0,
        symbolType="square",
    )
    first = drawing.layer[0]
    first.encoding.color.legend = key
    return drawing


def _words_at(base: Any, **place: Any) -> Any:
    """The figures as words beside the marks, the missing ones paler."""
    import altair as alt  # noqa: PLC0415  # as above

    colour = alt.condition("datum.known", alt.value(INK), alt.value(MUTED))
    text = base.mark_text(fontSize=13, fontWeight=600, **place)
    return text.encode(text="text:N", color=colour)


def _parts(
    values: Sequence[float | Range | None],
) -> Iterable[tuple[int, int, float | Range]]:
    """Each known value with its place and the number of its unbroken run: gaps are not bridged."""
    part = 0
    for at, value in enumerate(values):
        if value is None:
            part += 1
        else:
            yield part, at, value


def _values(chart: Chart) -> list[float | Range | None]:
    return [value for series in chart.series for value in series.values]


def _middle(value: float | Range) -> float:
    return value.value if isinstance(value, Range) else value


def _ends(value: float | Range | None) -> dict[str, float]:
    if isinstance(value, Range):
        return {"low": value.low, "high": value.high}
    return {} if value is None else {"low": value, "high": value}


def _mark(chart: Chart, at: int) -> str:
    """What stands in place of a figure that is not known; a dash where none is expected."""
    missing = chart.missing[at] if at < len(chart.missing) else NOT_KNOWN
    return missing or NOT_KNOWN


def _worded(value: float | Range, words: Numbers) -> str:
    """A figure and its range."""
    if not isinstance(value, Range):
        return chart_axes.written(value, words)
    ends = f"{chart_axes.written(value.low, words)} – {chart_axes.written(value.high, words)}"
    return f"{chart_axes.written(value.value, words)} ({ends})"
