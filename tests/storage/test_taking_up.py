"""What is pending is taken up by one worker at a time, and only that one may make it public."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from campaign.errors import Withheld
from campaign.model import Publication, State
from campaign.storage import publications, queue
from campaign.storage.database import Database
from campaign.storage.fence import Question
from tests.plan.made import HOUR, NOW
from tests.storage.conftest import on_both
from tests.storage.made import schedule

pytestmark = on_both

SECOND = timedelta(seconds=1)
ROUNDS, WORKERS = 20, 4


def read(database: Database) -> Publication:
    """The row as it stands."""
    with database.read() as connection:
        found = publications.one(connection, 1)
    assert found is not None
    return found


@pytest.fixture
def pending(database: Database) -> Publication:
    """A post whose first step is done, to be asked about now."""
    (held,) = schedule(database, ["labs"])
    with database.write() as connection:
        (taken,) = queue.claim(connection, [held], worker="first", lease_until=NOW + HOUR, now=NOW)
        assert publications.change(
            connection, taken, State.PENDING, who="first", now=NOW, token="job-7"
        )
    return read(database)


def take_up(
    database: Database, seen: Publication, worker: str, until: timedelta
) -> Publication | None:
    """Take it up as it was seen."""
    with database.write() as connection:
        return publications.take_up(connection, seen, worker, NOW + until)


def may_leave(database: Database, publication: Publication) -> bool:
    """What the fence says of it."""
    try:
        database.fence.ask(Question(publication, ("all",), policy=None), NOW)
    except Withheld:
        return False
    return True


def test_of_many_workers_that_take_it_up_at_once_one_has_it(
    database: Database, pending: Publication
) -> None:
    """Round after round, all of them having read the same row; the claim counts on by one each."""
    start = Barrier(WORKERS)

    def race(worker: str) -> Publication | None:
        seen = read(database)
        start.wait(20)
        # All give the same end, so that only the claim's number tells the winner's row from it.
        return take_up(database, seen, worker, HOUR)

    workers = [f"worker-{number}" for number in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        for number in range(1, ROUNDS + 1):
            won = [each for each in pool.map(race, workers) if each is not None]
            assert len(won) == 1
            assert won[0] == read(database)
            assert won[0].claim == pending.claim + number


def test_the_fence_lets_nobody_through_but_who_has_it(
    database: Database, pending: Publication
) -> None:
    """Not by the claim it was read with, nor by the next one's under another name."""
    won = take_up(database, pending, "winner", HOUR)
    assert won is not None
    assert take_up(database, pending, "loser", HOUR) is None
    assert may_leave(database, won)
    stale = replace(won, claim=pending.claim)
    assert not may_leave(database, stale), "the number of the claim before it"
    assert not may_leave(database, replace(won, worker="loser"))


def test_one_worker_that_takes_it_up_twice_has_it_by_the_second_claim_alone(
    database: Database, pending: Publication
) -> None:
    """A thread of it that stood still in the first one begins nothing any more."""
    first = take_up(database, pending, "worker", HOUR)
    assert first is not None
    second = take_up(database, first, "worker", HOUR)
    assert second is not None
    assert second.claim == first.claim + 1
    assert take_up(database, first, "worker", HOUR) is None
    assert not may_leave(database, first)
    assert may_leave(database, second)


def test_what_was_put_off_since_it_was_read_is_not_taken_up(
    database: Database, pending: Publication
) -> None:
    """Its network has asked to be left alone meanwhile."""
    with database.write() as connection:
        assert publications.postpone(connection, pending, NOW + HOUR, "too many")
    assert take_up(database, pending, "worker", 2 * HOUR) is None
    assert take_up(database, read(database), "worker", 2 * HOUR) is not None


def test_who_lost_it_puts_nothing_off(database: Database, pending: Publication) -> None:
    """A late word of the claim before leaves the winner's time as it is."""
    won = take_up(database, pending, "winner", HOUR)
    assert won is not None
    with database.write() as connection:
        assert not publications.postpone(connection, pending, NOW + SECOND, "late")
    assert read(database) == won


def test_what_has_moved_on_is_not_put_off(database: Database, pending: Publication) -> None:
    """It was published meanwhile: neither its time nor its reason is written anew."""
    with database.write() as connection:
        assert publications.change(
            connection, pending, State.PUBLISHED, who="w", now=NOW, remote_id="id-7"
        )
    before = read(database)
    with database.write() as connection:
        assert not publications.postpone(connection, pending, NOW + HOUR, "no answer")
    assert read(database) == before
