"""Targets and results at the desk: lights with words, numbers entered and corrected, and rights."""

from __future__ import annotations

import re
from datetime import date

import pytest

from campaign.usecases.reporting.kpi_actuals import editions
from tests.web.stage import Stage

PAGE = "/reports/targets"
DAY = "2026-12-06"
GOOD = {"of": "labs", "number": "2", "day": DAY, "source": "minutes", "seen": "0"}


def numbers(stage: Stage, indicator: str = "labs") -> list[tuple[str, str, float | None]]:
    """What was entered of an indicator: region, day and number."""
    found = editions(stage.opened.database, indicator)
    return [(each.region, each.day.isoformat(), each.number) for each in found]


def test_every_indicator_stands_there_with_a_word(seen: Stage) -> None:
    """What nobody knows is n/a with its reason; no light is a colour alone."""
    page = seen.visit("rita").get(PAGE).text
    assert "Local stakeholders in the co-design process" in page
    assert "no number is known" in page and "nobody has entered it" in page
    assert "no target is set" in page
    assert page.count('<use href="') >= 17
    assert "Enter a number" not in page  # who only reads enters nothing
    assert 'href="/reports/targets"' in seen.visit("rita").get("/reports").text


def test_a_number_is_kept_and_corrected(stage: Stage) -> None:
    """With what was there before; sending the form again changes nothing."""
    visit = stage.visit("olga")
    sent = visit.post(PAGE, GOOD, page=PAGE)
    assert sent.status_code == 303 and "kept" in visit.get(PAGE).text
    visit.post(PAGE, GOOD, page=PAGE)
    assert numbers(stage) == [("", DAY, 2.0)]
    closer = visit.get(f"{PAGE}?of=labs&day={DAY}").text
    assert "Correct a number" in closer and 'name="seen" value="1"' in closer
    visit.post(PAGE, {**GOOD, "number": "3", "seen": "1"}, page=PAGE)
    assert numbers(stage) == [("", DAY, 2.0), ("", DAY, 3.0)]
    page = visit.get(f"{PAGE}?of=labs").text
    assert "minutes" in page and "Olga" in page


def test_a_region_enters_its_own(stage: Stage) -> None:
    """The form offers what the person may; another region's is refused."""
    visit = stage.visit("nuria")
    page = visit.get(PAGE).text
    assert set(re.findall(r'<option value="([^"]+)"', page)) == {
        "stakeholders:catalonia",
        "lab-participants:catalonia",
    }
    mine = {**GOOD, "of": "stakeholders:catalonia", "number": "7"}
    assert visit.post(PAGE, mine, page=PAGE).status_code == 303
    theirs = {**GOOD, "of": "stakeholders:navarra", "number": "7"}
    assert visit.post(PAGE, theirs, page=PAGE).status_code == 403
    assert visit.post(PAGE, GOOD, page=PAGE).status_code == 403
    assert numbers(stage, "stakeholders") == [("catalonia", DAY, 7.0)] and numbers(stage) == []
    assert "known for 1 of 11" in visit.get(PAGE).text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"of": ""}, "Choose what the number is of."),
        ({"of": "nothing"}, "Choose what the number is of."),
        ({"of": "posts"}, "nobody enters it by hand"),
        ({"of": "stakeholders"}, "entered region by region"),
        ({"number": "many"}, "digits 0 to 9"),
        ({"number": "-2"}, "cannot be less than zero"),
        ({"number": "1.234"}, "can be read as 1234"),
        ({"day": ""}, "Write a day that there is"),
        ({"day": "2026-02-30"}, "Write a day that there is"),
        ({"day": "03/04/2026"}, "Write a day that there is"),
        ({"day": "2027-01-01"}, "has not come yet"),
        ({"day": "2020-01-01"}, "lies before it"),
        ({"source": " "}, "Say where the figures come from."),
        ({"source": "x" * 400}, "at most 300"),
        ({"of": "<script>alert(1)</script>", "day": "<b>"}, "Choose what the number is of."),
    ],
)
def test_what_cannot_be_meant_is_asked_back(
    stage: Stage, change: dict[str, str], says: str
) -> None:
    """With what was typed still there; nothing is kept."""
    answer = stage.visit("olga").post(PAGE, {**GOOD, **change}, page=PAGE)
    assert answer.status_code == 422 and says in answer.text
    assert "<script>alert" not in answer.text
    assert numbers(stage) == []


def test_whoever_was_first_is_named(stage: Stage) -> None:
    """Two had the page open; the second is told whose number stands there."""
    stage.visit("edgar").post(PAGE, {**GOOD, "number": "5"}, page=PAGE)
    answer = stage.visit("olga").post(PAGE, GOOD, page=PAGE)
    assert answer.status_code == 422 and "Edgar was first" in answer.text
    assert numbers(stage) == [("", DAY, 5.0)]


def test_it_speaks_the_visitors_language(stage: Stage) -> None:
    """The words of the page; a title stays in the language that it is in, and says so."""
    visit = stage.visit("olga")
    visit.http.headers["Accept-Language"] = "de"
    page = visit.get(PAGE).text
    assert "Ziele und Ergebnisse" in page
    assert '<span lang="en">Learning Labs held</span>' in page


@pytest.mark.parametrize("text", ["[labs]\ntarget = 0\n", ""])
def test_a_plan_that_is_broken_or_empty_is_told(stage: Stage, text: str) -> None:
    """And nothing can be entered in it."""
    (stage.folder / "content" / "kpi.toml").write_text(text, "utf-8")
    visit = stage.visit("olga")
    page = visit.get(PAGE).text
    assert ("cannot be read" if text else "There is no indicator yet") in page
    assert visit.post(PAGE, GOOD, page=PAGE).status_code == 422


def test_the_day_of_the_tests_is_one_of_the_plan() -> None:
    """Between its beginning and the desk's day."""
    assert date(2026, 11, 30) < date.fromisoformat(DAY) < date(2026, 12, 7)
