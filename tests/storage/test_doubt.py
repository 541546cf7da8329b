"""Since when something may be out: of two doubts, the earlier one counts."""

from __future__ import annotations

from datetime import datetime

import pytest

from campaign.engine.after_restore.marks import book, mark
from campaign.model import Doubt, Publication, State
from campaign.storage import planning, publications
from campaign.storage.database import Database
from campaign.storage.journal import Entry
from tests.plan.made import HOUR, NOW, planned
from tests.storage.conftest import on_both
from tests.storage.made import schedule

pytestmark = on_both

EARLY, LATE = NOW - 2 * HOUR, NOW - HOUR

orders = pytest.mark.parametrize("doubts", [(EARLY, LATE), (LATE, EARLY)], ids=["later", "earlier"])


def read(database: Database) -> Publication:
    """The row as it stands."""
    with database.read() as connection:
        found = publications.one(connection, 1)
    assert found is not None
    return found


@orders
def test_a_plan_that_doubts_forgets_no_earlier_doubt(
    database: Database, doubts: tuple[datetime, datetime]
) -> None:
    """It is looked for since the first instant of which nobody knows what was sent."""
    (held,) = schedule(database, ["labs"])
    for since in doubts:
        with database.write() as connection:
            assert planning.replan(
                connection,
                read(database),
                planned(NOW),
                variant_hash=held.variant_hash,
                who="aina",
                now=NOW,
                reason="move",
                doubt=Doubt(since, "it may have gone out since"),
            )
    now = read(database)
    assert (now.state, now.doubtful_since, now.not_before) == (State.UNKNOWN, EARLY, NOW)


@orders
def test_two_backups_that_were_put_back_leave_the_earlier_doubt(
    database: Database, doubts: tuple[datetime, datetime]
) -> None:
    """What the older one did not know is not known by the younger one either."""
    schedule(database, ["labs"], due=EARLY)
    for known_until in doubts:
        with database.write() as connection:
            mark(connection, None, who="aina", now=NOW, known_until=known_until)
    now = read(database)
    assert (now.state, now.doubtful_since) == (State.UNKNOWN, EARLY)


def test_a_receipt_whose_id_is_another_ones_by_now_is_not_booked(database: Database) -> None:
    """The network is asked: one of the two is wrong."""
    first, second = schedule(database, ["labs", "review"])
    with database.write() as connection:
        assert publications.change(
            connection, first, State.PUBLISHED, who="w", now=NOW, remote_id="id-1"
        )
        done = book(connection, [receipt(second, "id-1")], who="aina", now=NOW)
        assert done == ([], [])
        held = publications.one(connection, second.id)
        assert held is not None and held.state is State.SCHEDULED
        booked, unplaced = book(connection, [receipt(second, "id-2")], who="aina", now=NOW)
    assert ([p.id for p in booked], unplaced) == ([second.id], [])


def receipt(publication: Publication, remote_id: str) -> Entry:
    """What the journal says of it."""
    return Entry(
        publication=publication.id,
        post=publication.post,
        occurrence=publication.occurrence,
        channel=publication.channel,
        platform=publication.platform,
        part=None,
        key=publication.key,
        remote_id=remote_id,
        url="https://scripted.example/",
        at=NOW,
        variant_hash=publication.variant_hash,
    )
