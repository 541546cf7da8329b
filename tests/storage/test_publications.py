"""Every change of state is conditional: who comes second changes nothing."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from campaign.model import Publication, State
from campaign.model.approval import NO_APPROVAL
from campaign.plan.lifecycle import IllegalMove
from campaign.storage import planning, publications, queue, variants
from campaign.storage.database import Database, open_database
from tests.plan.made import DAY, HOUR, NOW, planned, variant
from tests.storage.conftest import on_both
from tests.storage.made import one, schedule

pytestmark = on_both


def read(database: Database, number: int = 1) -> Publication:
    """The row as it stands."""
    with database.read() as connection:
        found = publications.one(connection, number)
    assert found is not None
    return found


def claim(database: Database, wanted: list[Publication], worker: str = "w") -> list[Publication]:
    """Claim for an hour."""
    with database.write() as connection:
        return queue.claim(connection, wanted, worker=worker, lease_until=NOW + HOUR, now=NOW)


def test_a_claim_takes_a_row_once(database: Database) -> None:
    """The second worker gets nothing, and the row names the first."""
    held = schedule(database, ["labs"])
    (taken,) = claim(database, held, "first")
    assert claim(database, held, "second") == []
    assert (taken.state, taken.worker, taken.tries) == (State.PUBLISHING, "first", 1)
    assert read(database) == taken
    assert taken.lease_until == NOW + HOUR


def test_a_channel_with_a_post_in_flight_gets_no_second_one(database: Database) -> None:
    """Another channel does."""
    first, second = schedule(database, ["labs", "review"])
    (other,) = schedule(database, ["labs"], channel="navarra")
    claim(database, [first])
    with database.read() as connection:
        assert [p.id for p in queue.ready(connection, NOW, rules=NO_APPROVAL)] == [other.id]
    assert [p.id for p in claim(database, [second, other])] == [other.id]


def test_what_is_not_due_yet_is_not_taken(database: Database) -> None:
    """Also when it was due when it was read, and was moved since."""
    (held,) = schedule(database, ["labs"])
    with database.write() as connection:
        assert planning.replan(
            connection,
            held,
            planned(NOW + DAY),
            variant_hash=held.variant_hash,
            who="aina",
            now=NOW,
            reason="move",
        )
    assert claim(database, [held]) == []


@pytest.mark.parametrize("changed", ["words", "blocked"])
def test_what_was_changed_since_it_was_read_is_not_taken(database: Database, changed: str) -> None:
    """The payload was made of other words, or before a finding held it back."""
    (held,) = schedule(database, ["labs"])
    other = planned(NOW, texts=("Altres.",)) if changed == "words" else planned(NOW, blocked="x")
    with database.write() as connection:
        name = variants.store(connection, other.variant, NOW)
        assert planning.replan(
            connection, held, other, variant_hash=name, who="aina", now=NOW, reason="change"
        )
    assert claim(database, [held]) == []
    assert len(claim(database, [read(database)])) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"state": State.UNKNOWN},
        {"worker": "another"},
        {"variant_hash": "0" * 64},
        {"due": NOW - HOUR},
        {"tries": 2},
    ],
)
def test_a_change_of_what_has_changed_does_nothing(
    database: Database, other: dict[str, object]
) -> None:
    """State, worker, words, time and tries have to be those that were read."""
    (taken,) = claim(database, schedule(database, ["labs"]))
    with database.write() as connection:
        stale = replace(taken, **other)  # type: ignore[arg-type]
        assert not publications.change(
            connection, stale, State.PUBLISHED, who="w", now=NOW, remote_id="x"
        )
    assert read(database) == taken


def test_a_move_that_does_not_exist_is_an_error(database: Database) -> None:
    """Not a silent no."""
    (held,) = schedule(database, ["labs"])
    with pytest.raises(IllegalMove), database.write() as connection:
        publications.change(connection, held, State.WITHDRAWN, who="w", now=NOW)
    with database.write() as connection:
        publications.change(connection, held, State.PUBLISHED, who="w", now=NOW)
    with pytest.raises(IllegalMove), database.write() as connection:
        planning.replan(
            connection,
            read(database),
            planned(),
            variant_hash=held.variant_hash,
            who="aina",
            now=NOW,
            reason="again",
        )


def test_replanning_what_just_left_does_nothing(database: Database) -> None:
    """It was scheduled when the plan was made, and is in flight now."""
    (held,) = schedule(database, ["labs"])
    (taken,) = claim(database, [held])
    with database.write() as connection:
        assert not planning.replan(
            connection,
            held,
            planned(NOW + DAY),
            variant_hash=held.variant_hash,
            who="aina",
            now=NOW,
            reason="move",
        )
    assert read(database) == taken


def test_the_same_identity_is_written_down_once(database: Database) -> None:
    """Two people apply the same plan: the second finds it done, and their other rows stand."""
    schedule(database, ["labs"])
    with database.write() as connection:
        again = planning.add(
            connection,
            replace(planned(), variant=variant(post="labs")),
            variant_hash=variant(post="labs").hash,
            key="another",
            who="jon",
            now=NOW,
        )
        assert again is None
        one(connection, "review")
    with database.read() as connection:
        assert [p.post for p in publications.all_of(connection)] == ["labs", "review"]


def test_every_change_is_in_the_story(database: Database) -> None:
    """Who, from where to where, why; oldest first."""
    (taken,) = claim(database, schedule(database, ["labs"]))
    with database.write() as connection:
        publications.change(
            connection, taken, State.UNKNOWN, who="w", now=NOW + HOUR, reason="no answer"
        )
    with database.read() as connection:
        story = publications.story(connection, 1)
    assert [(each["before"], each["after"], each["who"], each["reason"]) for each in story] == [
        ("", "scheduled", "test", "planned"),
        ("scheduled", "publishing", "w", ""),
        ("publishing", "unknown", "w", "no answer"),
    ]
    assert read(database).lease_until is None


def test_threads_that_claim_at_once_share_the_rows_without_overlap(database: Database) -> None:
    """Forty channels, four threads, each wants everything."""
    held = [
        each
        for number in range(40)
        for each in schedule(database, ["labs"], channel=f"channel-{number}")
    ]
    start = Barrier(4)

    def work(number: int) -> list[int]:
        start.wait()
        return [
            p.id
            for at in range(0, 40, 5)
            for p in claim(database, held[at : at + 5] if number % 2 else held, f"w{number}")
        ]

    with ThreadPoolExecutor(4) as pool:
        taken = [each for some in pool.map(work, range(4)) for each in some]
    # On PostgreSQL whoever finds a row locked passes it over, also when the other one lets it go.
    taken += [p.id for p in claim(database, held, "whoever looks next")]
    assert sorted(taken) == [p.id for p in held]


CLAIMER = """
import sys
from datetime import timedelta
from campaign.model.approval import NO_APPROVAL
from campaign.storage import queue
from campaign.storage.database import open_database
from tests.plan.made import NOW
database = open_database(sys.argv[1])
sys.stdin.readline()
for _ in range(60):
    with database.read() as connection:
        due = queue.ready(connection, NOW, rules=NO_APPROVAL)
    with database.write() as connection:
        for taken in queue.claim(
            connection, due[:1], worker=sys.argv[2], lease_until=NOW + timedelta(hours=1), now=NOW
        ):
            print(taken.id)
"""


@pytest.mark.slow
def test_processes_that_claim_at_once_share_the_rows_without_overlap(
    database: Database, url: str
) -> None:
    """Two processes on one file, each taking one row after the other."""
    for number in range(50):
        schedule(database, ["labs"], channel=f"channel-{number}")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIMER, url, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    taken = [int(line) for out, _ in told for line in out.split()]
    assert sorted(taken) == list(range(1, 51))


def test_what_is_public_is_read_by_the_stretch_of_time(database: Database) -> None:
    """The end is excluded, so that two weeks never count one post twice."""
    held = schedule(database, ["a", "b", "c"])
    with database.write() as connection:
        for number, publication in enumerate(held):
            at = NOW + number * DAY
            publications.change(
                connection, publication, State.PUBLISHED, who="w", now=at, published_at=at
            )
    with database.read() as connection:
        found = publications.published(connection, since=NOW, until=NOW + 2 * DAY)
        assert [p.post for p in found] == ["a", "b"]
        names = ["catalonia", "navarra"]
        last = publications.last_published(connection, names, NOW + 2 * DAY)
        assert last == {"catalonia": NOW + 2 * DAY}
        # By a clock that went back a day, what bears tomorrow's time was stamped by a wrong one.
        last = publications.last_published(connection, names, NOW + DAY)
        assert last == {"catalonia": NOW + DAY}
        assert publications.counted(connection) == {State.PUBLISHED: 3}
        assert publications.next_due(connection) is None


def test_a_database_reopened_holds_what_was_written(database: Database, url: str) -> None:
    """On the disk, not in the process."""
    (held,) = schedule(database, ["labs"])
    database.close()
    again = open_database(url)
    assert read(again) == held
    again.close()
