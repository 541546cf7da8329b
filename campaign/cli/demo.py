"""`demo`: the first weeks of the campaign on the sandbox, from the calendar to the report."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from heapq import heappop, heappush
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli.door import (
    DONE,
    FINDINGS,
    Json,
    clock,
    emit,
    progress,
    say,
    table,
    wait,
    wall,
)

if TYPE_CHECKING:
    from campaign.bootstrap import Workspace
    from campaign.usecases.compile import Compiled

WEEKS = 2
PORT = 8778


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(demo)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the demo did; `duplicates` is counted by the sandbox, not by us."""

    posts: int
    channels: int
    publications: int
    published: int
    failed: int
    unknown: int
    duplicates: int
    cards: int
    snapshots: int
    report: str
    seconds: float
    new: int


class Journey:
    """A clock that the demo moves on from event to event."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now


def demo(
    context: typer.Context,
    weeks: Annotated[int, typer.Option(min=1, max=14, help="How many weeks to run.")] = WEEKS,
    fresh: Annotated[bool, typer.Option(help="Forget what earlier runs published.")] = False,
    as_json: Json = False,
) -> None:
    """Run the campaign's first two weeks on a sandbox on this machine, and report on them.

    Nothing leaves the machine; everything is kept under `var/demo`. Running it again publishes
    nothing new.
    """
    begun = monotonic()
    file = context.obj.config
    if not file.exists():
        file = file.with_name("config.example.toml")
    with _workspace(file, fresh=fresh) as opened:
        outcome = _run(opened, weeks, begun, quiet=as_json)
    if as_json:
        emit(asdict(outcome))
    else:
        _tell(outcome, opened)
    whole = outcome.published == outcome.publications and not outcome.duplicates
    raise typer.Exit(DONE if whole else FINDINGS)


@contextmanager
def _workspace(file: Path, *, fresh: bool) -> Iterator[Workspace]:
    """The example campaign with all its channels on a sandbox, and time in our hands."""
    from campaign.bootstrap import open_workspace, rehearsal  # noqa: PLC0415 - imports SQLAlchemy
    from campaign.sandbox import SandboxServer  # noqa: PLC0415 - imports FastAPI

    real = open_workspace(file, os.environ, clock, wait)
    var = real.config.var / "demo"
    if fresh:
        shutil.rmtree(var, ignore_errors=True)
    monday = _monday(real)
    journey = Journey(monday)
    with SandboxServer(port=_free_port(), seed=7, state=var / "sandbox", clock=journey) as sandbox:
        opened = rehearsal(replace(real, clock=journey), sandbox.url, var, _secret)
        try:
            yield opened
        finally:
            opened.close()


def _run(opened: Workspace, weeks: int, begun: float, *, quiet: bool) -> Outcome:
    from analytics.isoweek import Week  # noqa: PLC0415 - see above
    from campaign.cli.calendar import compiled  # noqa: PLC0415
    from campaign.cli.measure import write_weekly  # noqa: PLC0415
    from campaign.errors import ContentError  # noqa: PLC0415

    end = _monday(opened) + timedelta(weeks=weeks)
    made, mistakes = compiled(opened)
    if mistakes:
        raise ContentError(mistakes)
    made = replace(made, planned=tuple(p for p in made.planned if p.due < end))
    _say(quiet, f"Calendar: {len(made.planned)} variants for weeks 1 to {weeks}.")
    _apply(opened, made, quiet=quiet)
    new = _publish_and_measure(opened, end, quiet=quiet)
    week = Week.of(end - timedelta(days=1), opened.config.zone)
    report = write_weekly(opened, week)
    return _count(opened, new, str(_shown(report.page)), monotonic() - begun)


def _apply(opened: Workspace, made: Compiled, *, quiet: bool) -> None:
    """Plan, apply, and approve everything: on the sandbox nobody is asked."""
    from campaign.usecases.apply import apply  # noqa: PLC0415 - see above
    from campaign.usecases.approve import approve, waiting  # noqa: PLC0415
    from campaign.usecases.plan import plan  # noqa: PLC0415

    steps = plan(made, opened.database, opened.config, opened.clock(), unreadable=False)
    with progress("Drawing cards", quiet=quiet) as bar:
        done = apply(
            steps,
            opened.database,
            opened.media,
            opened.brand,
            who="demo",
            now=opened.clock(),
            picture=opened.picture_bytes,
            report=bar,
        )
    some = waiting(opened.database)
    approve(opened.database, some, who="demo", now=opened.clock(), note="demo")
    _say(
        quiet,
        f"Plan: {done.added} publications added, {steps.unchanged} unchanged; "
        f"{done.cards} cards drawn.",
    )


def _publish_and_measure(opened: Workspace, end: datetime, *, quiet: bool) -> int:
    """Move the clock from event to event until the end; gives how many posts were published."""
    from analytics.cadence import AGES  # noqa: PLC0415 - see above
    from campaign.cli.measure import collect_now  # noqa: PLC0415
    from campaign.model import State  # noqa: PLC0415
    from campaign.storage import publications  # noqa: PLC0415
    from campaign.usecases.tick import tick  # noqa: PLC0415

    journey: Journey = opened.clock  # type: ignore[assignment]
    desk = opened.desk()
    with opened.database.read() as connection:
        before = {p.id for p in publications.in_states(connection, State.PUBLISHED)}
        events = [p.due for p in publications.held(connection)]
        for publication in publications.held(connection):
            if publication.published_at:
                events += [publication.published_at + age for age in AGES]
            if publication.lease_until:
                events.append(publication.lease_until)
    queue: list[datetime] = []
    for event in {*events, end}:
        heappush(queue, event)
    total = len({event for event in events if event <= end})
    with progress("Publishing and measuring", quiet=quiet) as bar:
        while queue and (now := heappop(queue)) <= end:
            if now == journey.now and now != end:
                continue
            journey.now = now
            done = tick(desk)
            if done.published:
                for age in AGES:
                    heappush(queue, now + age)
            if done.retried or done.unknown:
                heappush(queue, now + timedelta(minutes=1))
            collect_now(opened)
            if bar:
                bar(total - len(queue), total)
    with opened.database.read() as connection:
        public = {p.id for p in publications.in_states(connection, State.PUBLISHED)}
    return len(public - before)


def _count(opened: Workspace, new: int, report: str, seconds: float) -> Outcome:
    import requests  # noqa: PLC0415 - not for the other commands
    from sqlalchemy import func, select  # noqa: PLC0415 - see above

    from analytics.store import snapshots as taken  # noqa: PLC0415
    from campaign.model import State  # noqa: PLC0415
    from campaign.storage import publications, variants  # noqa: PLC0415

    server = next(iter(opened.config.channels.values())).server
    # Who starts the sandbox again later finds it at the time where this journey ended.
    stop = {"now": opened.clock().isoformat(), "force": True}
    requests.put(f"{server}/_sandbox/clock", json=stop, timeout=30).raise_for_status()
    ledger = requests.get(f"{server}/_sandbox/ledger", timeout=30).json()
    with opened.database.read() as connection:
        held = publications.held(connection)
        kept = variants.load(connection, {p.variant_hash for p in held})
        snapshots = connection.execute(select(func.count()).select_from(taken)).scalar_one()
    states = [p.state for p in held]
    pictures = {media.sha256 for variant in kept.values() for media in variant.media}
    return Outcome(
        posts=len({p.post for p in held}),
        channels=len({p.channel for p in held}),
        publications=len(held),
        published=states.count(State.PUBLISHED),
        failed=states.count(State.FAILED) + states.count(State.MISSED),
        unknown=states.count(State.UNKNOWN),
        duplicates=ledger["duplicates"],
        cards=len(pictures),
        snapshots=snapshots,
        report=report,
        seconds=round(seconds, 1),
        new=new,
    )


def _tell(outcome: Outcome, opened: Workspace) -> None:
    if not outcome.new:
        say(f"Nothing new: all {outcome.published} posts had gone out before.")
    table(
        "",
        ("posts", "channels", "publications", "published", "failed", "unknown", "duplicates"),
        [
            (
                outcome.posts,
                outcome.channels,
                outcome.publications,
                outcome.published,
                outcome.failed,
                outcome.unknown,
                outcome.duplicates,
            )
        ],
    )
    state = _shown(opened.config.var / "sandbox")
    say(
        f"{outcome.cards} cards, {outcome.snapshots} snapshots, {outcome.seconds} s. "
        f"Time on the sandbox: {wall(opened.clock(), opened.config.zone)}.",
        "",
        "Where to look:",
        f"  the weekly report   {outcome.report}",
        f"  the posts           {_shown(Path(sys.argv[0]))} sandbox --state {state}   (then http://127.0.0.1:{PORT})",
        f"  the cards           {_shown(opened.config.var / 'media')}",
    )


def _monday(opened: Workspace) -> datetime:
    """Midnight at which the campaign's first week begins, in the report's zone."""
    from datetime import UTC, date  # noqa: PLC0415 - only here

    year, week, _ = opened.config.campaign.start.isocalendar()
    monday = date.fromisocalendar(year, week, 1)
    return datetime.combine(monday, time(), opened.config.zone).astimezone(UTC)


def _secret(channel: str) -> str:
    """The credential under which the sandbox knows a channel's account."""
    return f"sandbox-{channel}"


def _shown(path: Path) -> Path:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _say(quiet: bool, line: str) -> None:
    if not quiet:
        say(line)


def _free_port() -> int:
    """The sandbox's usual port when nobody has it, any free one otherwise."""
    import socket  # noqa: PLC0415 - only here

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return 0
    return PORT
