"""The whole way of a post over real HTTP: planned, moved, published once, measured, reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
import requests

from campaign.bootstrap import Workspace, open_workspace
from campaign.calendar.write import edit
from campaign.cli.compiled import compiled
from campaign.engine.tick import tick
from campaign.model import State
from campaign.model.people import Actor
from campaign.plan.diff import Kind, Plan
from campaign.rehearsal import rehearsal
from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import secret_for
from campaign.storage import publications
from campaign.usecases.planning.apply import Applied, apply
from campaign.usecases.planning.plan import plan
from campaign.usecases.trust.approve import approve, waiting

POST = "learning-labs-01"
START = datetime(2026, 11, 30, 6, tzinfo=UTC)


class Clock:
    """A clock that a test moves on."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Stage:
    """One post of the starter campaign on its 34 channels, on a sandbox."""

    def __init__(self, opened: Workspace, clock: Clock, sandbox: str) -> None:
        self.opened = opened
        self.clock = clock
        self.sandbox = sandbox

    def plan(self) -> Plan:
        """What applying the files would change now."""
        made, mistakes = compiled(self.opened)
        opened = self.opened
        return plan(made, opened.database, opened.config, self.clock(), unreadable=bool(mistakes))

    def apply(self) -> Applied:
        """Apply the files as they stand."""
        opened = self.opened
        return apply(
            self.plan(),
            opened.database,
            opened.media,
            opened.brand,
            actor=Actor("test"),
            now=self.clock(),
            picture=opened.picture_bytes,
        )

    def approve(self) -> int:
        """Approve everything that waits; gives how many variants were new."""
        database = self.opened.database
        done = approve(database, waiting(database), actor=Actor("test"), now=self.clock())
        return done.variants

    def run_until(self, end: datetime) -> None:
        """Tick every quarter of an hour."""
        engine_context = self.opened.engine_context()
        while self.clock.now < end:
            self.clock.now += timedelta(minutes=15)
            tick(engine_context)

    def states(self) -> dict[State, int]:
        """How many publications there are in each state."""
        with self.opened.database.read() as connection:
            return publications.counted(connection)

    def ledger(self) -> dict[str, object]:
        """What the sandbox says it accepted."""
        found: dict[str, object] = requests.get(
            f"{self.sandbox}/_sandbox/ledger", timeout=10
        ).json()
        return found


@pytest.fixture
def stage(workspace: Path) -> Iterator[Stage]:
    """The stage before anything was planned."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.stem != POST:
            file.unlink()
    clock = Clock(START)
    real = open_workspace(workspace / "config.toml", {}, clock, sleep)
    with SandboxServer(seed=1, clock=clock, media=workspace / "var" / "media") as sandbox:
        opened = rehearsal(real, sandbox.url, workspace / "var", secret_for)
        yield Stage(opened, clock, sandbox.url)
        opened.close()


@pytest.mark.slow
def test_a_post_moved_by_a_day_is_one_move_a_channel_and_goes_out_once(
    stage: Stage, workspace: Path
) -> None:
    """Moving before it is out is a move; everything goes out once; moving after changes nothing."""
    assert stage.apply().added == 34
    assert stage.plan().steps == ()
    assert stage.approve() == 34

    file = workspace / f"content/calendar/{POST}.yaml"
    said = file.read_text(encoding="utf-8")
    file.write_text(re.sub("week 1 Tuesday", "week 1 Wednesday", said), encoding="utf-8")
    moves = stage.plan()
    assert [step.kind for step in moves.steps] == [Kind.MOVE] * 34
    assert len({step.identity for step in moves.steps}) == 34
    assert all(
        step.stored and step.planned and step.planned.due - step.stored.due == timedelta(days=1)
        for step in moves.steps
    )
    done = stage.apply()
    assert (done.moved, done.added, done.cancelled, done.cards) == (34, 0, 0, 0)
    # What was approved is the text and the picture, and these are the same.
    assert stage.approve() == 0

    stage.run_until(START + timedelta(days=1, hours=18))
    assert stage.states() == {State.SCHEDULED: 34}
    stage.run_until(START + timedelta(days=3))
    assert stage.states() == {State.PUBLISHED: 34}

    file.write_text(re.sub("week 1 Tuesday", "week 1 Friday", said), encoding="utf-8")
    assert {step.kind for step in stage.plan().steps} == {Kind.OUT}
    assert stage.apply() == Applied()
    stage.run_until(START + timedelta(days=6))
    ledger = stage.ledger()
    assert ledger["duplicates"] == 0
    assert len(ledger["posts"]) == 34  # type: ignore[arg-type]


@pytest.mark.slow
def test_what_nobody_approved_stays_and_what_was_changed_after_is_asked_for_again(
    stage: Stage, workspace: Path
) -> None:
    """An approval is of one exact text and picture, not of the post."""
    stage.apply()
    stage.run_until(START + timedelta(days=1, hours=5))
    assert stage.states() == {State.SCHEDULED: 34}, "nothing goes out unapproved"

    stage.approve()
    file = workspace / f"content/calendar/{POST}.yaml"
    said = file.read_text(encoding="utf-8")
    file.write_text(edit(said, {"copy.es.text": "Ven. ¿A quién invitarías?"}), encoding="utf-8")
    assert stage.apply().changed == 4, "Spanish is spoken on four channels"
    tick(stage.opened.engine_context())
    stage.clock.now += timedelta(minutes=1)  # three networks publish in two steps
    tick(stage.opened.engine_context())
    assert stage.states() == {State.PUBLISHED: 30, State.SCHEDULED: 4}
    assert stage.approve() == 4
    tick(stage.opened.engine_context())
    assert stage.states() == {State.PUBLISHED: 34}


@pytest.mark.slow
def test_a_deleted_post_never_goes_out(stage: Stage, workspace: Path) -> None:
    """Deleting the file and applying cancels what has not gone out."""
    (workspace / "content/calendar/other.yaml").write_text(
        (workspace / f"content/calendar/{POST}.yaml")
        .read_text(encoding="utf-8")
        .replace(POST, "other"),
        encoding="utf-8",
    )
    stage.apply()
    stage.approve()
    (workspace / f"content/calendar/{POST}.yaml").unlink()
    assert stage.apply().cancelled == 34
    stage.run_until(START + timedelta(days=3))
    assert stage.states() == {State.PUBLISHED: 34, State.CANCELLED: 34}
