"""Numbers, days and keys that no page gives away: refused in words, and nothing breaks."""

from __future__ import annotations

from datetime import date

import pytest
from starlette.datastructures import FormData

from campaign.web.form_values import day_of, number_of, numbers_of
from tests.web.stage import Stage

HUGE = ("9" * 20, "9" * 5000)
DAYS = ("9999-12-31", "0001-01-01", "0001-W01", "1999-12-31", "2200-01-01", "tomorrow", "")


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1e3", "٣", "²", " 1", "1_0", *HUGE])
def test_what_is_no_number_of_a_row_is_none(text: str) -> None:
    """Digits of other scripts are not ours, and no database takes a longer number."""
    assert number_of(text) == 0
    assert numbers_of(FormData([("chosen", text), ("chosen", "7")]), "chosen") == (7,)


def test_numbers_come_once_and_in_their_order() -> None:
    """Of the form's other fields, none."""
    form = FormData([("chosen", "30"), ("chosen", "4"), ("chosen", "30"), ("other", "5")])
    assert numbers_of(form, "chosen") == (4, 30)


@pytest.mark.parametrize("text", DAYS)
def test_a_day_far_from_any_campaign_is_none(text: str) -> None:
    """At the ends of what a calendar has, no zone can be asked."""
    assert day_of(text) is None
    assert day_of("2026-12-31") == date(2026, 12, 31)


@pytest.mark.parametrize("day", DAYS[:-1])
def test_history_and_links_take_no_such_day(seen: Stage, day: str) -> None:
    """The field says how a day is written."""
    olga = seen.visit("olga")
    answer = olga.get("/history", params={"day": day})
    assert answer.status_code == 422 and "year-month-day" in answer.text
    form = {"post": "platforms-01", "to": "Ane A", "region": "navarra", "until": day}
    answer = olga.post("/review-links", form)
    assert answer.status_code == 422 and "year-month-day" in answer.text


@pytest.mark.parametrize("number", HUGE)
def test_pages_take_no_such_number(seen: Stage, number: str) -> None:
    """What was chosen is nobody's."""
    olga, post = seen.visit("olga"), "/posts/platforms-01/out/withdraw"
    time = {"day": "2027-01-10", "time": "10:00", "need": "missed"}
    why = {"what": "delete", "why": "x", "where": "these"}
    for path, form in (
        ("/settle/times", {**time, "chosen": number}),
        ("/settle/times", {"leave": "1", "chosen": number}),
        (post, {**why, "chosen": number}),
        (post, {**why, "where": "one", "on": number}),
        ("/settle/resume", {"scope": "all", "pause": number}),
    ):
        assert olga.post(path, form).status_code in (303, 409, 422), (path, form)


def test_a_key_that_no_page_gave_away_is_refused(seen: Stage) -> None:
    """Of any length, wherever a form brings one."""
    key, ada, olga = "k" * 1000, seen.visit("ada"), seen.visit("olga")
    token = {"name": "m", "scope": "read", "role": "reader", "region": "all", "days": "90"}
    pause = {"scope": "region:navarra", "reason": "x"}
    link = {"post": "platforms-01", "to": "Ane A", "region": "navarra"}
    for visit, path, form in (
        (ada, "/machines/tokens", token),
        (olga, "/settle/pause", pause),
        (olga, "/review-links", link),
        (olga, "/approvals/platforms-01/invite", link),
    ):
        answer = visit.post(path, {**form, "once": key})
        assert answer.status_code in (409, 422), path
        assert "open the page again" in answer.text, path
