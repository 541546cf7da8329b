"""What is marked when an older copy of the database was put back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.engine.after_restore.marks import Marked, mark
from campaign.engine.after_restore.notice import notice_restore
from campaign.model import Delivery, Hold, Publication, Receipt, State
from campaign.model.people import Actor
from campaign.model.sessions import Link, LinkKind, Session, WayIn
from campaign.platforms import registry
from campaign.storage import (
    attempts,
    former_channels,
    parts,
    publications,
    queue,
    restores,
    variants,
)
from campaign.storage.database import Database
from campaign.storage.desk import sessions, sign_in_links
from campaign.storage.journal import Entry, Journal
from campaign.usecases.operations.restore import mark_only
from tests.plan.made import DAY, HOUR, NOW, channel, variant
from tests.storage.conftest import on_both
from tests.storage.made import one

pytestmark = on_both

MINUTE = timedelta(minutes=1)
#: When the copy was put back; its last stamp is `NOW`, when everything was planned.
AT = NOW + 2 * HOUR


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal with nothing in it."""
    return Journal(tmp_path / "receipts.jsonl")


def put(database: Database, post: str, *path: State, due: datetime = NOW, **other: Any) -> int:
    """A publication that came to stand so at `NOW`; its number."""
    with database.write() as connection:
        made = one(connection, post, due, **other)
        for after in path:
            values: dict[str, Any] = {"lease_until": NOW} if after is State.PUBLISHING else {}
            assert publications.change(connection, made, after, who="w", now=NOW, **values)
            if after is State.PUBLISHING:
                attempts.begin(connection, [(made, {})], NOW)
            found = publications.one(connection, made.id)
            assert found is not None
            made = found
    return made.id


def held(database: Database, number: int) -> Publication:
    """One as it stands."""
    with database.read() as connection:
        found = publications.one(connection, number)
    assert found is not None
    return found


def entry(publication: Publication, after: timedelta = MINUTE, **other: Any) -> Entry:
    """Its receipt, a minute after the copy was made."""
    p = publication
    made = Entry(
        *(p.id, p.post, p.occurrence, p.channel, p.platform, None, p.key),
        *("id-9", "https://scripted.example/9", NOW + after, p.variant_hash),
    )
    return replace(made, **other)


def marked(database: Database, journal: Journal | None = None, **other: Any) -> Marked:
    """What is marked at `AT`."""
    wanted: dict[str, Any] = {"delivery": lambda *_: Delivery.BY_LISTING, **other}
    with database.write() as connection:
        return mark(connection, journal, who="aina", now=AT, **wanted)


def test_what_the_journal_knows_is_published_with_its_receipt(
    database: Database, journal: Journal
) -> None:
    """Wherever the copy has it; the story says why."""
    numbers = [
        put(database, "scheduled"),
        put(database, "publishing", State.PUBLISHING),
        put(database, "pending", State.PUBLISHING, State.PENDING, channel="b"),
        put(database, "unknown", State.PUBLISHING, State.UNKNOWN, channel="c"),
        put(database, "missed", State.MISSED),
        put(database, "failed", State.FAILED),
        put(database, "cancelled", State.CANCELLED),
        put(database, "later", due=NOW + DAY),
    ]
    journal.append(entry(held(database, number), remote_id=f"id-{number}") for number in numbers)
    done = marked(database, journal)
    assert sorted(p.id for p in done.booked) == numbers
    assert (done.asked, done.person, done.later, done.unplaced) == ((), (), 0, ())
    for number in numbers:
        now = held(database, number)
        assert (now.state, now.remote_id, now.url) == (
            State.PUBLISHED,
            f"id-{number}",
            "https://scripted.example/9",
        )
        assert (now.published_at, now.doubtful_since) == (NOW + MINUTE, None)
        with database.read() as connection:
            last = publications.story(connection, number)[-1]
            open_tries = [t for t in attempts.of(connection, number) if t.ended is None]
        assert (last["who"], last["reason"]) == (
            "aina",
            "a backup was put back: the journal holds its receipt",
        )
        assert open_tries == []


def test_what_is_published_or_withdrawn_stays(database: Database, journal: Journal) -> None:
    """The copy knows it already; the hour before its last stamp is compared and nothing else."""
    out = put(database, "out", State.PUBLISHING, State.PUBLISHED)
    gone = put(database, "gone", State.PUBLISHING, State.PUBLISHED, State.WITHDRAWN)
    old = put(database, "old", State.CANCELLED)
    journal.append([entry(held(database, old), -2 * HOUR)])
    journal.append(entry(held(database, number)) for number in (out, gone))
    before = [held(database, number) for number in (out, gone)]
    assert marked(database, journal).booked == ()
    assert [held(database, number) for number in (out, gone)] == before
    assert held(database, old).state is State.CANCELLED


def test_everything_open_or_due_since_then_is_in_doubt(database: Database) -> None:
    """Unknown, to be asked about at once, since the copy's last stamp."""
    numbers = [
        put(database, "due", due=NOW - HOUR),
        put(database, "since", due=NOW + HOUR),
        put(database, "publishing", State.PUBLISHING),
        put(database, "pending", State.PUBLISHING, State.PENDING, channel="b"),
        put(database, "unknown", State.PUBLISHING, State.UNKNOWN, channel="c"),
        put(database, "missed", State.MISSED, due=NOW + HOUR),
        put(database, "failed", State.FAILED, due=NOW + HOUR),
    ]
    done = marked(database)
    assert sorted(p.id for p in done.asked) == numbers
    assert (done.known_until, done.at) == (NOW, AT)
    for number in numbers:
        now = held(database, number)
        assert (now.state, now.doubtful_since, now.not_before) == (State.UNKNOWN, NOW, AT)
        assert "a backup was put back: it may have gone out since" in now.reason
        with database.read() as connection:
            assert all(t.ended for t in attempts.of(connection, number))
            assert {p.id for p in queue.to_ask(connection, State.UNKNOWN, AT)} == set(numbers)


def test_what_is_sent_later_is_asked_about_before(database: Database) -> None:
    """Scheduled for later, cancelled, missed or failed before: it stands, and is doubtful."""
    numbers = [
        put(database, "later", due=AT + MINUTE),
        put(database, "cancelled", State.CANCELLED),
        put(database, "missed", State.MISSED, due=NOW - DAY),
        put(database, "failed", State.FAILED, due=NOW - DAY),
    ]
    states = [held(database, number).state for number in numbers]
    done = marked(database)
    assert (done.asked, done.person, done.later) == ((), (), len(numbers))
    assert [held(database, number).state for number in numbers] == states
    assert {held(database, number).doubtful_since for number in numbers} == {NOW}


def test_what_nobody_can_ask_about_waits_for_a_person(database: Database) -> None:
    """By delivery class; a network that the program no longer knows can be asked by nobody."""
    mute = put(database, "mute", platform="telegram")
    gone = put(database, "gone", platform="gone")
    asked = put(database, "asked", platform="mastodon")

    def delivery(platform: str, options: object) -> Delivery:
        if platform == "gone":
            raise ValueError(platform)
        return Delivery.AT_MOST_ONCE if platform == "telegram" else Delivery.BY_KEY

    put(database, "mute later", platform="telegram", due=AT + DAY)
    put(database, "asked later", platform="mastodon", due=AT + DAY)
    done = marked(database, delivery=delivery)
    assert [p.id for p in done.person] == [mute, gone]
    assert [p.id for p in done.asked] == [asked]
    assert (done.later, done.unlooked) == (1, {held(database, mute).channel: 1})


@pytest.mark.parametrize(("lookup", "mute"), [("yes", False), ("", True)])
def test_a_channel_that_can_be_asked_by_its_options_needs_no_person(
    database: Database, lookup: str, mute: bool
) -> None:
    """They are those with which it was last published on."""
    number = put(database, "labs", platform="webhook")
    options = {"lookup": lookup} if lookup else {}
    place = channel(name=held(database, number).channel, platform="webhook", options=options)
    with database.write() as connection:
        former_channels.keep(connection, place, NOW)
    done = marked(database, delivery=registry.delivery)
    assert [p.id for p in done.person] == ([number] if mute else [])
    assert [p.id for p in done.asked] == ([] if mute else [number])


def test_of_a_thread_each_part_is_booked_and_the_rest_is_asked_about(
    database: Database, journal: Journal
) -> None:
    """What is out of it has its receipt, and what follows is in doubt."""
    number = put(database, "thread")
    row = held(database, number)
    journal.append(
        [
            entry(row, part=0, remote_id="a", key=row.key),
            entry(row, part=1, remote_id="b", key="second"),
        ]
    )
    done = marked(database, journal)
    assert (done.booked, [p.id for p in done.asked]) == ((), [number])
    with database.read() as connection:
        out = parts.of(connection, number)
    assert [(part.number, part.key, part.receipt.remote_id) for part in out] == [
        (0, row.key, "a"),
        (1, "second", "b"),
    ]
    assert held(database, number).remote_id == "a"
    with database.write() as connection:  # once more: nothing is booked twice
        mark(connection, journal, who="aina", now=AT)
        assert len(parts.of(connection, number)) == 2


def test_an_earlier_doubt_stays(database: Database) -> None:
    """Two copies put back one after the other: it is asked about since the first."""
    due, later = put(database, "due"), put(database, "later", due=AT + DAY)
    marked(database, known_until=NOW - HOUR)
    marked(database, known_until=NOW)
    assert {held(database, number).doubtful_since for number in (due, later)} == {NOW - HOUR}
    assert held(database, due).reason.count("a backup was put back") == 1
    with database.read() as connection:
        assert [each.known_until for each in restores.every(connection)] == [NOW, NOW - HOUR]


def test_words_that_went_out_are_those_that_are_booked(
    database: Database, journal: Journal
) -> None:
    """Where the copy has them; else it says that it does not."""
    row = held(database, put(database, "labs"))
    other = held(database, put(database, "other"))
    with database.write() as connection:
        newer = variants.store(connection, variant(texts=("Noves paraules.",)), NOW)
    journal.append(
        [
            entry(row, variant_hash=newer),
            entry(other, variant_hash="0" * 64, remote_id="id-8"),
        ]
    )
    marked(database, journal)
    assert held(database, row.id).variant_hash == newer
    assert held(database, other.id).variant_hash == other.variant_hash
    with database.read() as connection:
        assert (
            "other words than this copy has"
            in publications.story(connection, other.id)[-1]["reason"]
        )


def test_an_id_is_one_publications_and_a_receipt_without_one_counts(
    database: Database, journal: Journal
) -> None:
    """What a person found has an address alone; what is booked elsewhere is asked about."""
    found, second = put(database, "found"), put(database, "second")
    out = held(database, put(database, "out"))
    with database.write() as connection:
        publications.publish(connection, [(out, Receipt("id-9"))], who="w", now=NOW)
    journal.append([entry(held(database, found), remote_id=""), entry(held(database, second))])
    done = marked(database, journal)
    assert [p.post for p in done.booked] == ["found"]
    assert [p.post for p in done.asked] == ["second"]
    assert held(database, found).url == "https://scripted.example/9"


def test_receipts_of_posts_that_the_copy_does_not_have_are_told(
    database: Database, journal: Journal
) -> None:
    """They were planned after it was made."""
    planned_later = entry(held(database, put(database, "labs")), post="new")
    journal.append([planned_later])
    assert marked(database, journal).unplaced == (planned_later,)


def test_an_empty_copy_is_marked_too(database: Database, journal: Journal) -> None:
    """It knows of nothing; the week before is what is looked at."""
    assert marked(database, journal).known_until == AT - timedelta(days=7)


def test_a_stamp_far_ahead_is_not_believed(database: Database) -> None:
    """A clock that was wrong by a day, and one that was wrong by a minute."""
    put(database, "labs")
    with database.write() as connection:
        row = publications.one(connection, 1)
        assert row is not None
        publications.mark(connection, row, Hold.FINDINGS, "x", who="w", now=AT + DAY)
        assert restores.last_stamp(connection, AT) == NOW
        publications.mark(
            connection, replace(row, hold=Hold.FINDINGS), Hold.NONE, who="w", now=AT + MINUTE
        )
        assert restores.last_stamp(connection, AT) == AT


def test_an_older_copy_is_noticed_by_the_last_receipt_and_marked_once(
    database: Database, journal: Journal
) -> None:
    """Cheap while all is well, and no second time; a newer receipt that is missing is noticed."""
    first, second = put(database, "first"), put(database, "second")

    def look(now: datetime) -> Marked | None:
        return notice_restore(database, journal, who="worker", now=now)

    assert look(AT) is None
    journal.append([entry(held(database, first))])
    done = look(AT)
    assert done is not None
    assert [p.id for p in done.booked] == [first]
    assert [p.id for p in done.person] == [second]
    assert look(AT) is None
    journal.append([entry(held(database, first), 3 * HOUR, post="planned-later")])
    assert look(AT + HOUR) is not None
    assert look(AT + HOUR) is None


def test_a_receipt_of_a_part_that_is_missing_is_noticed(
    database: Database, journal: Journal
) -> None:
    """And one that is there is not."""
    row = held(database, put(database, "thread"))
    with database.write() as connection:
        parts.add(connection, row.id, 0, key="k", receipt=Receipt("a"), now=NOW)
    journal.append([entry(row, part=0)])
    assert notice_restore(database, journal, who="worker", now=AT) is None
    journal.append([entry(row, part=1)])
    assert notice_restore(database, journal, who="worker", now=AT) is not None


def test_without_a_journal_nothing_is_noticed_and_everything_can_be_marked(
    database: Database, tmp_path: Path
) -> None:
    """A journal that cannot be read does not stop what needs none."""
    put(database, "labs")
    assert notice_restore(database, None, who="worker", now=AT) is None
    folder = Journal(tmp_path)
    assert notice_restore(database, folder, who="worker", now=AT) is None
    done = mark_only(database, None, actor=Actor("aina"), now=AT, known_until=NOW - DAY)
    assert (done.known_until, len(done.person)) == (NOW - DAY, 1)


def test_the_move_into_doubt_is_not_one_of_the_engine(database: Database) -> None:
    """Whoever still has it in flight finds it gone, and its receipt counts all the same."""
    number = put(database, "labs", State.PUBLISHING)
    before = held(database, number)
    marked(database)
    with database.write() as connection:
        assert publications.standing(connection, [before]) == ([], [before])


def test_everybody_is_signed_out(database: Database) -> None:
    """A session that was ended since, or a link that was used, does not come to life again."""
    link = Link("l" * 64, LinkKind.GIVEN, "aina", NOW, NOW + HOUR)
    session = Session("s" * 64, "aina", NOW, NOW, NOW + HOUR, WayIn.MAIL, "")
    with database.write() as connection:
        sessions.add(connection, session)
        sign_in_links.add(connection, link)
        mark(connection, None, who="it", now=NOW)
    with database.read() as connection:
        assert sessions.one(connection, session.id) is None
        assert sign_in_links.one(connection, link.id) is None
