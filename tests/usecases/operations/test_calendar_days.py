"""The days of the calendar: each publication once, on the day of its own zone, in one state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from campaign.model import Day, Planned
from campaign.model.people import Actor
from campaign.plan.movable import Fixed
from campaign.storage import pauses
from campaign.usecases.operations.agenda import Shown
from campaign.usecases.operations.calendar_days import CalendarDays, calendar_days, wanted
from campaign.usecases.planning.skip import skip
from tests.engine.scripted import accept, lost
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, channel, region
from tests.storage.conftest import on_both

pytestmark = on_both

FIRST, LAST = date(2026, 11, 30), date(2026, 12, 6)
MADRID = ZoneInfo("Europe/Madrid")


def look(stage: Stage, *files: Planned, **other: Any) -> CalendarDays:
    """The week of the stage's beginning, with what the files want."""
    known: dict[str, Any] = {
        "files": wanted(files, "ca"),
        "channels": stage.channels,
        "regions": {"catalonia": region()},
        "zone": MADRID,
        **other,
    }
    first, last = known.pop("first", FIRST), known.pop("last", LAST)
    return calendar_days(stage.database, first, last, stage.now, **known)


def shown(found: CalendarDays) -> dict[tuple[int, str, str], Shown]:
    """Each state by the day of the month, the post and the channel."""
    return {
        (day.day.day, post.post, each.channel): each.shown
        for day in found.days
        for post in day.posts
        for each in post.some
    }


def test_every_day_of_the_span_is_there(stage: Stage) -> None:
    """With posts or without."""
    found = look(stage)
    assert [day.day for day in found.days] == [FIRST + timedelta(days=n) for n in range(7)]
    assert all(not day.posts for day in found.days) and found.unread == 0


def test_what_is_planned_and_what_only_the_files_have_stand_side_by_side(stage: Stage) -> None:
    """One post: planned on one channel, new on another one."""
    here = stage.wanted(at=stage.now + DAY)
    new = stage.wanted(at=stage.now + DAY, channel="arad")
    stage.ready(here)
    found = look(stage, here, new)
    assert shown(found) == {
        (2, "labs", "catalonia"): Shown.READY,
        (2, "labs", "arad"): Shown.NOT_PLANNED,
    }
    (post,) = found.days[2].posts
    assert [each.number for each in post.some] == [1, None]
    assert post.hours == (time(10, 0),) and post.fixed is Fixed.NO and not post.differs


def test_each_state_is_shown_as_the_agenda_shows_it(stage: Stage) -> None:
    """Out, may be out, ready, paused, skipped, to approve."""
    tomorrow = stage.now + DAY
    due = [stage.wanted("out"), stage.wanted("lost", channel="arad")]
    stage.network.script.extend([lost, accept])  # `arad` comes first
    stage.ready(*due)
    stage.tick()
    later = [
        stage.wanted("ready", at=tomorrow),
        stage.wanted("rests", at=tomorrow, channel="navarra"),
        stage.wanted("skipped", at=tomorrow),
    ]
    stage.ready(*due, *later)
    stage.apply(*due, *later, stage.wanted("waits", at=tomorrow))
    with stage.database.write() as connection:
        pauses.begin(connection, "channel:navarra", who="aina", reason="rest", now=stage.now)
    number = stage.number("skipped")
    skip(stage.database, number, actor=Actor("aina"), reason="no", now=stage.now)
    found = look(stage)
    assert shown(found) == {
        (1, "out", "catalonia"): Shown.OUT,
        (1, "lost", "arad"): Shown.MAY_BE_OUT,
        (2, "ready", "catalonia"): Shown.READY,
        (2, "rests", "navarra"): Shown.PAUSED,
        (2, "skipped", "catalonia"): Shown.CANCELLED,
        (2, "waits", "catalonia"): Shown.TO_APPROVE,
    }
    why = {post.post: post.some[0].why for post in found.days[2].posts}
    assert why["skipped"] == ("skipped by aina: no",)
    assert why["rests"] == ("aina paused channel:navarra: rest",)
    assert found.days[1].posts[1].some[0].url


def test_the_day_is_that_of_the_channels_zone(stage: Stage) -> None:
    """One instant, two days: late in the evening here is the next day further east."""
    stage.channels = {**stage.channels, "arad": channel(name="arad", zone=ZoneInfo("Asia/Tokyo"))}
    at = stage.now.replace(hour=20)  # 21:00 in Madrid, 05:00 of the next day in Tokyo
    some = [stage.wanted(at=at, channel=name) for name in ("catalonia", "arad")]
    stage.ready(some[0])
    assert shown(look(stage, *some)) == {
        (1, "labs", "catalonia"): Shown.READY,
        (2, "labs", "arad"): Shown.NOT_PLANNED,
    }


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_no_zone_loses_the_first_or_the_last_hour(stage: Stage, zone: str) -> None:
    """However far from UTC it lies."""
    there = ZoneInfo(zone)
    stage.channels = {"catalonia": channel(zone=there)}
    edges = [
        datetime(2026, 12, 2, hour, minute, tzinfo=there) for hour, minute in ((0, 0), (23, 59))
    ]
    some = [stage.wanted(f"p{n}", at=at) for n, at in enumerate(edges)]
    stage.apply(*some)
    found = look(stage, first=date(2026, 12, 2), last=date(2026, 12, 2))
    assert {post.post for post in found.days[0].posts} == {"p0", "p1"}
    assert not look(stage, first=date(2026, 12, 3), last=date(2026, 12, 4)).days[0].posts


def test_what_is_planned_for_another_day_is_not_called_not_planned(stage: Stage) -> None:
    """A move that is not applied: it stands where it will go out, and says that it differs."""
    labs = stage.wanted(at=stage.now + DAY)
    stage.ready(labs)
    moved = replace(labs, due=labs.due + 20 * DAY)
    (post,) = look(stage, moved).days[2].posts
    assert post.differs and post.shown == (Shown.READY,)
    there = date(2026, 12, 22)
    assert look(stage, moved, first=there, last=there).days[0].posts == ()


@pytest.mark.parametrize("change", ["words", "gone"])
def test_words_that_are_not_applied_are_marked(stage: Stage, change: str) -> None:
    """So is what the files no longer have."""
    stage.ready(stage.wanted(at=stage.now + DAY))
    files = [stage.wanted(at=stage.now + DAY, texts=("Bona nit.",))] if change == "words" else []
    (post,) = look(stage, *files).days[2].posts
    assert post.differs


def test_the_headline_is_the_sources_and_a_stored_one_where_the_file_is_gone(stage: Stage) -> None:
    """A reader knows each post by it."""
    stage.ready(
        stage.wanted("kept", at=stage.now + DAY, headline="Taula"),
        stage.wanted("kept", at=stage.now + DAY, channel="arad", headline="Masa", language="ro"),
        stage.wanted("gone", at=stage.now + DAY, headline="Adéu"),
    )
    files = (
        stage.wanted("kept", at=stage.now + DAY, channel="arad", headline="Masa", language="ro"),
        stage.wanted("kept", at=stage.now + DAY, headline="Taula"),
    )
    found = look(stage, *files).days[2].posts
    assert {post.post: (post.headline, post.language) for post in found} == {
        "kept": ("Taula", "ca"),
        "gone": ("Adéu", "ca"),
    }


def test_regions_channels_and_states_narrow_it(stage: Stage) -> None:
    """What is planned and what is not, alike."""
    files = [
        stage.wanted("a", at=stage.now + DAY),
        replace(stage.wanted("b", at=stage.now + DAY, channel="arad"), region="arad"),
        stage.wanted("c", at=stage.now + DAY, channel="navarra"),
    ]
    stage.ready(files[0])
    for narrowed, names in (
        ({"only_regions": ("arad",)}, {"b"}),
        ({"only_regions": ("catalonia",)}, {"a", "c"}),
        ({"only_channels": ("navarra", "catalonia")}, {"a", "c"}),
        ({"only_shown": (Shown.READY,)}, {"a"}),
        ({"only_shown": (Shown.NOT_PLANNED,), "only_regions": ("catalonia",)}, {"c"}),
    ):
        assert {post for _, post, _ in shown(look(stage, *files, **narrowed))} == names


def test_a_post_that_is_out_on_one_channel_is_fixed_on_all(stage: Stage) -> None:
    """Also when the others are still to come."""
    stage.ready(stage.wanted(), stage.wanted(channel="arad", at=stage.now + DAY))
    stage.tick()
    found = look(stage)
    assert [post.fixed for day in found.days for post in day.posts] == [Fixed.OUT, Fixed.OUT]


def test_special_days_stand_on_their_date_in_every_year(stage: Stage) -> None:
    """International ones and a region's own."""
    days = (Day("12-03", "Day of Navarra", "navarra"), Day("12-03", "Day of Persons"))
    found = look(stage, special=days)
    assert found.days[3].special == days
    assert not found.days[2].special


def test_posts_of_a_day_stand_in_the_order_of_their_hours(stage: Stage) -> None:
    """The earliest first."""
    files = [stage.wanted(name, at=stage.now + n * HOUR) for n, name in ((30, "z"), (26, "b"))]
    assert [post.post for post in look(stage, *files).days[2].posts] == ["b", "z"]


def test_beyond_the_limit_they_are_counted(stage: Stage) -> None:
    """Nothing is left out in silence."""
    stage.ready(*(stage.wanted(f"p{n}", at=stage.now + n * HOUR) for n in range(1, 8)))
    found = look(stage, limit=5)
    assert (len(shown(found)), found.unread) == (5, 2)


def test_no_words_are_read_and_the_questions_do_not_grow(stage: Stage) -> None:
    """However many stand in the span."""
    files = [stage.wanted(f"p{n}", at=stage.now + n * HOUR) for n in range(1, 20)]
    stage.ready(*files)
    seen: list[str] = []

    def count(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(stage.database.engine, "before_cursor_execute", count)
    assert len(shown(look(stage, *files))) == 19
    event.remove(stage.database.engine, "before_cursor_execute", count)
    asked = [each for each in seen if each.lstrip().upper().startswith("SELECT")]
    assert len(asked) <= 4
    assert not any("variants" in each for each in asked)
