"""Pauses are added and ended, and each channel knows its own."""

from __future__ import annotations

import pytest

from campaign.storage import pauses
from campaign.storage.database import Database
from campaign.storage.pauses import Pauses
from tests.plan.made import HOUR, NOW, channel, region


def on(database: Database, now: object = NOW) -> Pauses:
    """The pauses that are on."""
    with database.read() as connection:
        return pauses.open(connection, now)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scope", "stops"),
    [
        ("all", True),
        ("platform:scripted", True),
        ("region:catalonia", True),
        ("channel:catalonia", True),
        ("platform:mastodon", False),
        ("region:navarra", False),
        ("channel:navarra", False),
    ],
)
def test_each_scope_stops_what_is_in_it_and_nothing_else(
    database: Database, scope: str, stops: bool
) -> None:
    """The reason says who, what and why."""
    with database.write() as connection:
        pauses.begin(connection, scope, who="aina", reason="elections", now=NOW)
    said = f"aina paused {scope}: elections" if stops else ""
    assert on(database).reason(channel(), region()) == said


def test_of_several_the_widest_is_told(database: Database) -> None:
    """A person asks about that one first."""
    with database.write() as connection:
        for scope in ("channel:catalonia", "region:catalonia", "all"):
            pauses.begin(connection, scope, who="aina", reason="x", now=NOW)
    found = on(database).of(channel())
    assert [pause.scope for pause in found] == ["all", "region:catalonia", "channel:catalonia"]


def test_a_pause_with_an_end_ends_by_itself(database: Database) -> None:
    """To the second, and nobody has to resume it."""
    with database.write() as connection:
        pauses.begin(connection, "all", who="aina", reason="x", now=NOW, until=NOW + HOUR)
    assert on(database).reason(channel())
    assert on(database, NOW + HOUR).on == ()
    with database.write() as connection:
        assert pauses.end(connection, "all", who="aina", now=NOW + HOUR) == []


def test_the_same_pause_twice_is_one_and_another_reason_is_another(database: Database) -> None:
    """Ten workers that find the same dead token say so once."""
    with database.write() as connection:
        numbers = [
            pauses.begin(connection, "all", who=pauses.ENGINE, reason=reason, now=NOW)
            for reason in ("401", "401", "403")
        ]
    assert numbers == [1, 1, 2]


def test_who_resumed_stays_written_down(database: Database) -> None:
    """All pauses of that very scope end, those of others stay."""
    with database.write() as connection:
        for scope in ("all", "all", "region:catalonia"):
            pauses.begin(connection, scope, who="aina", reason=scope + str(NOW), now=NOW)
        pauses.begin(connection, "all", who="jon", reason="too", now=NOW)
    with database.write() as connection:
        ended = pauses.end(connection, "all", who="jon", now=NOW + HOUR)
    assert [(p.who, p.ended, p.ended_by) for p in ended] == [
        ("aina", NOW + HOUR, "jon"),
        ("jon", NOW + HOUR, "jon"),
    ]
    assert [pause.scope for pause in on(database, NOW + HOUR).on] == ["region:catalonia"]
    with database.read() as connection:
        assert len(pauses.story(connection)) == 3
