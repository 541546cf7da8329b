"""A worker that never stopped, while its database was replaced under it, sends nothing more."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.engine.tick import publish_now, settle_now, tick
from campaign.errors import StorageError
from campaign.model import Pending, State
from campaign.model.people import Actor
from campaign.storage import backups, workers
from campaign.storage.database import open_database
from campaign.storage.journal import Journal
from campaign.usecases.operations.restore import restore
from tests.engine.simulated import CLASSES, Simulated, TwoPhase
from tests.engine.stage import Stage
from tests.plan.made import HOUR
from tests.storage.sqlite.test_database_file import taken_away

MINUTE = timedelta(minutes=1)


def live_of(url: str) -> Path:
    """The database's file."""
    return Path(url.removeprefix("sqlite:///"))


def spoil(live: Path, how: str) -> None:
    """What a person or a disk does to it."""
    if how == "moved":
        taken_away(live)
    elif how == "deleted":
        live.unlink()
    else:
        live.write_bytes(b"nothing of a database")


@pytest.mark.parametrize("how", ["moved", "deleted", "damaged"])
def test_a_worker_that_never_stopped_does_not_send_it_a_second_time(
    stage: Stage, url: str, tmp_path: Path, how: str
) -> None:
    """It works on a file that nobody sees any more; the restored database sends it once."""
    network: Simulated = CLASSES["listing"](lambda: stage.now, stage.network.media)
    stage.network = network  # type: ignore[assignment]
    live = live_of(url)
    stage.ready(stage.wanted(at=stage.now + 2 * HOUR))
    backups.back_up(live, tmp_path / "copies" / "backup.db", force=False)
    stage.now += HOUR
    with stage.database.write() as connection:
        workers.beat(connection, "host:1:ab", "1.0", stage.now)
    former = stage.engine_context()
    tick(former)
    spoil(live, how)
    restore(
        tmp_path / "copies" / "backup.db",
        live,
        before=tmp_path / "kept" / "before.db",
        journal=Journal(tmp_path / "receipts.jsonl"),
        actor=Actor("aina"),
        now=stage.now,
    )
    with closing(open_database(f"sqlite:///{live}")) as fresh:
        other = replace(stage.engine_context("second"), database=fresh)
        for _ in range(70):
            stage.now += MINUTE
            tick(other)
            for job in (tick, publish_now, settle_now):
                with pytest.raises(StorageError, match="the database was replaced"):
                    job(former)
    assert len(network.posts) == 1


def test_a_request_that_is_ready_does_not_leave_after_the_file_was_replaced(
    stage: Stage, url: str, migrated: Path
) -> None:
    """The fence sees it also in the middle of a tick; so does a second step."""
    network = TwoPhase(lambda: stage.now, stage.network.media)
    stage.network = network  # type: ignore[assignment]
    stage.ready(stage.wanted())
    stage.tick()
    assert stage.states() == [State.PENDING]
    live = live_of(url)
    really = network.finish

    def late(pending: Pending, *more: object) -> object:
        taken_away(live)
        live.write_bytes(migrated.read_bytes())
        return really(pending, *more)  # type: ignore[arg-type]

    network.finish = late  # type: ignore[method-assign,assignment]
    with pytest.raises(StorageError, match="replaced"):
        stage.tick(MINUTE)
    assert network.posts == []
