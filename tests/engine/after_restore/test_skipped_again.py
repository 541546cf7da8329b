"""What was skipped stays skipped, also when an older copy of the database is put back.

The copy is of the rows: they are put back as they stood, and the files beside them stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from campaign.engine.after_restore.marks import mark
from campaign.model import Cancellation, State
from campaign.model.people import Actor
from campaign.storage.desk.tables import skips
from campaign.storage.journal import Journal
from campaign.storage.tables import attempts, history, parts, publications
from campaign.usecases.operations.reschedule import reschedule
from campaign.usecases.planning.skip import skip, take_back
from tests.engine.conftest import database, kind, migrated, network, postgres, stage, url
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR
from tests.storage.conftest import on_both

__all__ = ["database", "kind", "migrated", "network", "postgres", "stage", "url"]

pytestmark = on_both

MINUTE = timedelta(minutes=1)
AINA = Actor("aina")
_TABLES = (publications, attempts, history, parts, skips)


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


def do(stage: Stage, journal: Journal) -> None:
    """Somebody skips the publication."""
    skip(stage.database, 1, actor=AINA, reason="not now", now=stage.now, journal=journal)


def back(stage: Stage, journal: Journal) -> None:
    """Somebody takes the skip back."""
    take_back(
        stage.database, 1, actor=AINA, now=stage.now, channels=stage.channels, journal=journal
    )


def test_what_was_skipped_since_does_not_go_out(stage: Stage, journal: Journal) -> None:
    """It is cancelled as skipped before its time comes, and once."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    with forgotten(stage):
        do(stage, journal)
    assert stage.states() == [State.SCHEDULED]
    for wait in (MINUTE, HOUR, DAY):
        stage.tick(wait, journal=journal)
    assert stage.held().cancelled is Cancellation.SKIPPED
    assert len(stage.ledger.public) == 0
    with stage.database.read() as connection:
        (row,) = connection.execute(select(skips)).all()
    assert row.ended is None and "older copy" in row.reason


def test_also_where_the_copy_is_marked_and_its_time_has_come(
    stage: Stage, journal: Journal
) -> None:
    """It is unknown then; the network shows that it is not there, and nothing is sent."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    with forgotten(stage):
        do(stage, journal)
        stage.now += HOUR
    with stage.database.write() as connection:
        mark(connection, journal, who="it", now=stage.now)
    assert stage.states() == [State.UNKNOWN]
    for wait in (MINUTE, HOUR, HOUR, DAY):
        stage.tick(wait, journal=journal)
    assert stage.held().cancelled is Cancellation.SKIPPED
    assert len(stage.ledger.public) == 0


@pytest.mark.parametrize("how", ["taken back", "another time"])
def test_what_was_let_go_again_goes_out(stage: Stage, journal: Journal, how: str) -> None:
    """In the database that was never put back, a line that is past stops nothing."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    do(stage, journal)
    stage.tick(MINUTE, journal=journal)
    if how == "taken back":
        back(stage, journal)
    else:
        again = stage.now + HOUR
        some = [stage.held()]
        reschedule(
            stage.database, some, lambda _: again, actor=AINA, now=stage.now, journal=journal
        )
    stage.tick(2 * HOUR, journal=journal)
    assert len(stage.ledger.public) == 1


def test_of_a_skip_that_was_taken_back_since_nothing_is_left(
    stage: Stage, journal: Journal
) -> None:
    """The last line counts: an older copy lets it go as well."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    with forgotten(stage):
        do(stage, journal)
        back(stage, journal)
    stage.tick(2 * HOUR, journal=journal)
    assert len(stage.ledger.public) == 1


def test_another_time_given_since_is_kept_in_mind(stage: Stage, journal: Journal) -> None:
    """Skipped before the copy was made, and let go by another time since: it stays skipped.

    The copy has its skip, and nobody is there who would have to know better.
    """
    stage.ready(stage.wanted(at=stage.now + HOUR))
    do(stage, journal)
    with forgotten(stage):
        back(stage, journal)
    stage.tick(2 * HOUR, journal=journal)
    assert stage.held().cancelled is Cancellation.SKIPPED


def test_what_went_out_all_the_same_stays_out(stage: Stage, journal: Journal) -> None:
    """The receipt in the journal says so."""
    stage.ready(stage.wanted())
    with forgotten(stage):
        do(stage, journal)
        back(stage, journal)
        stage.tick(MINUTE, journal=journal)
        assert stage.states() == [State.PUBLISHED]
    for wait in (MINUTE, HOUR):
        stage.tick(wait, journal=journal)
    assert stage.states() == [State.PUBLISHED]
    assert len(stage.ledger.public) == 1


def test_torn_lines_and_those_of_other_posts_are_passed_over(
    stage: Stage, journal: Journal
) -> None:
    """A crash leaves half a line; a post may be gone from an older copy."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    file = journal.file.with_name("skipped-posts.jsonl")
    with forgotten(stage):
        do(stage, journal)
    other = '{"at": "2026-01-01T00:00:00+00:00", "post": "x", "occurrence": "", "channel": "y"'
    with file.open("ab") as opened:
        opened.write(
            f'[]\n{{}}\n{other}, "skipped": true}}\n{other}, "skipped": 1}}\n{other}'.encode()
        )
    stage.tick(MINUTE, journal=journal)
    assert stage.held().cancelled is Cancellation.SKIPPED


def test_a_file_that_cannot_be_written_stops_nobody(
    stage: Stage, journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    """The skip holds, and the log says that the file lacks it."""
    stage.ready(stage.wanted(at=stage.now + HOUR))
    journal.file.with_name("skipped-posts.jsonl").mkdir()
    do(stage, journal)
    assert stage.held().cancelled is Cancellation.SKIPPED
    assert "A skip is not in the file" in caplog.text
