"""A part that came out counts for its channel's pace, as a whole post does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from campaign.engine.last_published import LastPublished
from campaign.errors import Unavailable
from campaign.model import Receipt, State
from campaign.storage import parts, queue
from tests.engine.chained import Chained
from tests.engine.scripted import accept, says
from tests.engine.stage import Stage
from tests.plan.made import DAY, channel
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)
PACE = 20 * MINUTE


@pytest.fixture
def halted(stage: Stage) -> Stage:
    """A thread of which the first part is out and the second is refused, and another post."""
    stage.channels = {"catalonia": channel(min_interval=PACE)}
    network = stage.network = Chained(stage.ledger, stage.media)
    network.script += [accept, says(Unavailable("too new"))]
    thread = stage.wanted(texts=("a", "b"))
    stage.ready(thread, stage.wanted("more", at=stage.now + MINUTE / 2, texts=("c",)))
    stage.tick()
    assert stage.ledger.texts == ["a"]
    return stage


def test_the_next_post_does_not_leave_right_behind_a_part(halted: Stage) -> None:
    """It keeps the channel's pace behind all of the thread; the thread goes on at once."""
    began = halted.now
    sent: dict[str, datetime] = {}
    for _ in range(60):
        halted.tick(MINUTE / 2)
        for text in halted.ledger.texts:
            sent.setdefault(text, halted.now)
    assert sent["b"] - began <= 2 * MINUTE
    assert sent["c"] - sent["b"] >= PACE
    assert halted.states() == [State.PUBLISHED, State.PUBLISHED]


def test_what_is_held_for_a_part_says_so(halted: Stage) -> None:
    """Like what is held for a post."""
    report = halted.tick(MINUTE / 2)
    assert report.held == {2: "catalonia published less than its pace ago"}


def test_a_claim_sees_a_part_that_came_out_since_it_was_looked(halted: Stage) -> None:
    """Another worker's: the statement that claims asks for it; its own parts do not count."""
    halted.now += MINUTE
    quiet = {"catalonia": halted.now - PACE}
    with halted.database.write() as connection:
        thread, more = queue.due(connection, halted.now)[::-1]
        assert (thread.post, more.post) == ("labs", "more")
        until = {"lease_until": halted.now + MINUTE, "now": halted.now}
        assert queue.claim(connection, [more], worker="w", quiet=quiet, **until) == []
        taken = queue.claim(connection, [thread], worker="w", quiet=quiet, **until)
        assert [p.id for p in taken] == [thread.id]


def test_a_part_of_long_ago_or_of_a_wrong_clock_does_not_count(stage: Stage) -> None:
    """As a post that was stamped so."""
    stage.channels = {"catalonia": channel(min_interval=PACE)}
    stage.ready(stage.wanted(texts=("a", "b", "c")), stage.wanted("more"))
    instants = {0: stage.now - DAY, 1: stage.now + DAY}
    with stage.database.write() as connection:
        for number, at in instants.items():
            receipt = Receipt(f"id-{number}")
            parts.add(connection, 1, number, key=f"k{number}", receipt=receipt, now=at)
        last = LastPublished(stage.channels)
        last.look(connection, [stage.held(1), stage.held(2)], stage.now)
    assert last.before(stage.held(2)) is None


def test_the_parts_of_long_ago_are_not_read(stage: Stage, kind: str) -> None:
    """However many there are: an index leads to the newest ones."""
    if kind != "sqlite":
        pytest.skip("on PostgreSQL the plan depends on what is in the tables")
    said: list[tuple[str, Any]] = []

    def heard(_: Any, __: Any, statement: str, parameters: Any, *more: Any) -> None:
        said.append((statement, parameters))

    event.listen(stage.database.engine, "before_cursor_execute", heard)
    with stage.database.read() as connection:
        parts.newest(connection, {"catalonia"}, stage.now - PACE, stage.now)
        ((statement, parameters),) = (each for each in said if "FROM parts" in each[0])
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = " ".join(str(row[3]) for row in plan)
    event.remove(stage.database.engine, "before_cursor_execute", heard)
    assert "ix_parts_published_at" in steps and "SCAN p" not in steps
