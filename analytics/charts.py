"""Draws a `Chart` of a document as SVG, with a title and a description in words.

One hue and direct labels: nothing is told by colour alone, and the two hues that do appear
together (blue, vermilion) are from Okabe and Ito's palette, told apart with every kind of colour
blindness (https://jfly.uni-koeln.de/color/). A gap is drawn as a word, never as a bar of length
zero.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any

from analytics.document import Chart, Range, Shape
from analytics.language import Words
from analytics.marks import N_
from analytics.svg import FIRST, INK, MUTED, SECOND, drawn

NOT_KNOWN = N_("n/a")
LABEL = 24
"""Characters in one line of a bar's name."""

HEIGHT = 190
STEP = 32
"""Pixels from bar to bar: room for a name of two lines."""

LABELLED = 14
"""With more columns than this their figures stand on an axis, for they have no room above them."""

BARS_WIDTH, COLUMNS_WIDTH, LINES_WIDTH = 260, 470, 370

COLOURS = (FIRST, SECOND, INK, MUTED)
DASHES = ([1, 0], [6, 4], [2, 3], [10, 3, 2, 3])

Write = Callable[[float], str]


def draw(chart: Chart, words: Words, *, plain: bool = False, prefix: str = "") -> str:
    """The chart as an `<svg>` element; its ids begin with `prefix` and the chart's own id.

    Colours follow the page that it stands in; `plain` writes them as they are, for programs that
    know no variables of style sheets.
    """
    write = _writer(chart, words)
    missing = words(NOT_KNOWN)
    makers = {
        Shape.BARS: _bars,
        Shape.COLUMNS: _columns,
        Shape.LINES: _lines,
        Shape.INTERVALS: _intervals,
    }
    drawing = makers[chart.shape](chart, write, missing)
    told = f"{chart.alt} {_say(chart, write, missing)}"
    return drawn(drawing, f"{prefix}{chart.id}", chart.title, told.strip(), plain=plain)


def _writer(chart: Chart, words: Words) -> Write:
    """How the figures of a chart are written: whole numbers as such, others with one decimal."""
    values = [value for each in chart.series for value in each.values]
    whole = all(value is None or isinstance(value, int) for value in values)
    return lambda value: words.decimal(value, 0 if whole else 1)


def _say(chart: Chart, write: Write, missing: str) -> str:
    """Every figure of a chart, series by series."""
    told = []
    for each in chart.series:
        figures = ", ".join(
            f"{label} {_figure(chart, at, value, write, missing)}"
            for at, (label, value) in enumerate(zip(chart.categories, each.values, strict=True))
        )
        told.append(f"{each.name}: {figures}" if len(chart.series) > 1 else figures)
    return f"{'; '.join(told)}."


def _figure(chart: Chart, at: int, value: float | Range | None, write: Write, missing: str) -> str:
    """One figure in words."""
    if isinstance(value, Range):
        return f"{write(value.value)} ({write(value.low)}–{write(value.high)})"
    if value is None:
        return chart.missing[at] if at < len(chart.missing) else missing
    return write(value)


def _bars(chart: Chart, write: Write, missing: str) -> Any:
    """Horizontal bars in the order given, each with its figure."""
    import altair as alt  # noqa: PLC0415  # a second to import: only a report draws

    values = [_middle(value) for value in chart.series[0].values]
    axis = alt.Axis(
        labelExpr=_names(chart.categories),
        labelPadding=8,
        labelLineHeight=14,
        minExtent=150,
        maxExtent=150,
    )
    base = _chart(_data(chart, write, missing)).encode(
        y=alt.Y("at:O", title=None, axis=axis),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, _reach(values)])),
    )
    bar = base.mark_bar(color=FIRST, cornerRadiusEnd=2, height=17)
    drawing = bar + _figures(base, align="left", dx=7)
    return drawing.properties(width=BARS_WIDTH, height=alt.Step(STEP))


def _columns(chart: Chart, write: Write, missing: str) -> Any:
    """Upright columns in the order given, each labelled with its figure where there is room."""
    import altair as alt  # noqa: PLC0415  # as above

    values = [_middle(value) for value in chart.series[0].values]
    few = len(values) <= LABELLED
    x_axis = alt.Axis(
        labelExpr=_names(chart.categories), labelAngle=0, labelPadding=8, labelOverlap=True
    )
    y_axis = None if few else _scale_axis()
    base = _chart(_data(chart, write, missing)).encode(
        x=alt.X("at:O", title=None, axis=x_axis),
        y=alt.Y(
            "value:Q",
            title=None,
            axis=y_axis,
            scale=alt.Scale(domain=[0, _reach(values)]),
        ),
    )
    drawing = base.mark_bar(color=FIRST, cornerRadiusEnd=2, width={"band": 0.6})
    if few:
        drawing += _figures(base, baseline="bottom", dy=-5)
    return drawing.properties(width=COLUMNS_WIDTH, height=HEIGHT)


def _lines(chart: Chart, write: Write, missing: str) -> Any:
    """Lines over the same steps, named at their ends; all but the first are dashed."""
    import altair as alt  # noqa: PLC0415  # as above

    rows = [tuple(_middle(value) for value in each.values) for each in chart.series]
    reach = _reach(value for row in rows for value in row)
    ends = [next((v for v in reversed(row) if v is not None), None) for row in rows]
    x = alt.X(
        "at:O",
        title=None,
        scale=alt.Scale(domain=list(range(len(chart.categories)))),
        axis=alt.Axis(
            labelExpr=_names(chart.categories),
            labelAngle=0,
            labelPadding=8,
            labelFontSize=13,
            labelOverlap=True,
        ),
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, reach]), axis=_scale_axis())
    layers: list[Any] = []
    for number, (series, row) in enumerate(zip(chart.series, rows, strict=True)):
        points = [
            {"at": at, "value": value, "line": series.name}
            for at, value in enumerate(row)
            if value is not None
        ]
        if not points:
            continue
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        own = _chart(points).encode(x=x, y=y)
        layers.append(own.mark_line(color=colour, strokeWidth=2.5, strokeDash=dash))
        layers.append(own.mark_point(color=colour, filled=True, size=55, opacity=1))
        aside = _aside(ends, number, reach)
        name = _chart(points[-1:]).mark_text(
            align="left", dx=10, dy=aside, color=colour, fontSize=13, fontWeight=600
        )
        layers.append(name.encode(x=x, y=y, text="line:N"))
    return alt.layer(*layers).properties(width=LINES_WIDTH, height=HEIGHT)


def _intervals(chart: Chart, write: Write, missing: str) -> Any:
    """A dot a category, on a line from one end of its range to the other."""
    import altair as alt  # noqa: PLC0415  # as above

    values = chart.series[0].values
    rows = [
        {
            "at": at,
            "value": _middle(value) or 0,
            "low": value.low if isinstance(value, Range) else _middle(value) or 0,
            "high": value.high if isinstance(value, Range) else _middle(value) or 0,
            "text": _figure(chart, at, value, write, missing),
            "known": value is not None,
        }
        for at, value in enumerate(values)
    ]
    lowest = min((row["low"] for row in rows if row["known"]), default=0)
    highest = _reach(row["high"] for row in rows if row["known"])
    axis = alt.Axis(
        labelExpr=_names(chart.categories),
        labelPadding=8,
        labelLineHeight=14,
        minExtent=150,
        maxExtent=150,
    )
    scale = alt.Scale(domain=[min(0, lowest), highest])
    base = _chart(rows).encode(y=alt.Y("at:O", title=None, axis=axis))
    known = base.transform_filter("datum.known")
    range_ = known.mark_rule(color=FIRST, strokeWidth=3, opacity=0.45).encode(
        x=alt.X("low:Q", axis=None, scale=scale), x2="high:Q"
    )
    dot = known.mark_point(color=FIRST, filled=True, size=70, opacity=1).encode(
        x=alt.X("value:Q", axis=None, scale=scale)
    )
    figure = _figures(base, align="left", dx=9).encode(x=alt.X("high:Q", axis=None, scale=scale))
    drawing = range_ + dot + figure
    return drawing.properties(width=BARS_WIDTH, height=alt.Step(STEP))


def _scale_axis() -> Any:
    import altair as alt  # noqa: PLC0415  # as above

    return alt.Axis(tickCount=4, grid=True, domain=False, ticks=False, labelPadding=8)


def _chart(rows: Sequence[Mapping[str, Any]]) -> Any:
    """An empty chart over these rows."""
    import altair as alt  # noqa: PLC0415  # as above

    return alt.Chart(alt.Data(values=list(rows)))  # type: ignore[no-untyped-call]


def _middle(value: float | Range | None) -> float | None:
    return value.value if isinstance(value, Range) else value


def _data(chart: Chart, write: Write, missing: str) -> list[dict[str, Any]]:
    """One row a bar. A gap is drawn at zero, and its `text` shows that it is no true zero."""
    return [
        {
            "at": at,
            "value": _middle(value) or 0,
            "text": _mark(chart, at, value, write, missing),
            "known": value is not None,
        }
        for at, value in enumerate(chart.series[0].values)
    ]


def _mark(chart: Chart, at: int, value: float | Range | None, write: Write, missing: str) -> str:
    """The figure beside the bar; a dash where no figure is expected, such as an empty day."""
    found = _figure(chart, at, value, write, missing)
    return "–" if value is None and found != missing else found


def _names(labels: Sequence[str]) -> str:
    """A Vega expression that gives the names by position, since two rows may have the same name."""
    return f"{json.dumps([wrap(each, LABEL) for each in labels])}[datum.value]"


def _figures(base: Any, **place: Any) -> Any:
    """The figures as words beside the bars, the missing ones paler."""
    import altair as alt  # noqa: PLC0415  # as above

    colour = alt.condition("datum.known", alt.value(INK), alt.value(MUTED))
    return base.mark_text(fontSize=13, fontWeight=600, **place).encode(text="text:N", color=colour)


def _reach(values: Iterable[float | None]) -> float:
    """The end of the scale: the largest value, or a default when all values are zero."""
    return max((value for value in values if value), default=1)


def _aside(ends: Sequence[float | None], own: int, reach: float) -> int:
    """How far a line's name moves up or down (pixels), so that two near ends stay readable."""
    known = [value for value in ends if value is not None]
    end = ends[own]
    if len(known) < 2 or end is None or max(known) - min(known) > reach / 8:
        return 0
    upper = end == max(known) and (end != min(known) or own == 0)
    return -9 if upper else 9
