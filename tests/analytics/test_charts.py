"""Charts say in words what they show, and hold no colour the page does not know."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest

from analytics.chart_axes import marks
from analytics.charts import svg
from analytics.document import Chart, Range, Series, Shape

SVG = "{http://www.w3.org/2000/svg}"


class German:
    """Numbers as German writes them."""

    def number(self, value: float) -> str:
        """1.234,5"""
        return f"{value:,}".translate(str.maketrans(",.", ".,"))


def chart(shape: Shape, *rows: tuple[str, tuple[float | Range | None, ...]]) -> Chart:
    """A chart over four regions, of which the last is known to have had nothing."""
    return Chart(
        f"by-{shape}",
        "By region",
        shape,
        ("Timiș", "Donegal", "Navarra", "Arad"),
        tuple(Series(name, values) for name, values in rows),
        "Timiș leads with 1,234.",
        missing=("", "", "k. A.", "keine Beiträge"),
    )


ONE = ("Engagement", (1234, 0, None, None))
TWO = ("Week before", (1000.5, 20, 3, None))
CHARTS = {
    **{f"{shape}": chart(shape, ONE) for shape in (Shape.BARS, Shape.COLUMNS)},
    **{f"two {shape}": chart(shape, ONE, TWO) for shape in (Shape.BARS, Shape.COLUMNS)},
    "lines": chart(Shape.LINES, ONE, TWO),
    "a forecast": chart(Shape.LINES, ONE, ("Forecast", (None, Range(2, 1, 4), None, None))),
    "intervals": chart(Shape.INTERVALS, ("Mean", (Range(12.5, 8, 1600), 3, None, None))),
    "nothing known": chart(Shape.LINES, ("Engagement", (None,) * 4)),
    "zeros": chart(Shape.BARS, ("Engagement", (0, 0, None, None))),
}


@pytest.fixture(params=CHARTS, name="drawing", scope="module")
def each_drawing(request: pytest.FixtureRequest) -> ET.Element:
    """Each kind of chart, parsed."""
    return ET.fromstring(svg(CHARTS[request.param], German()))


def drawn(which: Chart) -> ET.Element:
    """One chart, parsed."""
    return ET.fromstring(svg(which, German()))


def words(drawing: ET.Element) -> list[str]:
    """All texts in a chart."""
    return ["".join(each.itertext()) for each in drawing.iter(f"{SVG}text")]


def test_every_chart_has_a_title_and_a_description(drawing: ET.Element) -> None:
    """A screen reader is told the name and what the chart shows, by elements that exist."""
    names = drawing.attrib["aria-labelledby"].split()
    found = {each.get("id"): each.text for each in drawing if each.get("id")}
    assert drawing.get("role") == "img"
    assert set(names) == set(found)
    assert [found[name] for name in names] == ["By region", "Timiș leads with 1,234."]


def test_every_colour_follows_the_page(drawing: ET.Element) -> None:
    """Light, dark and print share one drawing."""
    for each in drawing.iter():
        for attribute in ("fill", "stroke"):
            assert each.get(attribute, "none") in {"none", "transparent"}, ET.tostring(each)


@pytest.mark.parametrize("kind", [Shape.BARS, Shape.COLUMNS])
def test_a_missing_figure_is_a_word_and_a_zero_is_a_number(kind: Shape) -> None:
    """They look different, in the words that the chart brings and numbers of its language."""
    assert {"1.234", "0", "k. A.", "keine Beiträge"} <= set(words(drawn(chart(kind, ONE))))


@pytest.mark.parametrize("which", ["two bars", "two columns", "lines"])
def test_several_series_are_named(which: str) -> None:
    """Which bar or line is which stands in words."""
    assert {"Engagement", "Week before"} <= set(words(drawn(CHARTS[which])))


def test_a_gap_in_a_line_is_not_bridged() -> None:
    """Two known ends around a gap are two lines of one point, not one line over it."""
    whole = drawn(chart(Shape.LINES, ("Engagement", (1, 2, 3, 4))))
    broken = drawn(chart(Shape.LINES, ("Engagement", (1, None, 3, 4))))
    steps = [
        sorted(
            each.attrib["d"].count("L") for each in drawing.iter(f"{SVG}path") if "d" in each.attrib
        )
        for drawing in (whole, broken)
    ]
    assert max(steps[0]) == 3
    assert 3 not in steps[1]


def test_a_range_is_written_with_both_its_ends() -> None:
    """What a figure lies between is read, not guessed from a scale."""
    assert "12,5 (8 – 1.600)" in words(drawn(CHARTS["intervals"]))


def test_scales_are_written_as_the_language_writes_numbers() -> None:
    """A comma for the fraction, a point for thousands."""
    assert "1.000" in words(drawn(CHARTS["lines"]))
    small = chart(Shape.LINES, ("Rate", (0.1, 0.3, 0.2, 0.25)))
    assert "0,1" in words(drawn(small))


def test_many_columns_have_a_scale_in_place_of_figures() -> None:
    """Thirty-five figures would run into each other; every name that stands there can be read."""
    days = tuple(f"{day} Dez." for day in range(1, 36))
    month = replace(CHARTS["columns"], categories=days, series=(Series("E", (7,) * 35),))
    told = words(drawn(month))
    assert {"0", "8"} <= set(told)
    assert told.count("7") == 0
    assert 5 <= sum("Dez." in each for each in told) < 35


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ((0, 97), (0, 100)),
        ((3, -7), (-7.5, 5)),
        ((0, 0), (0, 1)),
        ((0.03,), (0, 0.03)),
        ((), (0, 1)),
    ],
)
def test_a_scale_holds_zero_and_every_value(
    values: tuple[float, ...], ends: tuple[float, float]
) -> None:
    """Its marks are even, and its ends are the last marks."""
    found, low, high = marks(values)
    assert (low, high) == (found[0], found[-1]) == ends
    assert 0 in found
    assert len({round(b - a, 9) for a, b in pairwise(found)}) == 1


def test_names_cannot_break_out_of_the_drawing() -> None:
    """A name from a settings file is a name, not markup and not a formula."""
    name = "</text><script>alert('1')</script> \\\" ' ] & 日本"
    evil = Chart("x", name, Shape.BARS, (name, name), (Series(name, (1, 2)),), name)
    drawing = drawn(evil)
    assert not list(drawing.iter(f"{SVG}script"))
    assert drawing[0].text == name
    assert "".join(words(drawing)).count("<script>") == 2


def test_rows_of_the_same_name_stay_two_rows() -> None:
    """Two activities may begin with the same words."""
    drawing = drawn(Chart("x", "Same", Shape.BARS, ("Lab", "Lab"), (Series("", (10, 20)),), "."))
    assert words(drawing).count("Lab") == 2
    assert {"10", "20"} <= set(words(drawing))


def test_collecting_does_not_load_what_only_reports_need() -> None:
    """The publisher runs every minute: no charts, tables or pictures in its process."""
    heavy = ("altair", "vl_convert", "pandas", "PIL", "jinja2", "typst", "xlsxwriter")
    code = (
        "import sys, analytics.collect, analytics.report; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
