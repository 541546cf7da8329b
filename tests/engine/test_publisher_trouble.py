"""Trouble while publishing: pictures that are gone, a word to stop, others at work, no database."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection

from campaign.engine import outcomes
from campaign.engine.claimed import SendResult
from campaign.engine.context import EngineContext
from campaign.engine.outcomes import Settled
from campaign.engine.tick import tick
from campaign.errors import (
    StorageError,
)
from campaign.model import AttemptOutcome, Channel, Media, Payload, Pending, Receipt, State
from campaign.platforms.protocols import Platform
from campaign.storage.database import open_database
from tests.engine.scripted import Scripted, accept
from tests.engine.stage import Stage
from tests.plan.made import DAY, channel
from tests.storage.conftest import on_both

pytestmark = on_both


def test_a_picture_that_is_gone_fails_clearly_and_sends_nothing(stage: Stage) -> None:
    """The file was deleted from the disk; the message names it."""
    stage.ready(stage.wanted(media=(_stored(stage),)))
    (file,) = [path for path in stage.media.folder.rglob("*") if path.is_file()]
    file.unlink()
    assert stage.tick().failed == [1]
    assert "is gone; restore it from a backup" in stage.held().reason
    assert (stage.network.sent, stage.ledger.public) == ([], [])


def test_a_picture_that_was_changed_fails_clearly_and_sends_nothing(stage: Stage) -> None:
    """What was approved is its bytes."""
    stage.ready(stage.wanted(media=(_stored(stage),)))
    (file,) = [path for path in stage.media.folder.rglob("*") if path.is_file()]
    file.write_bytes(file.read_bytes() + b"x")
    assert stage.tick().failed == [1]
    assert "was changed after it was stored" in stage.held().reason
    assert stage.ledger.public == []


def _stored(stage: Stage) -> Media:
    from tests.test_media import png

    return replace(stage.media.put(png()), alt="Una taula")


def test_when_told_to_stop_what_has_left_is_written_down_and_the_rest_stays(stage: Stage) -> None:
    """The first is in flight when the signal comes; what waited is given back, untried."""
    stopped = False

    def stop(network: Scripted, payload: Payload, key: str) -> Receipt:
        nonlocal stopped
        stopped = True
        return accept(network, payload, key)

    stage.network.script.append(stop)
    stage.ready(*(stage.wanted(channel=name) for name in stage.channels))
    done = stage.tick(stopping=lambda: stopped)
    assert len(done.published) == 1
    assert len(done.retried) == 1  # the third had not been taken yet
    assert sorted(stage.states()) == [State.PUBLISHED, State.SCHEDULED, State.SCHEDULED]
    (left,) = done.retried
    assert stage.outcomes(left) == [AttemptOutcome.NOT_SENT]
    assert [p.tries for p in map(stage.held, (1, 2, 3)) if p.state is State.SCHEDULED] == [0, 0]
    assert len(stage.tick().published) == 2
    assert len(stage.ledger.public) == 3


def test_what_waited_too_long_for_its_turn_is_given_back_before_its_lease_ends(
    stage: Stage,
) -> None:
    """A slow network before it in the queue; sent after the lease it could go out twice."""

    def slow(network: Scripted, payload: Payload, key: str) -> Receipt:
        stage.now += timedelta(minutes=6)
        return accept(network, payload, key)

    stage.network.script.append(slow)
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"))
    done = stage.tick()
    assert len(done.published) == 1
    ((number, reason),) = done.retried.items()
    assert "others took so long" in reason
    assert stage.held(number).state is State.SCHEDULED
    stage.tick()
    assert len(stage.ledger.public) == 2


def test_what_is_moved_while_it_is_looked_at_is_neither_missed_nor_sent(stage: Stage) -> None:
    """Someone applies a plan between the publisher's reading and its writing."""
    wanted = stage.wanted()
    stage.ready(wanted)
    moved = stage.plan([replace(wanted, due=stage.now + 3 * DAY)])

    def connect(_: Channel) -> Platform:
        stage.carry_out(moved)
        return stage.network

    assert stage.tick(connect=connect).published == []
    assert (stage.held().state, stage.network.sent) == (State.SCHEDULED, [])
    assert stage.tick(3 * DAY).published == [1]


def test_what_is_reworded_while_it_is_looked_at_is_not_sent_in_the_old_words(stage: Stage) -> None:
    """What the row says went out is what went out."""
    stage.ready(stage.wanted())
    reworded = stage.plan([stage.wanted(texts=("Nou.",))])
    before = stage.held().variant_hash

    def connect(_: Channel) -> Platform:
        stage.carry_out(reworded)
        return stage.network

    stage.tick(connect=connect)
    assert stage.held().variant_hash != before
    assert stage.ledger.public == []
    assert stage.states() == [State.SCHEDULED]


WORKER = """
import sys
from pathlib import Path
from campaign.media import MediaStore
from campaign.storage.database import open_database
from tests.engine.scripted import Finder, Ledger
from tests.engine.stage import Stage
from tests.plan.made import channel
folder = Path(sys.argv[2])
network = Finder(Ledger(folder / "ledger.jsonl"), MediaStore(folder / "media"))
stage = Stage(open_database(sys.argv[1]), folder, network)
stage.channels = {f"channel-{n}": channel(name=f"channel-{n}") for n in range(30)}
sys.stdin.readline()
done = stage.tick(worker=sys.argv[3], threads=4)
print(len(done.published))
"""


@pytest.mark.slow
def test_two_workers_that_tick_at_once_publish_each_post_once(
    stage: Stage, url: str, tmp_path: Path
) -> None:
    """Two processes, one database, thirty channels; together they do all of it."""
    stage.ready(*(stage.wanted(channel=f"channel-{n}") for n in range(30)))
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, url, str(tmp_path), name],
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
    assert sum(int(out) for out, _ in told) == 30
    keys = [post["key"] for post in stage.ledger.public]
    assert len(keys) == len(set(keys)) == 30
    reopened = open_database(url)
    assert set(Stage(reopened, tmp_path, stage.network).states()) == {State.PUBLISHED}
    reopened.close()


def test_what_is_written_down_before_the_request_leaves_is_what_leaves(stage: Stage) -> None:
    """The try is committed, with the exact payload, when the network sees the request."""
    seen = []

    def look(network: Scripted, payload: Payload, key: str) -> Receipt:
        from campaign.storage import attempts

        with stage.database.read() as connection:
            (attempt,) = attempts.of(connection, 1)
        seen.append((stage.held().state, attempt.key == key, attempt.outcome))
        assert json.dumps(attempt.payload["body"]) == json.dumps(payload.body)
        return accept(network, payload, key)

    stage.network.script.append(look)
    stage.ready(stage.wanted())
    stage.tick()
    assert seen == [(State.PUBLISHING, True, AttemptOutcome.UNDER_WAY)]


def test_what_still_flies_when_the_database_fails_is_not_given_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was waited for in vain; nobody may call it unsent, for its request is still under way."""
    slow, sent = Event(), Scripted.publish

    def publish(
        self: Scripted, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        if not self.sent:
            self.sent.append((key, payload))
            slow.wait(10)
            return self.ledger.accept(key, payload)
        return sent(self, payload, key, before)

    failing = [StorageError("the database went away")]
    writes_down = outcomes.write_down

    def write_down(
        context: EngineContext, connection: Connection, notes: Sequence[SendResult]
    ) -> list[Settled]:
        if notes and failing:
            raise failing.pop()
        return writes_down(context, connection, notes)

    monkeypatch.setattr(Scripted, "publish", publish)
    monkeypatch.setattr(outcomes, "write_down", write_down)
    stage.channels = {name: channel(name=name) for name in ("catalonia", "navarra")}
    stage.ready(stage.wanted("labs"), stage.wanted("more", channel="navarra"))
    context = stage.engine_context(threads=2, shutdown_timeout=timedelta(seconds=0.5))
    with pytest.raises(StorageError):
        tick(context)
    tick(context)
    slow.set()
    keys = [key for key, _ in stage.network.sent]
    assert len(keys) == len(set(keys)) == 2
