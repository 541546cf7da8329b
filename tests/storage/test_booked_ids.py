"""An id at a network is one publication's: the database refuses it twice, and knows whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from campaign.model import Publication, Receipt, State
from campaign.storage import parts, publications, queue
from campaign.storage.booked_ids import holder, ids_of_others, whose
from campaign.storage.database import Database
from tests.plan.made import DAY, HOUR, NOW
from tests.storage.conftest import on_both
from tests.storage.made import schedule

pytestmark = on_both

SECOND = timedelta(seconds=1)
ALSO = ["catalonia", "navarra"]


def claimed(database: Database, *posts: str, channel: str = "catalonia") -> list[Publication]:
    """Posts that were tried, one after the other; what they came to is the test's."""
    done = []
    for held in schedule(database, posts, channel=channel):
        with database.write() as connection:
            (taken,) = queue.claim(connection, [held], worker="w", lease_until=NOW + HOUR, now=NOW)
            assert publications.change(connection, taken, State.UNKNOWN, who="w", now=NOW)
            found = publications.one(connection, taken.id)
        assert found is not None
        done.append(found)
    return done


def publish(
    database: Database, publication: Publication, remote_id: str, ago: timedelta = SECOND
) -> None:
    """It is public under that id since then."""
    with database.write() as connection:
        assert publications.change(
            connection,
            publication,
            State.PUBLISHED,
            who="w",
            now=NOW,
            remote_id=remote_id,
            published_at=NOW - ago,
        )


def part(
    database: Database, publication: Publication, remote_id: str, ago: timedelta = SECOND
) -> None:
    """A part of it is public under that id since then."""
    with database.write() as connection:
        receipt = Receipt(remote_id, "")
        parts.add(connection, publication.id, 1, key="k", receipt=receipt, now=NOW - ago)


def test_an_id_that_one_post_of_a_channel_has_is_refused_to_another(database: Database) -> None:
    """Whatever a program believes, and nothing of its transaction stays."""
    first, second = claimed(database, "labs", "review")
    publish(database, first, "id-1")
    with pytest.raises(IntegrityError):
        publish(database, second, "id-1")
    with database.read() as connection:
        assert publications.one(connection, second.id) == second
    publish(database, second, "id-2")


def test_the_same_id_on_another_channel_is_another_network_s(database: Database) -> None:
    """Numbers begin at one in many places; and what has no id yet is many posts."""
    (ours,), (theirs,) = claimed(database, "labs"), claimed(database, "labs", channel="navarra")
    publish(database, ours, "1")
    publish(database, theirs, "1")
    for held in claimed(database, "review", "walk"):
        publish(database, held, "")


def test_whose_an_id_is_is_told_of_posts_and_of_parts(database: Database) -> None:
    """Of the channels that are asked about, and of no other; one's own id is free to oneself."""
    first, second = claimed(database, "labs", "review")
    publish(database, first, "id-1")
    part(database, second, "id-2")
    with database.read() as connection:
        assert holder(connection, "id-1", ALSO) == first.id
        assert holder(connection, "id-2", ALSO) == second.id
        assert holder(connection, "id-1", ALSO, but=first.id) is None
        assert holder(connection, "id-2", ALSO, but=second.id) is None
        assert holder(connection, "id-1", ["navarra"]) is None
        assert holder(connection, "id-2", ["navarra"]) is None
        assert whose(connection, ["id-1", "id-2", "id-3", ""], ALSO) == {
            "id-1": first.id,
            "id-2": second.id,
        }
        assert whose(connection, ["id-1", "id-2"], ["navarra"]) == {}


def test_the_ids_of_others_are_those_of_their_posts_and_parts_since_a_day_before(
    database: Database,
) -> None:
    """A listing is read an hour further back than asked for, so ids are known for longer."""
    mine, post, thread, old, older = claimed(database, "labs", "review", "walk", "fair", "feast")
    (near,) = claimed(database, "labs", channel="navarra")
    (far,) = claimed(database, "labs", channel="arad")
    publish(database, mine, "mine")
    part(database, mine, "my-part")
    publish(database, post, "post")
    part(database, thread, "part")
    publish(database, old, "a-day-ago", DAY - SECOND)
    part(database, old, "a-part-a-day-ago", DAY - SECOND)
    publish(database, older, "longer-ago", DAY + SECOND)
    part(database, older, "a-part-longer-ago", DAY + SECOND)
    publish(database, near, "near")
    publish(database, far, "far")
    with database.read() as connection:
        found = ids_of_others(connection, mine.id, ALSO, NOW)
    assert found == {"post", "part", "a-day-ago", "a-part-a-day-ago", "near"}
