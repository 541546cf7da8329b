"""`campaign plan` says what a change changes, and what stays public without the calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.calendar.write import edit
from campaign.model import State
from campaign.storage import publications
from campaign.storage.database import open_database
from tests.cli.conftest import Run

POST = "learning-labs-01"
LINK = "https://eu-belong.aer.eu/labs"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def file(workspace: Path, run: Run) -> Path:
    """The file of one of two posts, which are applied and approved on three channels of Europe."""
    for other in (workspace / "content/calendar").glob("*.yaml"):
        if other.stem not in (POST, "learning-labs-02"):
            other.unlink()
    change(workspace / "content/calendar/learning-labs-02.yaml", channels=["eu/linkedin"])
    path = workspace / f"content/calendar/{POST}.yaml"
    change(path, channels=["eu/mastodon", "eu/bluesky", "eu/x"])
    assert run("apply").code == 0
    assert run("approve", "--all", "--drafts").code == 0
    return path


def change(path: Path, **keys: str | list[str]) -> None:
    """Write other values into the file; `__` stands for the dot of a path."""
    named = {key.replace("__", "."): value for key, value in keys.items()}
    path.write_text(edit(path.read_text(encoding="utf-8"), named), encoding="utf-8")


def publish(workspace: Path, *channels: str) -> None:
    """They are out, as a worker would have written it down."""
    database = open_database(f"sqlite:///{workspace / 'var/campaign.db'}")
    with database.write() as connection:
        for each in publications.all_of(connection):
            if each.channel in channels:
                for state, url in ((State.PUBLISHING, ""), (State.PUBLISHED, each.channel)):
                    current = publications.one(connection, each.id)
                    assert current is not None
                    publications.change(
                        connection,
                        current,
                        state,
                        who="w",
                        now=NOW,
                        url=f"https://a.eu/{url}",
                    )
    database.close()


def test_changed_words_are_shown_old_and_new(file: Path, run: Run) -> None:
    """In brackets among their neighbours; the line of the step names what changes."""
    change(file, copy__en__headline="Days around one round table", link=LINK)
    brief = run("plan")
    assert "(headline, text, link; needs a new approval)" in brief.out
    assert "- " not in brief.out
    said = run("plan", "-v")
    assert "- Days around one [shared] table" in said.out
    assert "+ Days around one [round] table" in said.out
    assert f"+ {LINK}" in said.out


def test_what_several_channels_share_is_shown_once(file: Path, run: Run) -> None:
    """The alt text is the same on all three."""
    change(file, copy__en__alt="A round table, seen from above, with the words of this card.")
    said = run("plan", "-v")
    assert said.out.count("+ A round table, seen") == 1
    assert said.out.count("the same as on eu-bluesky") == 2


def test_machines_get_the_whole_old_and_new(file: Path, run: Run) -> None:
    """And that what was approved is something else."""
    change(file, copy__en__headline="Another headline", card__background="dawn")
    steps = run("plan", "--json").json["steps"]
    assert {step["kind"] for step in steps} == {"change"}
    for step in steps:
        changes = {each["what"]: (each["old"], each["new"]) for each in step["changes"]}
        assert changes["headline"] == ("Days around one shared table", "Another headline")
        assert changes["the card's background"] == ("dusk", "dawn")
        assert step["was_approved"] is True


def test_a_move_alone_changes_no_words(file: Path, run: Run) -> None:
    """It stays approved."""
    change(file, when="2027-01-12 10:00")
    steps = run("plan", "--json").json["steps"]
    assert [(step["kind"], step["changes"]) for step in steps] == [("move", [])] * 3
    assert "approval" not in run("plan", "-v").out


def test_a_file_that_is_gone_while_its_posts_are_live_is_a_line(
    workspace: Path, file: Path, run: Run
) -> None:
    """With the channels; what has not gone out is cancelled."""
    publish(workspace, "eu-mastodon", "eu-bluesky")
    file.unlink()
    said = run("plan")
    assert "stays public on 2 channels: eu-bluesky, eu-mastodon" in said.out
    assert "- cancel" in said.out
    assert run("plan", "--json").json["stays_public"] == [
        {
            "post": POST,
            "channels": ["eu-bluesky", "eu-mastodon"],
            "urls": ["https://a.eu/eu-bluesky", "https://a.eu/eu-mastodon"],
        }
    ]


def test_a_live_channel_that_a_post_no_longer_names_is_told(
    workspace: Path, file: Path, run: Run
) -> None:
    """The post stays where it is."""
    publish(workspace, "eu-mastodon", "eu-bluesky", "eu-x")
    change(file, channels=["eu/mastodon", "eu/bluesky"])
    assert "stays public on 1 channel: eu-x" in run("plan").out


def test_a_file_with_a_mistake_is_not_called_gone(workspace: Path, file: Path, run: Run) -> None:
    """It will come back."""
    publish(workspace, "eu-mastodon")
    file.write_text("id: [", encoding="utf-8")
    assert run("plan", "--json").json["stays_public"] == []


def test_words_that_were_changed_after_they_went_out_are_shown(
    workspace: Path, file: Path, run: Run
) -> None:
    """What went out stays as it is, and the difference can be read."""
    publish(workspace, "eu-mastodon")
    change(file, copy__en__headline="Days around one round table")
    said = run("plan", "-v")
    assert "what went out stays as it is" in said.out
    assert said.out.count("+ Days around one [round] table") == 1
