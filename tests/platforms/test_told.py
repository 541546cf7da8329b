"""Counts and instants as servers tell them: what cannot be one is not told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.platforms.bluesky import message
from campaign.platforms.counting import LARGEST, count
from campaign.platforms.http import timestamps
from campaign.platforms.linkedin import responses as linkedin_responses
from campaign.platforms.listing import earliest
from campaign.platforms.mastodon import responses as mastodon_responses
from campaign.platforms.meta import graph
from campaign.platforms.telegram import responses as telegram_responses
from campaign.platforms.x import responses as x_responses
from tests.platforms.samples import START


@pytest.mark.parametrize("told", [-1, LARGEST + 1, 10**400, 1.0, True, "7", None, [], {}])
def test_a_count_that_can_be_none_is_not_told_on_any_network(told: Any) -> None:
    """n/a, and neither zero nor an error of the database."""
    assert count(told) is None
    assert mastodon_responses.number({"n": told}, "n") is None
    assert message.number({"n": told}, "n") is None
    assert x_responses.number({"n": told}, "n") is None
    assert graph.number({"n": told}, "n") is None
    assert telegram_responses.number({"ok": True, "result": told}) is None
    assert linkedin_responses.counts({"likeCount": told}).reactions is None


@pytest.mark.parametrize("told", [0, 1, LARGEST])
def test_a_count_that_can_be_one_is_told(told: int) -> None:
    """Up to the very largest."""
    assert count(told) == told
    assert x_responses.number({"n": None, "m": told}, "n", "m") == told


def test_a_sum_beyond_the_largest_count_is_not_told() -> None:
    """LinkedIn tells reactions by kind, and each of them may be as large as can be."""
    kinds = {"LIKE": {"count": LARGEST}, "PRAISE": {"count": 1}}
    found = linkedin_responses.summary({"reactionSummaries": kinds}, linkedin_responses.counts({}))
    assert found.reactions is None


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2026-12-01T09:00:00.123Z", START + timedelta(milliseconds=123)),
        ("2026-12-01T10:00:00+01:00", START),
        ("2026-12-01T09:00:00", START),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("99999-01-01T00:00:00Z", None),
        ("0000-00-00", None),
        ("soon", None),
        ("\ud800", None),
        (None, None),
        (17, None),
        ({}, None),
    ],
)
def test_an_instant_is_read_or_is_none(told: Any, meant: datetime | None) -> None:
    """Whatever a server writes there."""
    assert timestamps.instant(told) == meant


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("Tue, 01 Dec 2026 09:00:00 GMT", START),
        ("Tue, 01 Dec 2026 09:00:00 -0000", START),
        ("Tue, 01 Dec 99999999999999999999 09:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -1400", None),
        ("Tue, 01 Dec 2026 09:00:00 +99999999999999", None),
        ("", None),
        (",", None),
        ("soon", None),
    ],
)
def test_an_http_date_is_read_or_is_none(told: str, meant: datetime | None) -> None:
    """`Date` and `Retry-After` come from whoever stands between."""
    assert timestamps.http_date(told) == meant


@pytest.mark.parametrize(
    "wrong", ["", "-1", "1.5", "٥", "9" * 12, "9" * 5000, 10**30, -1, True, None, 1.5, []]
)
def test_unix_seconds_are_read_or_are_none(wrong: Any) -> None:
    """Digits or a number, up to the last year there is."""
    assert timestamps.unix("1796115600") == timestamps.unix(1796115600) == START
    assert timestamps.unix(wrong) is None


@pytest.mark.parametrize("wrong", [0, -5, "60", None, 1.5, True, {}])
def test_a_life_is_never_longer_than_ten_years(wrong: Any) -> None:
    """A token that lives for 10⁴⁰⁰ seconds is one that ends some day."""
    assert timestamps.after(START, 60) == START + timedelta(minutes=1)
    assert timestamps.after(START, 10**400) == START + timestamps.LONGEST_LIFE
    assert timestamps.after(START, wrong) is None


def test_a_server_s_clock_in_the_first_of_all_years_hides_nothing() -> None:
    """Everything in the listing is looked at, also where no such instant exists."""
    told = "Mon, 01 Jan 0100 00:00:00 GMT"
    assert earliest(START, START, told).year == 99
    assert earliest(START.replace(year=1900), START, told) == datetime.min.replace(tzinfo=UTC)
    far = earliest(START, START, "Fri, 31 Dec 9999 23:59:59 GMT")
    assert far == earliest(START, START, "") < START
