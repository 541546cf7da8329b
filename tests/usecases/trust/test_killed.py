"""Killed at any statement of sealing, chaining or forgetting: nothing is lost, and nothing half."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from campaign.model.people import Actor
from campaign.storage import record
from campaign.storage.database import Database, open_database
from campaign.usecases.trust.redact import prune, redact
from campaign.usecases.trust.seal import seal
from tests.plan.made import NOW
from tests.usecases.trust.small_campaign import Recorded, publish

DAY = timedelta(days=1)
Work = Callable[[Database, Recorded], object]


class Killed(BaseException):
    """The process ends here."""


def loosened(made: Recorded) -> None:
    """Leave the last ten entries without numbers, as a crash on PostgreSQL does."""
    with closing(sqlite3.connect(made.file)) as connection, connection:
        connection.execute(
            "UPDATE record SET number = NULL, hash = '' "
            "WHERE number > (SELECT max(number) - 10 FROM record)"
        )
    made.heads.file.unlink()
    with closing(sqlite3.connect(made.file)) as connection, connection:
        connection.execute("DELETE FROM record WHERE act = 'record.sealed'")


def chain(database: Database, made: Recorded) -> None:
    """What the end of a tick does."""
    loosened(made)
    with database.write() as connection:
        record.chain(connection)


WORKS: dict[str, Work] = {
    "chain": chain,
    "seal": lambda database, made: seal(
        database, made.heads, made.stamps, sealer="w", now=NOW + DAY, by_hand=True
    ),
    "redact": lambda database, made: redact(
        database, made.outside, "aina", actor=Actor("joan"), now=NOW + DAY
    ),
    "prune": lambda database, made: prune(
        database, made.outside, NOW + DAY, actor=Actor("joan"), now=NOW + DAY
    ),
}


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """A campaign that is over."""
    made = Recorded(tmp_path_factory.mktemp("over"))
    database = open_database(f"sqlite:///{made.file}")
    publish(database, made.folder)
    database.close()
    return made


def killed_at(step: int, made: Recorded, work: Work) -> bool:
    """Do it, killed at a write of this number (from 0); True when it ended before that."""
    database = open_database(f"sqlite:///{made.file}")
    seen = count()

    def dies(*given: Any) -> None:
        words = given[2].lstrip()[:6].upper()
        if words in ("UPDATE", "INSERT", "DELETE") and next(seen) == step:
            raise Killed

    def dies_at_commit(_: object) -> None:
        if next(seen) == step:
            raise Killed

    sa.event.listen(database.engine, "before_cursor_execute", dies)
    sa.event.listen(database.engine, "commit", dies_at_commit)
    try:
        work(database, made)
    except Killed:
        return False
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", dies)
        sa.event.remove(database.engine, "commit", dies_at_commit)
        database.close()
    return True


@pytest.mark.parametrize(
    "name",
    [
        *("chain", "seal"),
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("redact", "prune")),
    ],
)
def test_killed_at_any_write_it_still_holds_and_goes_on(
    over: Recorded, tmp_path: Path, name: str
) -> None:
    """At every fifth write of the long ones."""
    for step in count(0, 1 if name in ("seal", "chain") else 5):
        folder = tmp_path / str(step)
        shutil.copytree(over.folder, folder)
        made = Recorded(folder)
        ended = killed_at(step, made, WORKS[name])
        database = open_database(f"sqlite:///{made.file}")
        assert [each.words for each in made.verified(database).wrong] == [], step
        if not ended and name != "chain":
            WORKS[name](database, made)
            assert [each.words for each in made.verified(database).wrong] == [], step
        database.close()
        shutil.rmtree(folder)
        if ended:
            assert step
            return
