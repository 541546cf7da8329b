"""A claim lasts as long as its lease, which its worker alone may lengthen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from campaign.model import Publication, State
from campaign.storage import publications, queue
from campaign.storage.database import Database
from campaign.storage.tables import publications as table
from tests.plan.made import HOUR, NOW
from tests.storage.conftest import on_both
from tests.storage.made import schedule

pytestmark = on_both

SECOND = timedelta(seconds=1)


@pytest.fixture
def claimed(database: Database) -> Publication:
    """A claim of an hour."""
    (held,) = schedule(database, ["labs"])
    with database.write() as connection:
        (taken,) = queue.claim(connection, [held], worker="w", lease_until=NOW + HOUR, now=NOW)
    return taken


def extended(database: Database, worker: str) -> set[int]:
    """What that worker still holds, for an hour more."""
    with database.write() as connection:
        return queue.extend(connection, [1], worker=worker, lease_until=NOW + 2 * HOUR)


def expired(database: Database, after: timedelta) -> list[int]:
    """Whose lease has ended, some time later."""
    with database.read() as connection:
        return [p.id for p in queue.expired(connection, NOW + after)]


def test_a_lease_ends_at_its_instant_and_not_before(
    database: Database, claimed: Publication
) -> None:
    """From then on its outcome is unknown, unless its worker was heard of."""
    assert expired(database, HOUR - SECOND) == []
    assert expired(database, HOUR) == [claimed.id]
    assert extended(database, "w") == {claimed.id}
    assert expired(database, HOUR) == []
    assert expired(database, 2 * HOUR) == [claimed.id]


def test_only_its_worker_lengthens_a_claim(database: Database, claimed: Publication) -> None:
    """Another one would keep alive what nobody sends."""
    assert extended(database, "another") == set()
    assert expired(database, HOUR) == [claimed.id]


@pytest.mark.parametrize("state", [State.PUBLISHED, State.UNKNOWN, State.PENDING])
def test_what_has_come_to_an_end_is_lengthened_no_more(
    database: Database, claimed: Publication, state: State
) -> None:
    """So its worker learns that it holds it no longer."""
    with database.write() as connection:
        assert publications.change(connection, claimed, state, who="other", now=NOW)
    assert extended(database, "w") == set()
    assert expired(database, 3 * HOUR) == []


def test_what_is_in_flight_without_a_lease_has_none_to_wait_for(
    database: Database, claimed: Publication
) -> None:
    """However it came to be so, it would be in flight for ever."""
    with database.write() as connection:
        connection.execute(update(table).values(lease_until=None))
    assert expired(database, timedelta(0)) == [claimed.id]
