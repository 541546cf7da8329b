"""The charts of a report as the spreadsheet program's own, each beside the figures that it shows.

A gap is an empty cell there, because a chart would draw a word as zero; its word stands behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics.document import Chart, Range, Shape
from analytics.faces.sheet_writing import Writing
from analytics.language import Words
from analytics.svg import FIRST, INK, MUTED, SECOND

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HUES: Final = (FIRST, SECOND, INK, MUTED)
DASHES: Final = ("solid", "dash", "round_dot", "long_dash_dot")
MARKS: Final = ("circle", "square", "triangle", "diamond")
ROWS, WIDTH, LINE = 17, 620, 20
"""Rows that a chart takes at the least; pixels of its width, and of a row."""

_TYPES: Final = {
    Shape.BARS: "bar",
    Shape.COLUMNS: "column",
    Shape.LINES: "line",
    Shape.INTERVALS: "line",
}


class Charts:
    """Writes charts onto one sheet, from above down."""

    def __init__(self, writing: Writing, words: Words, sheet: Worksheet) -> None:
        self.writing, self.words, self.sheet = writing, words, sheet

    def write(self, charts: list[Chart]) -> None:
        """All charts; all figures stand left of all charts."""
        across = max(
            1 + sum(3 if _ranged(each) else 1 for each in chart.series) for chart in charts
        )
        self.sheet.set_column(0, 0, 30)
        self.sheet.set_column(1, across, 14)
        at = 0
        for chart in charts:
            self._one(chart, at, across + 2)
            at += max(ROWS, len(chart.categories) + 4, _height(chart) // LINE + 3)

    def _one(self, chart: Chart, top: int, across: int) -> None:
        sheet, text = self.sheet, self.writing.text
        text(sheet, top, 0, chart.title, "strong")
        head, first = top + 1, top + 2
        last = first + len(chart.categories) - 1
        text(sheet, head, 0, "", "head")
        places = self._heads(chart, head)
        native = self.writing.book.add_chart({"type": _TYPES[chart.shape]})
        for row, name in enumerate(chart.categories):
            text(sheet, first + row, 0, name)
            for series, (place, ranged) in zip(chart.series, places, strict=True):
                self._figure(first + row, place, series.values[row], ranged)
            if all(series.values[row] is None for series in chart.series):
                missing = chart.missing[row] if row < len(chart.missing) else ""
                text(sheet, first + row, across - 1, missing or self.words("n/a"), "gap")
        if not chart.categories:
            return
        name = sheet.get_name()
        for number, (place, ranged) in enumerate(places):
            values = [name, first, place, last, place]
            options: dict[str, Any] = {
                "name": [name, head, place],
                "categories": [name, first, 0, last, 0],
                "values": values,
                # What stands in those cells, for programs that show charts without reckoning.
                "name_data": [self.writing.holdable(chart.series[number].name)],
                "categories_data": list(map(self.writing.holdable, chart.categories)),
                "values_data": list(map(_middle, chart.series[number].values)),
                **_look(chart, number),
            }
            if ranged:
                options["y_error_bars"] = {
                    "type": "custom",
                    "plus_values": _reference(name, first, last, place + 2),
                    "minus_values": _reference(name, first, last, place + 1),
                }
            native.add_series(options)
        # by its cell: a title that begins with "=" would be taken for a formula
        title = {"name": [name, top, 0], "data": [self.writing.holdable(chart.title)]}
        native.set_title({**title, "name_font": {"size": 12}})
        _dress(native, chart)
        sheet.insert_chart(top, across, native, {"description": f"{chart.title}. {chart.alt}"})

    def _heads(self, chart: Chart, head: int) -> list[tuple[int, bool]]:
        """The heads of the series; where each stands, and whether it has ranges."""
        places, place = [], 1
        for series in chart.series:
            ranged = _ranged(series)
            self.writing.text(self.sheet, head, place, series.name, "amount")
            if ranged:
                for more, words in ((1, "down to"), (2, "up to")):
                    self.writing.text(self.sheet, head, place + more, self.words(words), "amount")
            places.append((place, ranged))
            place += 3 if ranged else 1
        return places

    def _figure(self, row: int, place: int, value: float | Range | None, ranged: bool) -> None:
        """A figure, and how far it may lie lower and higher."""
        if value is None:
            return
        middle = _middle(value) or 0
        look = self.writing.look("plain", {"num_format": "#,##0.##" if middle % 1 else "#,##0"})
        self.sheet.write_number(row, place, middle, look)
        if ranged:
            low, high = (value.low, value.high) if isinstance(value, Range) else (middle, middle)
            self.sheet.write_number(row, place + 1, middle - low, look)
            self.sheet.write_number(row, place + 2, high - middle, look)


def _dress(native: Any, chart: Chart) -> None:
    grid = {"visible": chart.shape is not Shape.BARS, "line": {"color": "#D5DBE3"}}
    native.set_legend({"position": "top"} if len(chart.series) > 1 else {"none": True})
    native.show_blanks_as("gap")
    native.set_size({"width": WIDTH, "height": _height(chart)})
    native.set_y_axis({"major_gridlines": grid, "line": {"none": True}})
    if chart.shape is Shape.BARS:
        native.set_y_axis({"reverse": True, "line": {"color": "#D5DBE3"}})
        native.set_x_axis({"major_gridlines": {"visible": False}, "visible": False})


def _look(chart: Chart, number: int) -> dict[str, Any]:
    hue = HUES[number % len(HUES)]
    mark = {
        "type": MARKS[number % len(MARKS)],
        "size": 7,
        "fill": {"color": hue},
        "border": {"color": hue},
    }
    if chart.shape is Shape.LINES:
        dash = DASHES[number % len(DASHES)]
        return {"line": {"color": hue, "width": 2.25, "dash_type": dash}, "marker": mark}
    if chart.shape is Shape.INTERVALS:
        return {"line": {"none": True}, "marker": mark}
    return {"fill": {"color": hue}, "data_labels": {"value": True}, "gap": 60}


def _height(chart: Chart) -> int:
    """Pixels: bars need a line each."""
    bars = len(chart.categories) * max(1, len(chart.series)) * 24 + 90
    return max(300, bars) if chart.shape is Shape.BARS else 300


def _middle(value: float | Range | None) -> float | None:
    return value.value if isinstance(value, Range) else value


def _ranged(series: Any) -> bool:
    return any(isinstance(each, Range) for each in series.values)


def _reference(name: str, first: int, last: int, place: int) -> str:
    from xlsxwriter.utility import xl_range_abs  # noqa: PLC0415  # as in the workbook

    quoted = name.replace("'", "''")
    return f"='{quoted}'!{xl_range_abs(first, place, last, place)}"
