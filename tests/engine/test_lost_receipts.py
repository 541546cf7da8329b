"""A receipt that nobody wrote down, or that came late, counts once and is not lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.engine.context import TickReport
from campaign.engine.tick import settle_now
from campaign.errors import StorageError
from campaign.model import Payload, Receipt, State
from tests.engine.scripted import Scripted, accept
from tests.engine.stage import LEASE_ENDS, Stage, impatient
from tests.plan.made import HOUR
from tests.storage.conftest import on_both

CRASH = """
import sys
from pathlib import Path
from campaign.media import MediaStore
from campaign.storage.database import open_database
from tests.engine import scripted
from tests.engine.stage import Stage
folder = Path(sys.argv[2])
network = scripted.Finder(scripted.Ledger(folder / "ledger.jsonl"), MediaStore(folder / "media"))
network.script.append(getattr(scripted, sys.argv[3]))
Stage(open_database(sys.argv[1]), folder, network).tick(worker="the dead one")
"""


@on_both
@pytest.mark.slow
@pytest.mark.parametrize("when", ["killed_after_accepting", "killed_before_sending"])
def test_a_process_killed_while_sending_leaves_a_row_that_says_so(
    stage: Stage, url: str, tmp_path: Path, when: str
) -> None:
    """Nobody touches it while its lease lasts; then it is found, or sent; once in any case."""
    stage.ready(stage.wanted())
    process = subprocess.run(
        [sys.executable, "-c", CRASH, url, str(tmp_path), when], timeout=60, check=False
    )
    assert process.returncode == 9
    held = stage.held()
    assert (held.state, held.worker, held.tries) == (State.PUBLISHING, "the dead one", 1)
    assert stage.outcomes() == ["under way"]
    assert stage.tick(timedelta(seconds=20)) == TickReport()
    told = stage.tick(timedelta(seconds=40))
    assert (told.unknown, told.published) == ([1], [1])
    if when == "killed_after_accepting":
        assert (stage.outcomes(), stage.network.sent) == (["no answer"], [])
    else:
        assert stage.outcomes() == ["absent", "published"]
    stage.tick(HOUR)
    assert len(stage.ledger.public) == 1
    assert stage.states() == [State.PUBLISHED]


def test_a_receipt_that_cannot_be_written_down_is_found_later(stage: Stage, url: str) -> None:
    """The database is locked after the network accepted; nothing new is taken, nothing is lost."""
    holder = sqlite3.connect(
        url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
    )

    def lock(network: Scripted, payload: Payload, key: str) -> Receipt:
        holder.execute("BEGIN IMMEDIATE")
        return accept(network, payload, key)

    stage.network.script.append(lock)
    stage.ready(*(stage.wanted(channel=name) for name in stage.channels))
    with impatient(stage.database), pytest.raises(StorageError, match="another process holds"):
        stage.tick()
    holder.execute("ROLLBACK")
    holder.close()
    assert len(stage.network.sent) <= 2  # the third had not been taken yet
    assert stage.states() == [State.PUBLISHING, State.PUBLISHING, State.SCHEDULED]
    told = stage.tick(LEASE_ENDS)
    assert sorted(told.unknown) == [1, 2]
    assert 3 in told.published
    stage.tick(HOUR)
    assert stage.states() == [State.PUBLISHED] * 3
    assert len(stage.ledger.public) == 3


@on_both
def test_a_receipt_that_comes_after_the_lease_counts(mute: Stage) -> None:
    """Another worker has called it unknown meanwhile; on a network nobody can ask."""

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        assert mute.tick(LEASE_ENDS, worker="other").unknown == [1]
        return accept(network, payload, key)

    mute.network.script.append(slow)
    mute.ready(mute.wanted())
    assert mute.tick().published == [1]
    held = mute.held()
    assert (held.state, held.remote_id) == (State.PUBLISHED, f"id-{held.key}")


@on_both
def test_a_receipt_that_comes_after_it_was_called_absent_stops_the_second_try(
    stage: Stage,
) -> None:
    """The process slept in the middle of the request; the post is there, and stays one."""

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        stage.now += LEASE_ENDS
        assert settle_now(stage.engine_context("other")).retried.keys() == {1}
        assert stage.held().state is State.SCHEDULED
        return accept(network, payload, key)

    stage.network.script.append(slow)
    stage.ready(stage.wanted())
    assert stage.tick().published == [1]
    stage.tick(HOUR)
    assert len(stage.ledger.public) == 1
