"""`rehearse`: the planned campaign at high speed on the sandbox, and what would have gone wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import make_url

from campaign.bootstrap import Workspace
from campaign.calendar.expand import expand
from campaign.cli.context import Json, Verbose, config_file
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.faults import Fault, read
from campaign.cli.findings import counted
from campaign.cli.logs import logs_withheld
from campaign.cli.screen import table
from campaign.cli.simulation import (
    PORT,
    apply_all,
    compiled_within,
    duplicates,
    on_sandbox,
    shown,
    struck,
    travel,
)
from campaign.cli.terminal import emit, say, wall
from campaign.model import AttemptOutcome, State
from campaign.model.people import Actor
from campaign.platforms import registry
from campaign.storage import attempts, pauses, publications
from campaign.storage.secrets import credentials
from campaign.usecases.planning import rehearse as seen
from campaign.usecases.planning.rehearse import Trouble, often

FOLDER = "rehearsal"
_SHOWN = 40  # troubles shown unless --verbose


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal came to; `duplicates` is counted by the sandbox, not by us.

    `tries` counts how the tries ended, `struck` the faults by network and kind; `left_out` names
    the channels for which there is no sandbox.
    """

    start: datetime
    end: datetime
    publications: int
    channels: int
    published: int
    duplicates: int
    troubles: tuple[Trouble, ...]
    tries: dict[AttemptOutcome, int]
    struck: dict[str, dict[str, int]]
    left_out: tuple[str, ...]
    state: str
    seconds: float


def rehearse(
    context: typer.Context,
    from_: Annotated[str, typer.Option("--from", help="The first day, such as 2026-12-01.")] = "",
    to: Annotated[str, typer.Option(help="The last day.")] = "",
    fault: Fault = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same faults.")] = 7,
    keep: Annotated[bool, typer.Option(help="Go on from what earlier ones published.")] = False,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Run the planned campaign on a sandbox on this machine, and show what would go wrong.

    Nothing leaves the machine and the calendar stays as it is; everything is kept under
    `var/rehearsal`. Without days the whole campaign is rehearsed.
    """
    begun = monotonic()
    faults = read(fault)
    first, last = _day(from_, "--from"), _day(to, "--to")
    if first and last and last < first:
        raise typer.BadParameter("it lies before --from", param_hint="--to")

    def start(opened: Workspace) -> datetime:
        return _midnight(first or opened.config.campaign.start, opened.config.zone)

    with (
        on_sandbox(
            config_file(context), FOLDER, start, fresh=not keep, seed=seed, faults=faults
        ) as (
            real,
            opened,
        ),
        logs_withheld(),
    ):
        done = _run(real, opened, last, begun, quiet=as_json)
        zone = real.config.zone
    if as_json:
        emit(done)
    else:
        _tell(done, zone, verbose=verbose)
    raise typer.Exit(FINDINGS if done.troubles else DONE)


def _run(
    real: Workspace, opened: Workspace, last: date | None, begun: float, *, quiet: bool
) -> Rehearsed:
    config, start = opened.config, opened.clock()
    bound = _midnight(last + timedelta(days=1), config.zone) if last else _ever()
    made = compiled_within(opened, start, bound, quiet=quiet)
    end = bound if last else max((p.due for p in made.planned), default=start)
    nobody = Actor("rehearsal")
    apply_all(opened, made, by=nobody, approver=nobody, note="rehearsal", quiet=quiet)
    patience = max((channel.grace for channel in config.channels.values()), default=timedelta(0))
    travel(opened, end + patience + timedelta(hours=1), title="Publishing", quiet=quiet)

    with opened.database.read() as connection:
        stored = publications.all_of(connection)
        tries = [(p, attempt) for p in stored for attempt in attempts.of(connection, p.id)]
        on = pauses.open(connection, opened.clock()).on
    twice, faults = duplicates(opened), struck(opened)
    troubles = [
        *seen.uncomposed(made.failed, made.findings, _dues(opened, start, bound)),
        *seen.collisions(made.planned, config.channels),
        *seen.tokens(_endings(real, end), made.planned, end),
        *seen.rate_limits(tries),
        *seen.waits_between(faults, tries),
        *seen.stopped((p.scope, p.at, p.reason) for p in on if p.who == pauses.ENGINE),
        *seen.ended(stored, made.findings),
        *seen.repeated(twice),
    ]
    return Rehearsed(
        start=start,
        end=end,
        publications=len(stored),
        channels=len({p.channel for p in stored}),
        published=sum(p.state is State.PUBLISHED for p in stored),
        duplicates=twice,
        troubles=seen.in_order(troubles),
        tries=seen.outcomes(tries),
        struck=faults,
        left_out=tuple(
            n for n, c in config.channels.items() if not registry.facts(c.platform).rehearsed
        ),
        state=str(shown(config.var / "sandbox")),
        seconds=round(monotonic() - begun, 1),
    )


def _dues(opened: Workspace, start: datetime, end: datetime) -> dict[tuple[str, str], datetime]:
    """When each post is meant for on each channel, between two UTC instants."""
    content, _ = opened.read_content()
    config = opened.config
    placed = expand(
        content.posts, config.channels.values(), config.regions, config.campaign.start
    ).placements
    return {(p.post.id, p.channel.name): p.due for p in placed if start <= p.due < end}


def _endings(real: Workspace, end: datetime) -> Sequence[tuple[str, datetime]]:
    """The real channels' credentials that end before a UTC instant; none where nothing is kept."""
    where = make_url(real.config.database)
    # A rehearsal makes no database where there is none.
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").exists():
        return ()
    with real.database.read() as connection:
        return credentials.ending_before(connection, end)


def _tell(done: Rehearsed, zone: ZoneInfo, *, verbose: bool) -> None:
    some = done.troubles if verbose else done.troubles[:_SHOWN]
    if some:
        rows = [(wall(t.at, zone), t.kind, t.channel, t.post, t.says) for t in some]
        columns = ("when", "what", "channel", "post", "why")
        table("What would have gone wrong", columns, rows)
    if len(done.troubles) > len(some):
        say(f"… and {len(done.troubles) - len(some)} more: --verbose lists them.")
    lost = done.tries.get(AttemptOutcome.OUTCOME_UNKNOWN, 0)
    say(
        f"Rehearsed {wall(done.start, zone)} to {wall(done.end, zone)} in {done.seconds} s: "
        f"{counted(done.publications, 'publication')} on {counted(done.channels, 'channel')}, "
        f"{done.published} published, {done.duplicates} published twice, "
        f"{counted(len(done.troubles), 'trouble')}.",
    )
    if lost:
        say(f"After {counted(lost, 'try', 'tries')} without a clear answer the network was asked.")
    for network, kinds in done.struck.items():
        told = ", ".join(f"{kind} {often(number)}" for kind, number in kinds.items())
        say(f"Faults on {network}: {told}.")
    if done.left_out:
        say(f"Left out, for there is no sandbox for them: {', '.join(done.left_out)}.")
    say(
        "",
        f"To look at the wall: {shown(Path(sys.argv[0]))} sandbox --state {done.state}   "
        f"(then http://127.0.0.1:{PORT})",
    )


def _day(written: str, option: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        why = f"{written!r} is no day; write it as 2026-12-01"
        raise typer.BadParameter(why, param_hint=option) from None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a day begins in a zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _ever() -> datetime:
    """Later than anything a calendar plans (UTC)."""
    return datetime(9000, 1, 1, tzinfo=UTC)
