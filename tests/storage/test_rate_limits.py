"""Buckets that several workers take from, in the database both look at."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from campaign.plan.pace import Bucket, Rate, buckets, names
from campaign.storage.database import Database, open_database
from campaign.storage.rate_limits import admit, admit_each, hold, left_alone
from tests.plan.made import HOUR, NOW, channel

MINUTE = timedelta(minutes=1)
RATE = Rate(60, HOUR, burst=3)


def test_a_burst_goes_and_then_one_a_minute(database: Database) -> None:
    """What was admitted stays taken after the commit."""
    with database.write() as connection:
        assert admit(connection, "channel:arad", RATE, NOW, 2) == 2
    with database.write() as connection:
        assert admit(connection, "channel:arad", RATE, NOW, 2) == 1
        assert admit(connection, "channel:arad", RATE, NOW + MINUTE, 5) == 1
        assert admit(connection, "channel:navarra", RATE, NOW, 5) == 3


def test_what_was_rolled_back_was_not_taken(database: Database) -> None:
    """A claim that fails gives its room back."""

    class Failed(Exception):
        """The claim."""

    with pytest.raises(Failed), database.write() as connection:
        admit(connection, "all", RATE, NOW, 3)
        raise Failed
    with database.write() as connection:
        assert admit(connection, "all", RATE, NOW, 3) == 3


def test_a_post_passes_all_its_buckets_or_takes_from_none(database: Database) -> None:
    """The server's room is not lost to a channel that is full."""
    mine, server = (Bucket(n, Rate(60, HOUR, b), n) for n, b in (("channel", 1), ("server", 2)))
    with database.write() as connection:
        answers = admit_each(connection, [(mine, server), (mine, server), (server,)], NOW)
        assert answers == [None, NOW + MINUTE, None]
        assert admit_each(connection, [(server,), ()], NOW) == [NOW + MINUTE, None]


def test_what_a_network_asked_for_holds_for_every_bucket_of_that_scope(
    database: Database,
) -> None:
    """Nobody asks before then, and then it goes on."""
    arad, navarra = (channel(name=name) for name in ("arad", "navarra"))
    with database.write() as connection:
        hold(connection, names(arad)[0], NOW + HOUR)
        hold(connection, names(arad)[0], NOW + MINUTE)
        asked = [buckets(each, [RATE]) for each in (arad, navarra)]
        assert admit_each(connection, asked, NOW) == [NOW + HOUR, None]
        assert admit_each(connection, asked, NOW + HOUR) == [None, None]


def test_holds_are_told_until_they_end(database: Database) -> None:
    """By the names that were asked about."""
    with database.write() as connection:
        hold(connection, "platform:mastodon", NOW + HOUR)
        hold(connection, "channel:other", NOW + HOUR)
    asked = ("platform:mastodon", "channel:arad")
    with database.read() as connection:
        assert left_alone(connection, asked, NOW) == {"platform:mastodon": NOW + HOUR}
        assert left_alone(connection, asked, NOW + HOUR) == {}


TAKER = """
import json, sys
from datetime import datetime, timedelta
from campaign.plan.pace import Bucket, Rate
from campaign.storage.rate_limits import admit_each
from campaign.storage.database import open_database

url, now, order = sys.argv[1], datetime.fromisoformat(sys.argv[2]), sys.argv[3]
mine = [Bucket(name, Rate(60, timedelta(hours=1), 40), name) for name in order.split(",")]
database, taken = open_database(url), 0
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.readline()
for _ in range(100):
    with database.write() as connection:
        taken += admit_each(connection, [mine], now).count(None)
database.close()
print(json.dumps(taken))
"""


def two_workers(url: str) -> list[int]:
    """How many each of two processes took of the same two buckets, in opposite orders."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", TAKER, url, NOW.isoformat(), order],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for order in ("server,channel", "channel,server")
    ]
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in started:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate(timeout=60)[0] for each in started]
    assert [each.returncode for each in started] == [0, 0]
    return [json.loads(each) for each in said]


def test_two_workers_on_sqlite_never_take_more_than_there_is(url: str, database: Database) -> None:
    """Two processes, two hundred wishes, forty fulfilled."""
    assert sum(two_workers(url)) == 40


@pytest.mark.slow
def test_two_workers_on_postgresql_never_take_more_than_there_is(empty_postgres: str) -> None:
    """Nor do they wait for each other for ever."""
    open_database(empty_postgres).close()
    assert sum(two_workers(empty_postgres)) == 40
