"""`campaign agenda` on the starter campaign: what a person asks on the evening before."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.calendar.write import edit
from tests.cli.conftest import Run

DAY = "2026-12-01"
POST = Path("content/calendar")
KEPT = ("learning-labs-01", "learning-labs-02")


@pytest.fixture
def two_posts(workspace: Path) -> Path:
    """The workspace with two posts alone; the first stands on that day."""
    for file in (workspace / POST).glob("*.yaml"):
        if file.stem not in KEPT:
            file.unlink()
    return workspace


def test_before_anything_is_applied_it_says_so(two_posts: Path, run: Run) -> None:
    """The calendar's posts are shown as not planned yet."""
    said = run("agenda", "--day", DAY)
    assert said.code == 0
    assert "Tue 1 Dec 2026, times in Europe/Brussels" in said.out
    assert "Nothing is planned." in said.out
    assert "not planned yet" in said.out and "campaign apply" in said.out


def test_a_day_a_region_a_channel_and_a_week(two_posts: Path, run: Run) -> None:
    """Each on its own clock, with its zone named once."""
    assert run("apply").code == 0
    everywhere = run("agenda", "--day", DAY, "--json").json
    assert everywhere["zone"] == "Europe/Brussels" and everywhere["count"] > 20
    assert {e["shown"] for e in everywhere["entries"]} == {"to-approve"}
    assert everywhere["not_applied"] == [] and everywhere["calendar_unread"] == ""
    arad = run("agenda", "--day", DAY, "--region", "arad")
    assert "times in Europe/Bucharest" in arad.out
    assert "10:00" in arad.out and "to approve" in arad.out and "catalonia" not in arad.out
    assert "this exact text and picture are not approved" in arad.out
    alone = run("agenda", "--week", "2026-W49", "--channel", "eu-x", "--json").json
    assert {e["channel"] for e in alone["entries"]} == {"eu-x"}
    assert (alone["first"], alone["last"]) == ("2026-11-30", "2026-12-06")


def test_what_was_changed_and_not_applied_is_told(two_posts: Path, run: Run) -> None:
    """Beside what stands in the database."""
    run("apply")
    run("approve", "--all", "--drafts")
    file = two_posts / POST / f"{KEPT[0]}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(edit(text, {"when": "2026-12-01 18:30"}), encoding="utf-8")
    said = run("agenda", DAY, "--region", "catalonia")
    assert "ready" in said.out
    assert "another time in the calendar" in said.out and "18:30" in said.out


def test_a_calendar_that_cannot_be_read_hides_nothing(two_posts: Path, run: Run) -> None:
    """What is planned is listed; that more may come is said."""
    run("apply")
    (two_posts / POST / "broken.yaml").write_text("id: [", encoding="utf-8")
    said = run("agenda", "--day", DAY)
    assert "to approve" in said.out
    assert "1 mistake in files" in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--day", "someday"), "write today, tomorrow, a weekday"),
        (("--week", "49"), "Or write this, next or last"),
        (("--day", "today", "--week"), "say one of them"),
        (("--region", "catalunya"), 'there is no region "catalunya"'),
        (("--channel", "eu-mastodn"), "eu-mastodon"),
    ],
)
def test_what_cannot_be_meant_is_told(
    workspace: Path, run: Run, words: tuple[str, ...], told: str
) -> None:
    """With what to write instead."""
    said = run("agenda", *words)
    assert said.code in (1, 2)
    assert told in " ".join(said.err.replace("│", " ").split())
