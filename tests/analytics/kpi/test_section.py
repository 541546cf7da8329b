"""The plan as a section of the report: lights with words, gaps with reasons, names and not ids."""

from __future__ import annotations

from datetime import timedelta

import pytest

from analytics.document import Chart, Gap, Light, Name, Range, Section, Signal, Table, Tiles
from analytics.kpi import Earlier, Judged, Kpis, Measure, Per, Point, RegionFigure, Series
from analytics.language import LANGUAGES, Words
from analytics.sections.kpi import section
from analytics.words import Labels
from tests.analytics.kpi.made import START, judged, row

LABELS = Labels(region={"navarra": "Navarra"}, outcome={"O1": "Know"}, person={"aina": "Aina Puig"})
DAY = START + timedelta(days=49)


def kpis(*some: Judged) -> Kpis:
    return Kpis(some, DAY)


def made(*some: Judged, language: str = "en") -> Section:
    found = section(kpis(*some), Words(language), LABELS)
    assert found is not None
    return found


def table(found: Section, id_: str) -> Table:
    everything = [*found.blocks, *(b for each in found.subsections for b in each.blocks)]
    return next(each for each in everything if isinstance(each, Table) and each.id == id_)


def cell(found: Table, row_: int, column: str) -> object:
    return found.rows[row_][[each.id for each in found.columns].index(column)]


STEADY = judged(row(*[(day, float(day)) for day in (10, 20, 30, 40, 50)]), 50)
GAP = judged(row(), 50, id="pilots", title={"en": "Pilots"}, outcome="O1")
OPEN = judged(row((50, 7.0)), 50, id="posts", title={"de": "Beiträge"}, target=None)


def test_each_indicator_has_a_light_a_way_and_a_forecast() -> None:
    """The numbers are numbers, and the day is a day."""
    found = table(made(STEADY, GAP, OPEN), "kpi")
    assert cell(found, 0, "light") == Light(Signal.GOOD, "on track")
    assert (cell(found, 0, "actual"), cell(found, 0, "target")) == (50.0, 100.0)
    assert (cell(found, 0, "progress"), cell(found, 0, "expected")) == (0.5, 50.0)
    assert cell(found, 0, "forecast") == Range(100.0, 100.0, 100.0)
    assert cell(found, 0, "outlook") == "reaches the target"
    assert cell(found, 2, "indicator") == Name("Beiträge", "de")


def test_one_last_day_of_all_stands_under_the_table() -> None:
    """In a column where they differ."""
    same = table(made(STEADY, GAP), "kpi")
    assert "by" not in [each.id for each in same.columns]
    assert "the last day of each is 10 Apr 2026" in same.note
    other = judged(row((50, 3.0)), 50, by=DAY)
    found = table(made(STEADY, other), "kpi")
    assert (cell(found, 0, "by"), cell(found, 1, "by")) == (STEADY.indicator.by, DAY)


def test_a_sum_with_gaps_does_not_say_that_the_target_is_missed() -> None:
    """Not all have told, and the forecast is of those who have."""
    points = [(day, day / 2) for day in (10, 20, 30, 40, 50)]
    part = table(made(judged(row(*points, known=9, of=11), 50)), "kpi")
    assert cell(part, 0, "outlook") == "not all have told a number"
    whole = table(made(judged(row(*points), 50)), "kpi")
    assert cell(whole, 0, "outlook") == "does not reach the target at this pace"


def test_what_nobody_knows_is_a_gap_with_its_reason() -> None:
    """Never a number, and never an empty cell."""
    found = table(made(STEADY, GAP, OPEN), "kpi")
    assert cell(found, 1, "light") == Light(Signal.UNKNOWN, "no number is known")
    for column in ("actual", "progress", "expected"):
        assert cell(found, 1, column) == Gap("nobody has entered it")
    assert cell(found, 2, "target") == Gap("no target is set")
    chart = next(each for each in made(STEADY, GAP).blocks if isinstance(each, Chart))
    assert chart.series[0].values == (50.0, None) and chart.missing == ("", "n/a")


def test_the_tiles_count_those_with_a_target() -> None:
    """One on track, one of which nobody knows; the one without a target is in none."""
    tiles = next(each for each in made(STEADY, GAP, OPEN).blocks if isinstance(each, Tiles))
    assert [(tile.column.id, tile.value) for tile in tiles.tiles] == [
        ("kpi_good", 1),
        ("kpi_close", 0),
        ("kpi_behind", 0),
        ("kpi_unknown", 1),
    ]


def test_where_a_number_comes_from_stands_beside_it() -> None:
    """Its source and person by name, its outcome by title, and the target that held then."""
    series = Series((Point(DAY, 3.0),), source="minutes", who="aina")
    was = Earlier(50.0, DAY, "one region fewer")
    found = table(made(judged(series, 50, outcome="O1", earlier=(was,))), "kpi_sources")
    assert cell(found, 0, "source") == Name("minutes")
    assert cell(found, 0, "entered_by") == Name("Aina Puig")
    assert cell(found, 0, "outcome") == Name("Know")
    assert cell(found, 0, "target_source") == "held until 19 Feb 2026: one region fewer"


def test_shares_stand_in_a_table_of_their_own() -> None:
    """As parts of one, so that a face writes them in percent."""
    share = judged(row((50, 97.1)), 50, measure=Measure.ON_TIME, target=95.0)
    found = table(made(STEADY, share), "kpi_shares")
    assert (cell(found, 0, "actual"), cell(found, 0, "target")) == (0.971, 0.95)
    assert cell(found, 0, "light") == Light(Signal.GOOD, "kept")


def test_regions_stand_by_their_names() -> None:
    """One that has told nothing is a gap; what was told later than the report is not there yet."""
    regions = (
        RegionFigure("navarra", 5.0, DAY, "list", "aina"),
        RegionFigure("arad", None),
        RegionFigure("timis", 9.0, DAY + timedelta(days=1), "list"),
    )
    series = Series((Point(DAY, 5.0, 1, 3),), regions=regions)
    found = table(made(judged(series, 50, by_region=True, each_region=15.0)), "kpi_regions")
    assert [cell(found, at, "region") for at in range(3)] == [
        Name("Navarra"),
        Name("arad"),
        Name("timis"),
    ]
    assert [cell(found, at, "actual") for at in range(3)] == [
        5.0,
        Gap("nobody has entered it"),
        Gap("nobody has entered it"),
    ]


def test_without_a_plan_there_is_no_section_and_a_broken_one_says_so() -> None:
    """A report is written all the same."""
    words = Words("en")
    assert section(None, words, LABELS) is None
    assert section(kpis(), words, LABELS) is None
    broken = section(Kpis((), DAY, broken=True), words, LABELS)
    assert broken is not None and "cannot be read" in str(broken.blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_made_in_every_language(language: str) -> None:
    """Every light, gap and outlook has a word, also where a translation is missing."""
    some = [
        STEADY,
        GAP,
        OPEN,
        judged(row((3, 3.0)), 96),
        judged(row((50, 3.0)), 50, by=None),
        judged(row((99, 90.0)), 130),
        judged(row((50, 40.0), known=9, of=11), 50),
        judged(row((50, 3.0)), 50, per=Per.MONTH),
        judged(row(), -5),
    ]
    found = made(*some, language=language)
    lights = [row_[1] for row_ in table(found, "kpi").rows]
    assert all(isinstance(each, Light) and each.word for each in lights)
    gaps = [each for row_ in table(found, "kpi").rows for each in row_ if isinstance(each, Gap)]
    assert all(each.why for each in gaps)
