"""One post that is not saved, as its channels will read it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.bootstrap import Workspace, open_workspace
from campaign.calendar.post_fields import Value
from campaign.checks.registry import CODES
from campaign.model import Severity
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.writing.compose_one import MISTAKE, ChannelText, Composed, compose_one
from campaign.usecases.writing.composer import Composer, Neighbours

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
POST = "learning-labs-01"
WORDS = "We meet at one long table and talk about what comes next. "


@dataclass(frozen=True)
class Studio:
    """The starter campaign, with its calendar compiled once."""

    workspace: Workspace
    composer: Composer
    made: Compiled

    def text(self, post: str = POST) -> str:
        """The file of a post."""
        return (self.workspace.config.content / "calendar" / f"{post}.yaml").read_text("utf-8")

    def compose(self, post: str = POST, /, **values: Value | None) -> Composed:
        """A post with some fields changed; `copy__en__text` stands for copy.en.text."""
        named = {key.replace("__", "."): value for key, value in values.items()}
        file = f"content/calendar/{post}.yaml"
        return compose_one(self.composer, self.text(post), named, file, now=NOW, stored=())


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A copy of the starter campaign."""
    folder = tmp_path_factory.mktemp("starter")
    for name in ("content", "assets"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "config.example.toml", folder / "config.toml")
    opened = open_workspace(folder / "config.toml", os.environ, lambda: NOW, time.sleep)
    made, content, mistakes = opened.compiled()
    assert mistakes == ()
    yield Studio(opened, opened.composer(content, made), made)
    opened.close()


def channel(found: Composed, name: str) -> ChannelText:
    """What one channel will read."""
    return next(each for each in found.channels if each.channel.name == name)


def codes(found: Composed, key: str) -> set[str]:
    """The codes of what is found at a field."""
    return {each.code for each in found.findings if each.key == key}


def test_an_unchanged_post_is_composed_as_the_calendar_has_it(studio: Studio) -> None:
    """Every post: the very variants and instants that `campaign plan` compares."""
    for post in studio.made.posts:
        found = studio.compose(post.id)
        planned = {e.variant.channel: e for e in studio.made.planned if e.variant.post == post.id}
        assert {
            each.channel.name: each.planned for each in found.channels if each.planned
        } == planned
        assert {each.channel.name: each.due for each in found.channels if each.due} == {
            name: each.due for name, each in planned.items()
        }


def test_the_findings_are_those_of_the_calendars_check(studio: Studio) -> None:
    """All of the post, with the same words; and each at a field, where it is about one."""
    for post in studio.made.posts[:8]:
        found = studio.compose(post.id)
        told = {(each.code, each.message) for each in found.findings}
        expected = {
            (each.code, each.message)
            for each in studio.made.findings
            if each.post == post.id and each.code != "calendar-gap"
        }
        assert expected <= told, expected - told
        assert {each.code for each in found.findings} <= {*CODES, MISTAKE}


def test_a_text_past_a_networks_limit_is_told_by_how_much(studio: Studio) -> None:
    """By the network's own measure, at the field; others stay calm, what is left out is named."""
    found = studio.compose(copy__en__text=WORDS * 5)
    assert found.room is not None
    tight = found.room["copy.en.text"]
    bluesky = [each for each in found.channels if each.channel.platform == "bluesky"]
    english = next(each for each in bluesky if each.channel.language == "en")
    assert english.texts[0].part.unit == "characters as seen"
    assert english.texts[0].part.length <= english.texts[0].part.limit
    assert english.dropped
    assert all(step.startswith("left out") for step in english.dropped)
    one = studio.compose(copy__en__text="x" * 330)
    assert one.room is not None
    over = one.room["copy.en.text"]
    assert over.left < 0
    assert tight.left >= 0
    blocked = [each for each in one.at("copy.en.text") if each.level is Severity.BLOCK]
    assert {each.code for each in blocked} == {"too-long"}
    names = {name for each in blocked for name in each.channels}
    calm = {each.channel.name for each in one.channels} - names
    assert names
    assert calm
    assert over.channel.name in names
    assert channel(one, over.channel.name).texts[0].part.left == over.left


def test_room_is_told_of_every_part_in_its_own_field(studio: Studio) -> None:
    """A thread's parts and a first comment, and a text of its own for one network."""
    found = studio.compose(
        channels=("*/mastodon", "*/facebook"),
        copy__en__thread=("Second part.", "Third part."),
        copy__en__comment="More: {{ link }}",
        overrides__facebook__en__text="For Facebook alone.",
    )
    assert found.room is not None
    assert {
        "copy.en.text",
        "copy.en.thread.0",
        "copy.en.thread.1",
        "overrides.facebook.en.text",
    } <= set(found.room)
    mastodon = next(e for e in found.channels if e.channel.platform == "mastodon")
    assert [text.key for text in mastodon.texts][:3] == [
        "copy.en.text",
        "copy.en.thread.0",
        "copy.en.thread.1",
    ]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"when": "at noon"}, "when"),
        ({"when": ""}, "when"),
        ({"channels": ("catalunya",)}, "channels.0"),
        ({"channels": ()}, "channels"),
        ({"copy.en.text": ""}, "copy.en.text"),
        ({"copy.en.alt": None}, "copy.en.alt"),
        ({"copy.en.text": "{{ fact.F99 }}"}, "copy.en.text"),
        ({"copy.es.state": "source"}, "copy.es.state"),
        ({"copy.en": None}, "copy"),
        ({"card.layout": "poster"}, "card.layout"),
        ({"hashtags": ("two words",)}, "hashtags.0"),
        ({"copy.en.headline": "\x00"}, "copy.en.headline"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_empties_no_preview(
    studio: Studio, values: dict[str, Value | None], key: str
) -> None:
    """The other fields are composed as they are typed; the slip as the file has it."""
    found = studio.compose(**{**values, "copy.en.comment": None})
    mistakes = [each for each in found.findings if each.code == MISTAKE]
    assert key in {each.key for each in mistakes}
    assert all(each.level is Severity.BLOCK for each in mistakes)
    assert found.blocked
    assert set(values) <= set(found.held)
    assert len([each for each in found.channels if each.planned]) == 34


def test_a_slip_does_not_hide_what_else_is_typed(studio: Studio) -> None:
    """The preview has the new words."""
    found = studio.compose(when="at noon", copy__en__text="Entirely new words.")
    english = next(each for each in found.channels if each.channel.language == "en")
    assert "Entirely new words." in english.texts[0].words


def test_a_new_post_needs_no_file(studio: Studio) -> None:
    """From nothing; while it lacks something, that is told at its field."""
    file = "content/calendar/new.yaml"
    empty = compose_one(studio.composer, "", {}, file)
    assert (empty.post, empty.channels) == (None, ())
    assert {"id", "when", "channels", "copy"} <= {each.key for each in empty.findings}
    values: dict[str, Value | None] = {
        "id": "new",
        "when": "2026-12-18 10:00",
        "channels": ("all",),
        "activity": "A02",
        "copy.en.headline": "New",
        "copy.en.text": "New words.",
        "copy.en.alt": "A card with the words “New”, and the emblem of the EU below them.",
        "copy.en.state": "source",
    }
    found = compose_one(studio.composer, "", values, file)
    assert found.post is not None
    assert {e.channel.language for e in found.channels if e.planned} == {"en"}
    assert "copy-missing" in codes(found, "copy.es")


@pytest.mark.parametrize("text", ["id: [\n", "id: a\nid: b\n", "- a\n", "\x00"])
def test_a_file_that_cannot_be_read_has_findings_with_lines(studio: Studio, text: str) -> None:
    """And no channels."""
    found = compose_one(studio.composer, text, {"copy.en.text": "x"}, "content/calendar/a.yaml")
    assert (found.post, found.channels) == (None, ())
    assert [each.place.file for each in found.findings] == ["content/calendar/a.yaml"]


def test_the_link_tells_where_it_can_be_clicked(studio: Studio) -> None:
    """Not on Instagram; and where there is none, there is nothing to click."""
    found = studio.compose()
    clicks = {each.channel.platform: each.link_clicks for each in found.channels}
    assert clicks["instagram"] is False
    assert clicks["mastodon"] is True
    assert {each.link_clicks for each in studio.compose(link="").channels} == {None}


def test_the_card_is_described_as_it_will_be_drawn(studio: Studio) -> None:
    """Layout, background, figure and words follow the fields; without one there is none."""
    found = studio.compose(
        **{
            "card.layout": "figure",
            "card.figure": "{{ fact.F07 }}",
            "card.background": "dawn",
            "copy.en.headline": "Another headline",
        }
    )
    card = next(each for each in found.channels if each.channel.language == "en").card
    assert card is not None
    assert (card.layout, card.background, card.headline) == ("figure", "dawn", "Another headline")
    assert card.figure.isdecimal()
    bare = studio.compose(card="none")
    assert {each.card for each in bare.channels} == {None}


def test_own_pictures_are_tried_and_a_missing_one_is_told(studio: Studio) -> None:
    """At the picture's own field."""
    found = studio.compose(image=("pictures/none.jpg",), card=None)
    assert {"picture-unusable"} == {each.code for each in found.at("image") if each.channels}


def test_a_time_that_is_past_is_told_at_when(studio: Studio) -> None:
    """A new time in the past would not go out."""
    assert "time-past" in codes(studio.compose(when="2026-11-02 10:00"), "when")
    assert "time-past" not in codes(studio.compose(when="2026-12-02 10:00"), "when")


def test_another_post_too_near_or_with_the_same_words_is_told(studio: Studio) -> None:
    """Beside the rest of the calendar, which the composer knows."""
    found = studio.compose(when="week 5 Tuesday 10:40")
    (crowded,) = [each for each in found.at("when") if each.code == "posts-crowded"]
    assert "follows assessment-01 after 10 minutes" in crowded.message
    # And what comes too soon after it, though the calendar tells that at the other post.
    found = studio.compose(when="week 5 Tuesday 10:20")
    assert "posts-crowded" in codes(found, "when")
    assert "words-twice" not in {each.code for each in found.findings}
    twins = [
        replace(
            each.planned,
            variant=replace(each.planned.variant, post="assessment-01"),
            due=each.planned.due - timedelta(hours=2),
        )
        for each in studio.compose().channels
        if each.planned
    ]
    beside = Neighbours(twins, studio.made.posts)
    file = f"content/calendar/{POST}.yaml"
    found = compose_one(replace(studio.composer, neighbours=beside), studio.text(), {}, file)
    assert "words-twice" in codes(found, "copy.en.text")


def test_nothing_is_written(studio: Studio) -> None:
    """Neither a file nor the database."""
    folder = studio.workspace.config.workspace
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    studio.compose(copy__en__text="Other words.", when="2026-12-18 10:00")
    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert before == after


_KEYS = ["when", "link", "channels", "copy.en.text", "copy.es.headline", "card", "card.layout",
         "image", "hashtags", "copy.fr.text", "overrides.x.en.text", "copy", "zone"]  # fmt: skip


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.dictionaries(
        st.sampled_from(_KEYS),
        st.none() | st.text(max_size=60) | st.lists(st.text(max_size=20), max_size=3).map(tuple),
        max_size=4,
    )
)
def test_whatever_somebody_types_it_is_never_an_error(
    studio: Studio, values: dict[str, Value | None]
) -> None:
    """Texts or mistakes; and where there is a mistake, it says so."""
    found = studio.compose(**values)
    assert found.channels or found.findings
    if found.held:
        assert any(each.code == MISTAKE for each in found.findings)
