"""Migration 0006: each sentence that was compared becomes its word, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from campaign.model import AttemptOutcome, Cancellation, Decision, Hold, Publication, QueryResult
from campaign.model.approval import NO_APPROVAL
from campaign.storage import attempts, publications, queue, tables, unbooked_posts
from campaign.storage.database import HEADS, migration_folders, open_database
from tests.plan.made import NOW
from tests.storage.conftest import Postgres, on_both

pytestmark = on_both

# The sentences as the program before wrote them.
REMOVED = "the calendar no longer asks for it"
OVERTAKEN = "the calendar changed while it was on its way: apply the plan once more"
FOREIGN = "the account shows these words already"
THERE = "https://example.eu/@eu/7"
AT = f"{FOREIGN}, at {THERE}, and not by us: a person decides"
MUTE = "this network cannot be asked: a person decides"
SILENT = "its own id tells nothing, and a listing's silence proves nothing: a person may look"
ANOTHERS = "what was found is another publication's"


@pytest.fixture
def before(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of revision 0005."""
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'campaign.db'}"
        _upgrade(url, "0005", "analytics_0001")
        yield url
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create(empty=True)
    url = postgres.url_of(name)
    _upgrade(url, "0005", "analytics_0001")
    yield url
    postgres.drop(name)


def _upgrade(url: str, *revisions: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(tables.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(migration_folders()))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        for revision in revisions:
            command.upgrade(config, revision)
    engine.dispose()


def put(url: str, rows: list[dict[str, Any]]) -> None:
    """Write publications, numbered from 1, as the program before did; `tries` and `told` apart."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        known = sa.MetaData()
        known.reflect(connection)
        connection.execute(known.tables["variants"].insert().values(hash="h", body={}, created=NOW))
        for number, row in enumerate(rows, start=1):
            fields = dict(row)
            outcomes, told = fields.pop("outcomes", ()), fields.pop("told", ())
            connection.execute(
                known.tables["publications"].insert().values(**_publication(number, fields))
            )
            for outcome in outcomes:
                connection.execute(
                    known.tables["attempts"].insert().values(**_attempt(number, outcome))
                )
            for after, reason in told:
                connection.execute(
                    known.tables["history"]
                    .insert()
                    .values(
                        publication=number, at=NOW, who="w", before="x", after=after, reason=reason
                    )
                )
    engine.dispose()


def _publication(number: int, fields: dict[str, Any]) -> dict[str, Any]:
    empty = ("occurrence", "worker", "remote_id", "url", "reason", "blocked", "token")
    some = {
        "id": number,
        "post": f"post-{number}",
        "channel": f"channel-{number}",
        "platform": "scripted",
        "region": "catalonia",
        "language": "ca",
        "activity": "A02",
        "state": "scheduled",
        "due": NOW,
        "not_before": NOW,
        "variant_hash": "h",
        "recipe": "r",
        "key": f"key-{number}",
        "tries": 0,
        "claim": 1,
    }
    return dict.fromkeys(empty, "") | some | fields


def _attempt(number: int, outcome: str) -> dict[str, Any]:
    return {
        "publication": number,
        "variant_hash": "h",
        "key": "k",
        "worker": "w",
        "started": NOW,
        "outcome": outcome,
        "payload": {},
        "answer": "",
    }


def migrated(url: str, rows: list[dict[str, Any]]) -> list[Publication]:
    """What these rows have become, in their order."""
    put(url, rows)
    database = open_database(url)
    with database.read() as connection:
        assert set(connection.scalars(sa.text("SELECT version_num FROM alembic_version"))) == HEADS
        found = publications.all_of(connection)
    database.close()
    return found


def test_what_holds_a_post_becomes_a_word_with_its_detail(before: str) -> None:
    """Codes of findings and an address are kept, sentences are not."""
    blocked = ("", "alt-missing, too-long", REMOVED, OVERTAKEN, AT, FOREIGN)
    found = migrated(before, [{"blocked": each} for each in blocked])
    assert [(p.hold, p.hold_detail) for p in found] == [
        (Hold.NONE, ""),
        (Hold.FINDINGS, "alt-missing, too-long"),
        (Hold.REMOVED, ""),
        (Hold.OVERTAKEN, ""),
        (Hold.FOREIGN, THERE),
        (Hold.FOREIGN, ""),
    ]


def test_who_cancelled_becomes_a_word(before: str) -> None:
    """And whether it may be out; what is not cancelled has none, whatever its reason says."""
    reasons = (
        ("cancelled", REMOVED),
        ("cancelled", "decided by aina: it shall not go out"),
        ("cancelled", "decided by aina: it shall not go out, though it may be out"),
        ("missed", REMOVED),
    )
    found = migrated(before, [{"state": state, "reason": why} for state, why in reasons])
    assert [p.cancelled for p in found] == [
        Cancellation.CALENDAR,
        Cancellation.PERSON,
        Cancellation.IN_DOUBT,
        Cancellation.NONE,
    ]
    assert [p.reason for p in found] == [why for _, why in reasons]


def test_what_asking_came_to_becomes_a_word_and_leaves_the_reason(before: str) -> None:
    """A reason is the network's own words again: the program says the rest itself."""
    said = "scripted: no answer within 30 s"
    reasons = (said, f"{said}; {MUTE}", MUTE, f"{said}; {SILENT}", f"{said}; {MUTE}; {ANOTHERS}")
    found = migrated(before, [{"state": "unknown", "reason": each} for each in reasons])
    assert [(p.reason, p.query_result) for p in found] == [
        (said, QueryResult.NONE),
        (said, QueryResult.MUTE),
        ("", QueryResult.MUTE),
        (said, QueryResult.SILENT),
        (said, QueryResult.ANOTHERS),
    ]


def test_what_a_person_decided_becomes_a_word_of_the_story(before: str) -> None:
    """In whichever words; what nobody decided has none."""
    told = (
        ("published", "decided by aina: it is there, at https://example.eu/7"),
        ("scheduled", "decided by José Ñ.: send it again"),
        ("failed", "decided by aina: it is not there"),
        ("scheduled", "decided by aina: it is not there"),
        ("cancelled", "decided by aina: it shall not go out, though it may be out"),
        ("published", "decided by aina in words of long ago"),
        ("scheduled", "planned"),
        ("failed", "scripted: 403: decided by the moderators"),
    )
    put(before, [{"told": told}, {"told": told[-2:]}])
    database = open_database(before)
    with database.read() as connection:
        found = [row["decision"] for row in publications.story(connection, 1)]
        decided = [unbooked_posts.is_decided(connection, number) for number in (1, 2)]
    database.close()
    assert found == ["there", "again", "absent", "absent", "cancel", "there", "", ""]
    assert {*found} == {*Decision}
    assert decided == [True, False]


def test_how_a_try_ended_becomes_a_word_and_a_doubt_stays_one(before: str) -> None:
    """Also of an error whose kind nobody had listed, which was no doubt to the program before."""
    doubts = (
        "under way",
        "second step under way",
        "no answer",
        "OutcomeUnknown",
        "AlreadyThere",
        "PlatformError",
        "LostInTheMail",
    )
    others = (
        "published",
        "pending",
        "absent",
        "not sent",
        "Withheld",
        "UnsupportedFeature",
        "Rejected",
        "Unauthorized",
        "RateLimited",
        "Unavailable",
    )
    put(before, [{"outcomes": doubts}, {"outcomes": others}])
    database = open_database(before)
    with database.read() as connection:
        doubtful, settled = (attempts.of(connection, number) for number in (1, 2))
        raw = set(connection.scalars(sa.select(tables.attempts.c.outcome)))
    with database.write() as connection:
        attempts.mark_absent(connection, 1, NOW)
        after = {each.outcome for each in attempts.of(connection, 1)}
    database.close()
    # What an older program could not know yet is not among them.
    assert raw == {outcome.value for outcome in AttemptOutcome} - {"altered"}
    assert [each.outcome.leaves_doubt for each in doubtful] == [True] * len(doubts)
    assert [each.outcome.leaves_doubt for each in settled] == [False] * len(others)
    assert after == {AttemptOutcome.ABSENT}


def test_what_was_ever_tried_has_a_claim(before: str) -> None:
    """By that its tries are known; what has an id at its network keeps what it had."""
    rows: list[dict[str, Any]] = [
        {"claim": 0, "outcomes": ("Rejected",)},
        {"claim": 0},
        {"claim": 0, "remote_id": "7", "state": "published", "outcomes": ("published",)},
        {"claim": 3, "outcomes": ("Rejected",)},
    ]
    assert [p.claim for p in migrated(before, rows)] == [1, 0, 0, 3]


def test_what_was_held_is_not_sent_and_what_was_not_is(before: str) -> None:
    """Whatever held it."""
    put(before, [{"blocked": each} for each in ("", "alt-missing", REMOVED, OVERTAKEN, AT)])
    database = open_database(before)
    with database.read() as connection:
        found = queue.ready(connection, NOW, rules=NO_APPROVAL)
    database.close()
    assert [p.id for p in found] == [1]
