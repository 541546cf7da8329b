"""What was taken back stays taken back, also when an older copy of the database is put back.

The copy is of the rows: they are put back as they stood, and the files beside them stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from campaign.engine.after_restore.marks import mark
from campaign.engine.context import TickReport
from campaign.errors import Rejected
from campaign.model import Payload, Receipt, State
from campaign.model.changes import ChangeState
from campaign.storage.journal import Journal
from campaign.storage.tables import attempts, history, parts, publications, record
from campaign.storage.trust.tables import change_tries, changes
from campaign.usecases.operations.reschedule import reschedule
from campaign.usecases.trust import withdraw as usecase
from campaign.usecases.trust.withdraw import Asked, Step
from tests.engine.changes.taking import AINA, WHY, Taking, ids, of, refuses, taking
from tests.engine.conftest import database, kind, migrated, network, postgres, stage, url
from tests.engine.scripted import Scripted, accept, swallowed
from tests.engine.stage import Stage
from tests.plan.made import HOUR
from tests.storage.conftest import on_both

__all__ = ["database", "kind", "migrated", "network", "postgres", "stage", "url"]

pytestmark = on_both

MINUTE = timedelta(minutes=1)
_TABLES = (publications, attempts, history, parts, changes, change_tries)


@pytest.fixture
def journal(stage: Stage) -> Journal:
    """The journal beside the database."""
    return Journal(stage.folder / "receipts.jsonl")


@contextmanager
def forgotten(stage: Stage) -> Iterator[None]:
    """What happens inside is not in the database any more afterwards."""
    with stage.database.read() as connection:
        kept = [
            [dict(row._mapping) for row in connection.execute(select(table))] for table in _TABLES
        ]
    stage.now += MINUTE
    yield
    stage.now += MINUTE
    with stage.database.write() as connection:
        for table in reversed(_TABLES):
            connection.execute(table.delete())
        for table, rows in zip(_TABLES, kept, strict=True):
            if rows:
                connection.execute(insert(table), rows)


def tick(stage: Stage, journal: Journal, **other: Any) -> TickReport:
    """One tick of a publisher with its journal, a moment later."""
    return stage.tick(MINUTE, journal=journal, **other)


def take_back(stage: Stage, journal: Journal, *, done: bool = False) -> Asked:
    """Take the post back."""
    ask = usecase.done_by_hand if done else usecase.withdraw
    (asked,) = ask(stage.database, [1], actor=AINA, reason=WHY, now=stage.now, journal=journal)
    return asked


def out(stage: Stage, journal: Journal, *texts: str) -> Taking:
    """A post, or a thread, that is out."""
    network = taking(stage)
    stage.ready(stage.wanted(texts=texts or ("Bon dia.",)))
    tick(stage, journal)
    assert stage.states() == [State.PUBLISHED]
    return network


def entries(stage: Stage, act: str) -> int:
    """How often the record has this act."""
    with stage.database.read() as connection:
        return len(connection.execute(select(record.c.id).where(record.c.act == act)).all())


@pytest.mark.parametrize("texts", [("Bon dia.",), ("Una.", "Dues.", "Tres.")])
def test_what_was_withdrawn_since_is_withdrawn_again(
    stage: Stage, journal: Journal, texts: tuple[str, ...]
) -> None:
    """Without a further request, once, and the record has it."""
    network = out(stage, journal, *texts)
    with forgotten(stage):
        take_back(stage, journal)
        tick(stage, journal)
        assert stage.states() == [State.WITHDRAWN]
    asked = list(network.requests)
    before = entries(stage, "withdrawal.done")
    assert stage.states() == [State.PUBLISHED]
    tick(stage, journal)
    assert stage.states() == [State.WITHDRAWN]
    assert network.requests == asked
    assert entries(stage, "withdrawal.done") == before + 1
    changed = of(stage)
    tick(stage, journal)
    assert of(stage) == changed


def test_what_went_out_and_was_withdrawn_since_is_both(stage: Stage, journal: Journal) -> None:
    """The copy has it scheduled: it is not sent once more."""
    network = taking(stage)
    stage.ready(stage.wanted())
    with forgotten(stage):
        tick(stage, journal)
        take_back(stage, journal)
        tick(stage, journal)
    assert stage.states() == [State.SCHEDULED]
    tick(stage, journal)
    assert stage.states() == [State.WITHDRAWN]
    assert (network.standing, len(network.ledger.public)) == ({}, 1)
    assert stage.held().remote_id == ids(stage, 1)[0]


def test_also_where_the_receipt_is_not_in_the_journal(stage: Stage, journal: Journal) -> None:
    """The line of the withdrawal has its id and its address."""
    network = taking(stage)
    stage.ready(stage.wanted())
    with forgotten(stage):
        tick(stage, journal)
        take_back(stage, journal)
        tick(stage, journal)
    journal.file.unlink()
    tick(stage, journal)
    assert stage.states() == [State.WITHDRAWN]
    assert len(network.ledger.public) == 1
    at = stage.held().published_at
    assert at is not None and at < stage.now


def test_what_was_asked_for_and_not_done_yet_is_done(stage: Stage, journal: Journal) -> None:
    """Also by hand, if the network refuses."""
    network = out(stage, journal)
    with forgotten(stage):
        assert take_back(stage, journal).step is Step.ASKED
    network.deeds.append(refuses(Rejected("too old")))
    tick(stage, journal)
    (change,) = of(stage)
    assert change.state is ChangeState.BY_HAND
    with forgotten(stage):
        take_back(stage, journal, done=True)
        assert stage.states() == [State.WITHDRAWN]
    tick(stage, journal)
    assert stage.states() == [State.WITHDRAWN]


def test_what_was_stopped_before_it_went_out_does_not_go_out(
    stage: Stage, journal: Journal
) -> None:
    """The copy has it scheduled, approved, and due by now."""
    network = taking(stage)
    stage.ready(stage.wanted(at=stage.now + HOUR))
    with forgotten(stage):
        assert take_back(stage, journal).step is Step.STOPPED
    assert stage.states() == [State.SCHEDULED]
    stage.now += HOUR
    tick(stage, journal)
    tick(stage, journal)
    assert stage.states() == [State.CANCELLED]
    assert network.ledger.public == []


def test_what_was_given_another_time_since_goes_out(stage: Stage, journal: Journal) -> None:
    """The last word counts: before a restore, and after one."""
    network = taking(stage)
    stage.ready(stage.wanted(at=stage.now + HOUR))

    def bring_back() -> None:
        later = stage.now + HOUR
        stage.apply(stage.wanted(at=later))
        if stage.states() == [State.CANCELLED]:
            some = [stage.held()]
            reschedule(stage.database, some, lambda _: later, actor=AINA, now=stage.now)
        stage.approve()

    with forgotten(stage):
        take_back(stage, journal)
    tick(stage, journal)
    assert stage.states() == [State.CANCELLED]
    bring_back()
    tick(stage, journal)
    stage.now += 2 * HOUR
    tick(stage, journal)
    assert stage.states() == [State.PUBLISHED]
    assert len(network.ledger.public) == 1


def test_what_was_on_its_way_is_taken_back_once_it_is_found(stage: Stage, journal: Journal) -> None:
    """Asked for while it was under way; nobody knows any more what became of it."""

    class Knowing(Taking):
        """It finds a post by its key, whenever that was sent."""

        def find(self, payload: Payload, key: str, *_: object, **__: object) -> Receipt | None:
            """What stands under this key."""
            return Receipt(f"id-{key}") if f"id-{key}" in self.standing else None

    network = Knowing(stage.network.ledger, stage.network.media)
    stage.network = network

    def meanwhile(on: Scripted, payload: Payload, key: str) -> Receipt:
        take_back(stage, journal)
        return accept(on, payload, key)

    network.script.append(meanwhile)
    stage.ready(stage.wanted())
    with forgotten(stage):
        tick(stage, journal)
        assert stage.states() == [State.PUBLISHED]
    journal.file.unlink()
    with stage.database.write() as connection:
        mark(connection, None, who="aina", now=stage.now, known_until=stage.now - HOUR)
    assert stage.states() == [State.UNKNOWN]
    tick(stage, journal)
    tick(stage, journal)
    assert network.standing == {}
    assert stage.states() == [State.WITHDRAWN]


def test_what_is_out_though_the_copy_has_it_scheduled_is_taken_back(
    stage: Stage, journal: Journal
) -> None:
    """The line has its id, and the journal has no receipt."""
    network = taking(stage)
    network.script.append(swallowed)
    stage.ready(stage.wanted())
    with forgotten(stage):
        tick(stage, journal, settle=HOUR, listing_settle=HOUR)
        assert stage.states() == [State.UNKNOWN]
        stage.now += 2 * HOUR
        tick(stage, journal)
        assert stage.states() == [State.PUBLISHED]
        take_back(stage, journal)
    journal.file.unlink()
    tick(stage, journal)
    tick(stage, journal)
    assert network.standing == {}
    assert stage.states() == [State.WITHDRAWN]


def test_lines_that_are_torn_or_of_posts_that_are_not_there_are_skipped(
    stage: Stage, journal: Journal
) -> None:
    """And a newer line does not hide an older one that is lost."""
    out(stage, journal)
    with forgotten(stage):
        take_back(stage, journal)
        tick(stage, journal)
    file = journal.file.with_name("withdrawn-posts.jsonl")
    lines = file.read_text("utf-8")
    other = lines.replace('"labs"', '"other"')
    file.write_text(lines + other + '{"at": "2026-12-01T09:', "utf-8")
    tick(stage, journal)
    assert stage.states() == [State.WITHDRAWN]
