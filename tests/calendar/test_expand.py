"""Posts spread over channels in order of time, and tell what they leave out or move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from campaign.calendar.expand import expand
from campaign.calendar.read import read_post
from campaign.errors import ContentError
from campaign.model import InWeek, OnDate, Post, Severity
from tests.calendar.sample import CHANNELS, KNOWN, POST, REGIONS

START = date(2026, 11, 30)


def post(when: str = "week 1 Tuesday 10:00", channels: tuple[str, ...] = ("all",)) -> Post:
    text = POST.replace("week 1 Tuesday 10:00", when)
    return replace(read_post(text, "labs.yaml", KNOWN), channels=channels)


def test_wall_time_is_kept_in_every_zone_and_order_is_by_time_then_channel() -> None:
    """Ten o'clock comes to Arad first and to Donegal last."""
    placements = expand([post()], CHANNELS, REGIONS, START).placements
    assert [(p.channel.name, f"{p.due:%H:%M}") for p in placements] == [
        ("arad-mastodon-ro", "08:00"),
        ("catalonia-mastodon-ca", "09:00"),
        ("catalonia-mastodon-es", "09:00"),
        ("eu-bluesky-en", "09:00"),
        ("eu-mastodon-en", "09:00"),
        ("donegal-bluesky-en", "10:00"),
    ]
    assert all(p.due.tzinfo is UTC and p.region is REGIONS[p.channel.region] for p in placements)


def test_start_of_the_campaign_moves_every_week() -> None:
    """One setting moves all posts that are written by weeks."""
    first, later = (
        expand([post()], CHANNELS, REGIONS, day).placements[0].due
        for day in (START, date(2027, 1, 11))
    )
    assert (later - first).days == 42


def test_region_takes_part_only_on_its_own_days() -> None:
    """A region that has left is skipped with a remark; the day counts in its own zone."""
    regions = REGIONS | {"arad": replace(REGIONS["arad"], active_to=date(2026, 12, 1))}
    late = post("2026-12-01 22:30\nzone: Europe/Brussels")
    placements = expand([post(), late], CHANNELS, regions, START)
    assert {p.due for p in placements.placements if p.channel.region == "arad"} == {
        datetime(2026, 12, 1, 8, tzinfo=UTC),
        datetime(2026, 12, 1, 21, 30, tzinfo=UTC),
    }
    next_day = post("2026-12-01 23:30\nzone: Europe/Brussels")
    expansion = expand([next_day], CHANNELS, regions, START)
    assert "arad" not in {p.channel.region for p in expansion.placements}
    assert [(f.code, f.severity, f.post) for f in expansion.findings] == [
        ("region-inactive", Severity.INFO, "learning-labs-01")
    ]
    assert "2026-12-02" in expansion.findings[0].message


@pytest.mark.parametrize(
    ("when", "code", "severity", "zones"),
    [
        ("2026-03-29 02:30", "hour-missing", Severity.WARN, {"Europe/Brussels", "Europe/Madrid"}),
        ("2026-10-25 02:30", "hour-twice", Severity.INFO, {"Europe/Brussels", "Europe/Madrid"}),
        ("2026-10-25 03:30", "hour-twice", Severity.INFO, {"Europe/Bucharest"}),
    ],
)
def test_hour_moved_by_the_clock_change_is_told_once_a_zone(
    when: str, code: str, severity: Severity, zones: set[str]
) -> None:
    """A post still goes out, and its writer learns when."""
    expansion = expand([post(when)], CHANNELS, REGIONS, START)
    assert len(expansion.placements) == len(CHANNELS)
    assert {(f.code, f.severity) for f in expansion.findings} == {(code, severity)}
    assert len(expansion.findings) == len(zones)
    assert all(any(zone in f.message for f in expansion.findings) for zone in zones)
    assert {f.place.line for f in expansion.findings} == {3}


def test_post_for_no_channel_is_told() -> None:
    """Selectors that leave nothing over are rarely meant."""
    expansion = expand([post(channels=("catalonia/bluesky",))], CHANNELS, REGIONS, START)
    assert expansion.placements == ()
    assert [f.code for f in expansion.findings] == ["no-channel"]


def test_unknown_selectors_of_all_posts_come_at_once() -> None:
    """A channel taken out of the configuration shows every post that named it."""
    posts = [post(channels=("gone",)), replace(post(channels=("lost",)), id="other")]
    with pytest.raises(ContentError) as caught:
        expand(posts, CHANNELS, REGIONS, START)
    assert len(caught.value.mistakes) == 2
    assert caught.value.mistakes[0].place.line == 5


def test_many_posts_stay_in_order_of_time() -> None:
    """The order of the files does not matter."""
    posts = [
        replace(post(), id="late", slot=InWeek(2, 0, time(9))),
        replace(post(), id="soon", slot=OnDate(datetime(2026, 12, 1, 9))),
    ]
    dues = [p.due for p in expand(posts, CHANNELS, REGIONS, START).placements]
    assert dues == sorted(dues)
