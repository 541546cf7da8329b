"""`campaign preview`: needs no database, shows how each post stands where there is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from campaign.calendar.write import edit
from tests.cli.conftest import Run

KEPT = ("learning-labs-01", "learning-labs-02")


@pytest.fixture
def small(workspace: Path) -> Path:
    """The workspace with two posts on two channels."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.stem not in KEPT:
            file.unlink()
            continue
        change(file, channels=["eu/mastodon", "eu/x"])
    return workspace


def change(file: Path, **keys: str | list[str]) -> None:
    """Write other values into a file."""
    named = {key.replace("__", "."): value for key, value in keys.items()}
    file.write_text(edit(file.read_text(encoding="utf-8"), named), encoding="utf-8")


def states(page: str | Path) -> list[str]:
    """The state of each card, in the order of the page."""
    return re.findall(r'<article[^>]*data-state="([^"]*)"', Path(page).read_text("utf-8"))


def test_without_a_database_nothing_is_planned_yet_and_none_is_made(small: Path, run: Run) -> None:
    """A preview is the first thing that a newcomer does."""
    assert states(run("preview", "--json").json["page"]) == ["not-planned"] * 4
    assert not (small / "var/campaign.db").exists()


def test_each_card_shows_how_it_stands(small: Path, run: Run) -> None:
    """To approve, ready, and changed since it was planned; by the database."""
    run("apply")
    run("approve", KEPT[0])
    assert states(run("preview", "--json").json["page"]) == ["ready"] * 2 + ["to-approve"] * 2
    change(small / f"content/calendar/{KEPT[0]}.yaml", copy__en__headline="Other words")
    assert states(run("preview", "--json").json["page"]) == ["changed"] * 2 + ["to-approve"] * 2


def test_a_post_or_a_channel_has_a_page_of_its_own(small: Path, run: Run) -> None:
    """The page of all posts, and the pages of others, stay as they were."""
    whole = Path(run("preview", "--json").json["page"])
    before = whole.read_bytes()
    pages = {}
    for words, name in (
        (("--post", KEPT[0]), f"post-{KEPT[0]}.html"),
        (("--post", KEPT[1]), f"post-{KEPT[1]}.html"),
        (("--channel", "eu-x"), "channel-eu-x.html"),
        (("--post", KEPT[0], "--channel", "eu-x"), f"post-{KEPT[0]}-channel-eu-x.html"),
    ):
        page = Path(run("preview", *words, "--json").json["page"])
        assert page.name == name
        pages[page] = page.read_bytes()
    assert whole.read_bytes() == before
    assert all(page.read_bytes() == written for page, written in pages.items())
    assert [len(states(page)) for page in pages] == [2, 2, 2, 1]


def test_a_database_that_cannot_be_used_is_told_and_no_reason_to_stop(
    small: Path, run: Run
) -> None:
    """The words and pictures can be looked at all the same."""
    (small / "var").mkdir()
    (small / "var/campaign.db").write_text("no database at all, and long enough to be looked at")
    said = run("preview")
    assert said.code == 0
    assert "How they stand is not shown: " in said.out
    assert states(small / "var/preview/index.html") == ["not-planned"] * 4
