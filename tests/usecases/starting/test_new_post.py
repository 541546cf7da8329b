"""A new post: where it stands, when it goes out, for whom, and that it overwrites nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from campaign.bootstrap import Workspace, open_workspace
from campaign.errors import StorageError
from campaign.model import CopyState, OnDate
from campaign.platforms import registry
from campaign.usecases.starting.answers import read_answers
from campaign.usecases.starting.folder import files
from campaign.usecases.starting.new_post import NewPost, new_post, write
from campaign.usecases.starting.place import place

ANSWERS = """\
name = "harbour"
title = "Harbour"
site = "https://harbour.example/"
start = 2027-03-01
source_language = "{source}"
networks = ["mastodon"]
[regions.fyn]
zone = "Europe/Copenhagen"
languages = [{languages}]
"""


def opened(folder: Path, languages: str = '"da", "en"', source: str = "en") -> Workspace:
    """A new project with these languages."""
    text = ANSWERS.format(languages=languages, source=source)
    answers = read_answers(text, "answers.toml", registry.KEYS, date(2026, 11, 30))
    place(files(answers, registry.KEYS), folder, lambda _: None)
    now = datetime(2026, 11, 30, tzinfo=UTC)
    return open_workspace(folder / "config.toml", {}, lambda: now, lambda _: None)


def made(
    workspace: Workspace, title: str = "Open day", today: date = date(2026, 11, 30)
) -> NewPost:
    """A new post in it; not written yet."""
    content, mistakes = workspace.read_content()
    assert mistakes == ()
    return new_post(title, content, workspace.config, today)


def test_a_file_that_came_in_the_meantime_is_left_alone(tmp_path: Path) -> None:
    """Two people may have the same idea in the same minute."""
    new = made(opened(tmp_path / "p"))
    new.path.write_text("mine", encoding="utf-8")
    with pytest.raises(StorageError, match="the file is there already"):
        write(new)
    assert new.path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 30), date(2027, 3, 3)),  # welcome is on Tuesday, 2 March
        (date(2027, 3, 2), date(2027, 3, 3)),
        (date(2027, 3, 9), date(2027, 3, 10)),
    ],
)
def test_it_comes_on_the_day_after_the_last_post_and_never_in_the_past(
    tmp_path: Path, today: date, day: date
) -> None:
    """At ten in the morning."""
    slot = made(opened(tmp_path / "p"), today=today).post.slot
    assert isinstance(slot, OnDate)
    assert (slot.wall.date(), slot.wall.hour) == (day, 10)


def test_an_empty_calendar_begins_with_the_campaign(tmp_path: Path) -> None:
    """Without a post, the first day is the campaign's own."""
    workspace = opened(tmp_path / "p")
    content, _ = workspace.read_content()
    new = new_post("Open day", replace(content, posts=()), workspace.config, date(2026, 11, 30))
    assert isinstance(new.post.slot, OnDate)
    assert new.post.slot.wall.date() == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("languages", "source", "channels", "states"),
    [
        ('"da", "en"', "en", ("lang:en",), {"en": "source"}),
        ('"en"', "en", ("all",), {"en": "source"}),
        ('"da"', "en", ("all",), {"en": "source", "da": "draft"}),
        ('"el", "bg"', "el", ("lang:el",), {"el": "source"}),
    ],
)
def test_it_is_for_the_channels_in_the_source_language(
    tmp_path: Path, languages: str, source: str, channels: tuple[str, ...], states: dict[str, str]
) -> None:
    """Where none speaks it, for all, with a draft in each of their languages."""
    post = made(opened(tmp_path / "p", languages, source)).post
    assert post.channels == channels
    assert {code: CopyState(copy.state).value for code, copy in post.copy.items()} == states


def test_its_alt_text_is_in_the_language_of_its_words(tmp_path: Path) -> None:
    """And repeats what stands on the card."""
    post = made(opened(tmp_path / "p", '"fi"', "fi"), "Avoimet ovet").post
    assert post.copy["fi"].alt.startswith("Kortti, jossa lukee ”Avoimet ovet”.")
