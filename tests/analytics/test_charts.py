"""Charts say in words what they show, and hold no colour the page does not know."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from analytics.charts import Bar, Line, bars, columns, lines

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [Bar("Timiș", 1234), Bar("Donegal", 0), Bar("Navarra", None), Bar("Arad", None, "no posts")]
WEEKS = [Line("Week 49", (1.0, 2.5)), Line("Week 48", (1, None))]


@pytest.fixture(scope="module")
def drawn() -> dict[str, ET.Element]:
    """One chart of each kind, parsed."""
    charts = {
        "bars": bars("one", "By region", ROWS),
        "columns": columns("two", "By day", ROWS),
        "lines": lines("three", "Growth", ["1 h", "6 h"], WEEKS),
    }
    return {kind: ET.fromstring(chart) for kind, chart in charts.items()}


@pytest.fixture(params=["bars", "columns", "lines"], name="chart")
def each_chart(request: pytest.FixtureRequest, drawn: dict[str, ET.Element]) -> ET.Element:
    """Each kind of chart."""
    return drawn[request.param]


def words(chart: ET.Element) -> list[str]:
    """All texts in a chart."""
    return ["".join(each.itertext()) for each in chart.iter(f"{SVG}text")]


def test_every_chart_has_a_title_and_a_description(chart: ET.Element) -> None:
    """A screen reader is told the name and every figure, by elements that exist."""
    names = chart.attrib["aria-labelledby"].split()
    found = {each.get("id"): each.text for each in chart if each.get("id")}
    assert chart.get("role") == "img"
    assert set(names) == set(found)
    assert all(found[name] for name in names)


def test_every_colour_follows_the_page(chart: ET.Element) -> None:
    """Light, dark and print share one drawing."""
    for each in chart.iter():
        for attribute in ("fill", "stroke"):
            assert each.get(attribute, "none") in {"none", "transparent"}, ET.tostring(each)


def test_a_missing_figure_is_a_word_and_a_zero_is_a_number(drawn: dict[str, ET.Element]) -> None:
    """They look different and are said differently."""
    chart = drawn["bars"]
    assert chart[1].text == "Timiș 1,234, Donegal 0, Navarra n/a, Arad no posts."
    assert {"1,234", "0", "n/a", "–"} <= set(words(chart))


def test_a_gap_in_a_line_is_said(drawn: dict[str, ET.Element]) -> None:
    """What is not known at an age is not drawn as zero."""
    chart = drawn["lines"]
    assert chart[1].text == "Week 49: 1 h 1.0, 6 h 2.5; Week 48: 1 h 1.0, 6 h n/a."
    assert {"Week 49", "Week 48"} <= set(words(chart))


def test_names_cannot_break_out_of_the_drawing() -> None:
    """A name from a settings file is a name, not markup and not a formula."""
    name = "</text><script>alert('1')</script> \\\" ' ] & 日本"
    chart = ET.fromstring(bars("x", name, [Bar(name, 1), Bar(name, 2)]))
    assert not list(chart.iter(f"{SVG}script"))
    assert chart[0].text == name
    assert "".join(words(chart)).count("<script>") == 2


def test_rows_of_the_same_name_stay_two_rows() -> None:
    """Two activities may begin with the same words."""
    chart = ET.fromstring(bars("x", "Same", [Bar("Lab", 10), Bar("Lab", 20)]))
    assert words(chart).count("Lab") == 2
    assert {"10", "20"} <= set(words(chart))


def test_nothing_but_unknown_or_zero_can_be_drawn() -> None:
    """A week without any response has a chart as well."""
    chart = ET.fromstring(bars("x", "Nothing", [Bar("a", None), Bar("b", 0)]))
    assert {"n/a", "0"} <= set(words(chart))


def test_collecting_does_not_load_what_only_reports_need() -> None:
    """The publisher runs every minute: no charts, tables or pictures in its process."""
    heavy = ("altair", "vl_convert", "pandas", "PIL", "jinja2")
    code = (
        "import sys, analytics.collect, analytics.report; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
