"""The journal of edits, the bytes it names, and who has what open, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from campaign.storage.database import Database
from campaign.storage.desk import edits, file_texts, openings
from tests.storage.conftest import on_both

pytestmark = on_both

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def add(database: Database, now: datetime = NOW, session: str = "one", after: str = "b") -> int:
    """Write an edit down."""
    with database.write() as connection:
        return edits.add(
            connection,
            who="aina",
            session=session,
            post="labs",
            file="content/calendar/labs.yaml",
            keys=("when", "copy.es.text"),
            before="a",
            after=after,
            now=now,
        )


def test_an_edit_is_read_as_it_was_written(database: Database) -> None:
    """With all it says."""
    number = add(database)
    with database.read() as connection:
        found = edits.one(connection, number)
        assert found == edits.made(connection, "content/calendar/labs.yaml", "b")
        assert edits.made(connection, "content/calendar/other.yaml", "b") is None
    assert found is not None
    assert (found.at, found.who, found.keys, found.before, found.undone) == (
        NOW,
        "aina",
        ("when", "copy.es.text"),
        "a",
        None,
    )


def test_old_edits_go_and_their_numbers_never_come_again(database: Database) -> None:
    """A page that is a day old may still name one."""
    old = add(database)
    new = add(database, NOW + timedelta(days=1, seconds=1))
    again = add(database, NOW + timedelta(days=3))
    assert old < new < again
    with database.read() as connection:
        assert edits.one(connection, old) is None
        assert edits.one(connection, again) is not None


def test_an_edit_is_undone_once(database: Database) -> None:
    """Then it is no longer among what its session can undo."""
    first, other, second = add(database), add(database, session="two"), add(database, NOW + HOUR)
    with database.write() as connection:
        assert [e.id for e in edits.of_session(connection, "one", NOW - HOUR)] == [second, first]
        assert [e.id for e in edits.later(connection, "content/calendar/labs.yaml", first)] == [
            other,
            second,
        ]
        assert edits.undo(connection, second, NOW)
        assert not edits.undo(connection, second, NOW)
        assert [e.id for e in edits.of_session(connection, "one", NOW - HOUR)] == [first]
        assert edits.of_session(connection, "one", NOW) == []


def test_bytes_are_kept_a_week_after_they_were_last_of_use(database: Database) -> None:
    """The same ones once; whoever uses them again keeps them longer."""
    day = timedelta(days=1)
    with database.write() as connection:
        name = file_texts.keep(connection, b"one\x00\xff", NOW)
        other = file_texts.keep(connection, b"two", NOW)
        assert file_texts.keep(connection, b"one\x00\xff", NOW + 5 * day) == name
        file_texts.keep(connection, b"three", NOW + 8 * day)
        assert file_texts.get(connection, name) == b"one\x00\xff"
        assert file_texts.get(connection, other) is None
        assert file_texts.get(connection, "0" * 64) is None


def test_an_opening_ends_two_minutes_after_its_last_sign(database: Database) -> None:
    """And is taken away by the next sign of anybody."""
    minute = timedelta(minutes=1)
    with database.write() as connection:
        openings.sign(connection, "labs", "one", "aina", NOW)
        openings.sign(connection, "labs", "two", "joan", NOW + minute)
        openings.sign(connection, "other", "one", "aina", NOW + minute)

        def told(after: timedelta, post: str = "labs") -> list[str]:
            return [each.who for each in openings.now_open(connection, NOW + after, post)]

        assert told(minute) == ["aina", "joan"]
        assert told(2 * minute) == ["aina", "joan"]
        assert told(2 * minute + timedelta(seconds=1)) == ["joan"]
        assert told(minute, "other") == ["aina"]
        openings.sign(connection, "labs", "two", "joan", NOW + 3 * minute)
        assert openings.now_open(connection, NOW + minute, "labs")[0].opened == NOW + minute
