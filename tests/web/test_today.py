"""Today: one sentence first, then who is needed, by how soon."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.web.stage import Stage


def lead(page: str) -> str:
    """The headline of the page."""
    found = re.search(r'<p class="lead">([^<]+)</p>', page)
    assert found
    return found.group(1)


def test_the_headline_says_how_much_of_tomorrow_is_ready(stage: Stage) -> None:
    """Nothing planned, nothing approved, all approved; the day is that of the channel."""
    visit = stage.visit("olga")
    assert lead(visit.get("/").text) == "Nothing is planned. Write a post, or apply the plan."
    stage.plan()
    assert lead(visit.get("/").text) == (
        "Tomorrow at 10:15, 0 of 34 go out. 34 are not approved yet."
    )
    stage.clock.move_to(datetime(2026, 12, 9, 8, tzinfo=UTC))
    stage.plan(approved=True)
    stage.desk.changed()
    visit = stage.visit("olga")  # the session of two days ago is over
    assert lead(visit.get("/").text) == "Tomorrow at 12:30, 34 of 34 go out. All of it is ready."
    stage.clock.move_to(datetime(2026, 12, 10, 8, tzinfo=UTC))
    assert lead(stage.visit("olga").get("/").text).startswith("Today at 12:30, 34 of 34 go out.")


def test_what_went_out_is_told_with_what_was_read_back(stage: Stage) -> None:
    """Out, read back as approved, and what no network tells; never a bare percentage."""
    stage.plan(approved=True)
    stage.publish(datetime(2026, 12, 8, 8, 16, tzinfo=UTC))
    stage.publish(datetime(2026, 12, 8, 9, 16, tzinfo=UTC))
    stage.publish(datetime(2026, 12, 8, 9, 17, tzinfo=UTC))
    page = stage.visit("rita").get("/").text
    assert re.search(r"[23]\d are out", page)
    assert "0 read back as approved" in page
    assert "Local stakeholders, one shared process" in page


def test_an_approver_of_one_region_is_told_of_their_own(stage: Stage) -> None:
    """The needs of other regions are not theirs; the frame counts what is."""
    stage.plan()
    own = stage.visit("marta").get("/").text
    all_of_it = stage.visit("olga").get("/").text
    assert re.search(r"12 accounts|4 accounts", own)
    count = r'Approvals<span class="count warm">(\d+)'
    mine, whole = re.search(count, own), re.search(count, all_of_it)
    assert mine and whole
    assert int(mine.group(1)) < int(whole.group(1)) == 68


def test_a_mistake_in_the_files_is_told_first(stage: Stage) -> None:
    """A file that cannot be read cancels nothing, and the page says that it is there."""
    (stage.folder / "content/calendar/platforms-02.yaml").write_text("id: [\n")
    page = stage.visit("olga").get("/")
    assert page.status_code == 200
    assert "1 mistake in the files keeps posts from being read." in page.text


def test_each_trouble_has_one_row_with_one_step(busy: Stage) -> None:
    """Failed, may be out, paused, missed, to approve: each with the place where it is settled."""
    page = busy.visit("olga").get("/").text
    rows = re.findall(r'<li class="is-(\w+)">.*?<strong>([^<]+)</strong>', page, re.S)
    assert {
        ("unknown", "May be out"),
        ("failed", "Failed"),
        ("paused", "Paused"),
        ("missed", "Missed"),
        ("waits", "To approve"),
    } <= set(rows)
    steps = re.findall(r'<a class="btn" href="(/[^"]+)"', page)
    assert len(steps) >= len(rows)
    for address in steps:
        assert busy.visit("olga").get(address.replace("&amp;", "&")).status_code == 200, address


@pytest.mark.parametrize(
    ("language", "counted"), [("es", "Publicada: 31"), ("it", "Uscito: 31"), ("en", "31 out")]
)
def test_a_counted_state_needs_no_plural(busy: Stage, language: str, counted: str) -> None:
    """Behind its word, a number asks no adjective to agree with it."""
    visit = busy.visit("olga")
    visit.http.headers["Accept-Language"] = language
    assert counted in visit.get("/").text
