"""Weeks of a campaign in minutes: every channel on a sandbox, and time in our hands."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

import requests

from campaign.bootstrap import Workspace, open_workspace
from campaign.cli.compiled import compiled
from campaign.cli.context import clock, wait
from campaign.cli.context import wait as really_wait
from campaign.cli.findings import counted
from campaign.cli.screen import progress
from campaign.cli.terminal import say
from campaign.engine.context import TickReport
from campaign.engine.tick import tick
from campaign.errors import ContentError
from campaign.model import State
from campaign.model.people import Actor
from campaign.platforms import registry
from campaign.platforms.http.wire import strays_within
from campaign.rehearsal import rehearsal
from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import secret_for
from campaign.sandbox.faults import Fault
from campaign.storage import publications
from campaign.usecases.planning.agreements import agreements
from campaign.usecases.planning.apply import Applied, apply
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.plan import plan
from campaign.usecases.trust.approve import approve, waiting

PORT = 8778
_STRAYS = 0.05  # seconds; nothing is late on its way on this machine
#: How soon to look again after what is still being settled, and after what is held back.
_SOON, _LATER = timedelta(minutes=1), timedelta(minutes=5)
_LONG = timedelta(days=1)  # after which nobody waits for an answer any more


class Journey:
    """A clock that is moved on from event to event; waiting moves it too. It never goes back.

    After `run` it goes on by itself, as fast as any clock, and waiting takes its time.
    """

    def __init__(self, start: datetime) -> None:
        self.now = start
        self._lock = Lock()
        self._running_since: float | None = None

    def __call__(self) -> datetime:
        if self._running_since is None:
            return self.now
        return self.now + timedelta(seconds=monotonic() - self._running_since)

    def run(self) -> None:
        """Go on from here by itself."""
        self._running_since = monotonic()

    def move_to(self, moment: datetime) -> None:
        """Be at a UTC instant, unless it has passed."""
        with self._lock:
            self.now = max(self.now, moment)

    def wait(self, seconds: float) -> None:
        """Let seconds pass, at once."""
        if self._running_since is not None:
            really_wait(seconds)
            return
        with self._lock:
            self.now += timedelta(seconds=seconds)


@contextmanager
def on_sandbox(
    file: Path,
    folder: str,
    start: Callable[[Workspace], datetime],
    *,
    fresh: bool,
    seed: int = 7,
    faults: Sequence[Fault] = (),
) -> Iterator[tuple[Workspace, Workspace]]:
    """The campaign of a configuration file: as it is, and with all its channels on a sandbox.

    The second's state lies in a `folder` under the first's `var`, emptied before when `fresh`, and
    its clock is a `Journey` that begins at `start`. The first is there to be asked.
    """
    real = open_workspace(file, os.environ, clock, wait)
    try:
        var = real.config.var / folder
        if fresh:
            shutil.rmtree(var, ignore_errors=True)
        journey = Journey(start(real))
        with (
            SandboxServer(
                port=_free_port(),
                seed=seed,
                state=var / "sandbox",
                clock=journey,
                faults=faults,
                media=var / "media",
            ) as sandbox,
            strays_within(_STRAYS),
        ):
            ours = replace(real, clock=journey, wait=journey.wait)
            opened = rehearsal(ours, sandbox.url, var, secret_for)
            try:
                yield real, opened
            finally:
                _leave_clock(sandbox.url, journey())
                opened.close()
    finally:
        real.close()


def compiled_within(
    opened: Workspace, start: datetime | None, end: datetime, *, quiet: bool = True
) -> Compiled:
    """The calendar from `start` up to `end` (UTC) as the channels that can be rehearsed read it.

    Raises ContentError when a file of it cannot be read.
    """
    made, mistakes = compiled(opened, quiet=quiet)
    if mistakes:
        raise ContentError(mistakes)
    chosen = (
        planned
        for planned in made.planned
        if registry.facts(planned.variant.platform).rehearsed
        and planned.due < end
        and (start is None or start <= planned.due)
    )
    return replace(made, planned=tuple(chosen))


def apply_all(
    opened: Workspace, made: Compiled, *, by: Actor, approver: Actor, note: str, quiet: bool
) -> Applied:
    """Plan, apply, and approve everything with a `note`: on the sandbox nobody is asked."""
    steps = plan(made, opened.database, opened.config, opened.clock(), unreadable=False)
    with progress("Drawing cards", quiet=quiet) as bar:
        done = apply(
            steps,
            opened.database,
            opened.media,
            opened.brand,
            actor=by,
            now=opened.clock(),
            picture=opened.picture_bytes,
            report=bar,
            journal=opened.journal,
            agreed=agreements(opened.config, made.consents),
            findings=made.findings,
        )
    rules = opened.config.approval
    approve(
        opened.database,
        waiting(opened.database, rules),
        actor=approver,
        now=opened.clock(),
        note=note,
        rules=rules,
    )
    if not quiet:
        say(
            f"Plan: {counted(done.added, 'publication')} added, {steps.unchanged} unchanged; "
            f"{counted(done.cards, 'card')} drawn."
        )
    return done


def travel(
    opened: Workspace,
    until: datetime,
    *,
    title: str,
    quiet: bool,
    events: Iterable[datetime] = (),
    after: Callable[[TickReport], Iterable[datetime]] = lambda done: (),
) -> None:
    """Move the clock from event to event until a UTC instant, and do at each what is due.

    Events are `events`, whatever the database waits for, and what `after` names when it is told
    what has just been done.
    """
    journey: Journey = opened.clock  # type: ignore[assignment]
    engine_context = opened.engine_context()
    start, seen = journey(), None
    queue = [*{*events, *_coming(opened, start, first=True), until}]
    queue.sort()
    with progress(title, quiet=quiet) as bar:
        while queue and (event := heappop(queue)) <= until:
            if seen is not None and event <= seen and event != until:
                continue
            journey.move_to(event)
            seen = journey()
            done = tick(engine_context)
            for following in {*after(done), *_coming(opened, seen)}:
                heappush(queue, following)
            if bar:
                bar(int((event - start).total_seconds()), int((until - start).total_seconds()))


def _coming(opened: Workspace, now: datetime, *, first: bool = False) -> set[datetime]:
    """When something is to be looked at next: the soonest such instant, and soon what hangs.

    `first`: every instant known, for who begins.
    """
    moving = (State.SCHEDULED, State.PUBLISHING, State.PENDING, State.UNKNOWN)
    with opened.database.read() as connection:
        some = publications.in_states(connection, *moving)
    ahead: set[datetime] = set()
    hanging: set[datetime] = set()
    for publication in some:
        leased = publication.state is State.PUBLISHING and publication.lease_until
        at = leased or publication.not_before
        if at > now:
            # Who answers no question for a day leaves it to a person.
            if publication.state is not State.UNKNOWN or publication.due + _LONG > now:
                ahead.add(at)
        elif publication.due + _LONG > now:
            hanging.add(now + (_LATER if publication.state is State.SCHEDULED else _SOON))
    if first:
        return ahead | hanging | {now}
    return {min(some) for some in (ahead, hanging) if some}


def shown(path: Path) -> Path:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def duplicates(opened: Workspace) -> int:
    """How many posts said again what stood there already, counted by the sandbox and not by us."""
    told: int = _asked(opened, "ledger")["duplicates"]
    return told


def struck(opened: Workspace) -> dict[str, dict[str, int]]:
    """How often which fault struck, by network and kind."""
    told: dict[str, dict[str, int]] = _asked(opened, "faults")["struck"]
    return told


def _asked(opened: Workspace, what: str) -> Any:
    server = next(iter(opened.config.channels.values())).server
    return requests.get(f"{server}/_sandbox/{what}", timeout=30).json()


def _leave_clock(server: str, now: datetime) -> None:
    """Who starts the sandbox again later finds it at the time where this journey ended."""
    stop = {"now": now.isoformat(), "force": True}
    requests.put(f"{server}/_sandbox/clock", json=stop, timeout=30).raise_for_status()


def _free_port() -> int:
    """The sandbox's usual port when nobody has it, any free one otherwise."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return 0
    return PORT
