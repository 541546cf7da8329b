"""Withdrawn once and never left half said, on every network that the sandbox imitates."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from campaign.model import State
from campaign.storage.record import RecordAct
from campaign.storage.tables import record
from campaign.storage.trust import changes
from tests.engine.changes.at_network import (
    DELETING,
    FAULTS,
    LATER,
    alarms,
    go_on,
    order,
    put_out,
)
from tests.engine.changes.taking import of, states, take_back
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.stage import Stage
from tests.storage.conftest import on_both

#: Kills this process at the request for one of the parts, before it leaves or after it arrived.
KILLED = """
import sys
from datetime import datetime
from pathlib import Path
from campaign.engine.tick import tick
from campaign.media import MediaStore
from campaign.storage.database import open_database
from tests.engine.changes.at_network import Fatal
from tests.engine.on_sandbox import place
from tests.engine.scripted import Finder, Ledger
from tests.engine.stage import Stage
url, folder, platform, server, now, before, sent = sys.argv[1:]
folder = Path(folder)
network = Finder(Ledger(folder / "ledger.jsonl"), MediaStore(folder / "media"))
stage = Stage(open_database(url), folder, network, now=datetime.fromisoformat(now))
box = place(stage, platform, server)
box.connect_fatal = lambda channel: Fatal(box.connect(channel), int(before), sent=sent == "sent")
tick(box.engine_context(worker="the dead one", connect=box.connect_fatal))
"""


@pytest.fixture(params=DELETING)
def box(request: pytest.FixtureRequest, stage: Stage) -> Iterator[OnSandbox]:
    """A publisher on one of the networks; its record holds afterwards."""
    with on_sandbox(stage, request.param) as opened:
        yield opened
        assert alarms(opened) == []


def assert_never_half_said(box: OnSandbox) -> None:
    """A publication is called withdrawn when nothing of it stands there, and not before."""
    if box.stage.states() == [State.WITHDRAWN]:
        assert box.texts() == []


def test_each_part_is_deleted_and_then_the_whole_is_withdrawn(box: OnSandbox) -> None:
    """Also a comment under a post."""
    assert put_out(box) >= 1
    take_back(box.stage)
    assert go_on(box).withdrawn == [1]
    assert box.texts() == []
    assert set(states(box.stage).values()) == {"done"}


def test_the_networks_own_answer_is_kept_with_each_try_and_in_the_record(box: OnSandbox) -> None:
    """Also of what worked: it proves that the network said so."""
    count = put_out(box)
    take_back(box.stage)
    go_on(box)
    with box.stage.database.read() as connection:
        answers = [each.answer for each in changes.tries(connection, 1)]
        told = connection.scalars(
            select(record.c.private).where(record.c.act == RecordAct.CHANGE_ENDED.value)
        )
        recorded = [each["answer"][1] for each in told]
    assert len(answers) == count
    assert all(json.loads(each) for each in answers), answers
    assert recorded == answers


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_network_does_it_is_withdrawn_once_the_trouble_is_over(
    box: OnSandbox, fault: str
) -> None:
    """And until then nobody says that it is."""
    put_out(box)
    order(box, fault)
    take_back(box.stage)
    for _ in range(3):
        go_on(box, LATER / 20)
        assert_never_half_said(box)
    order(box)
    for _ in range(3):
        go_on(box)
        assert_never_half_said(box)
    assert box.stage.states() == [State.WITHDRAWN]
    assert box.texts() == []


def test_what_somebody_deleted_there_before_is_withdrawn(box: OnSandbox) -> None:
    """With its own application, for example."""
    put_out(box)
    adapter = box.connect(box.stage.channels["catalonia"])
    take_back(box.stage)
    for change in reversed(of(box.stage)):
        adapter.withdraw(change.remote_id)  # type: ignore[attr-defined]
    assert go_on(box).withdrawn == [1]


@pytest.mark.slow
@pytest.mark.parametrize("sent", ["sent", "unsent"])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_process_killed_at_any_part_leaves_a_withdrawal_that_goes_on(
    box: OnSandbox, url: str, tmp_path: Path, before: int, sent: str
) -> None:
    """Nobody touches the part while the lease lasts; then it is asked about, and the rest goes."""
    count = put_out(box)
    if before >= count:
        return  # it has fewer parts
    take_back(box.stage)
    arguments = (url, str(tmp_path), box.platform, box.url, box.stage.now.isoformat())
    process = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments, str(before), sent], timeout=60, check=False
    )
    assert process.returncode == 9
    gone = before + (sent == "sent")
    assert len(box.texts()) == count - gone
    assert states(box.stage)[count - 1 - before] == "working"
    assert box.stage.states() == [State.PUBLISHED]
    assert go_on(box, LATER / 3600).withdrawn == []
    assert go_on(box).withdrawn == [1]
    assert box.texts() == []


@on_both
def test_two_workers_at_once_withdraw_once(stage: Stage) -> None:
    """Whoever comes second finds nothing to do."""
    with on_sandbox(stage, "mastodon") as box:
        put_out(box)
        take_back(stage)
        one = go_on(box, worker="one")
        two = go_on(box, worker="two")
        assert (one.withdrawn, two.withdrawn) == ([1], [])
