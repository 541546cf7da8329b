"""`publish`, `run`: what is due goes out, once or as a service."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import typer

from campaign.cli.door import (
    DONE,
    FINDINGS,
    Json,
    clock,
    emit,
    say,
    wait,
    workspace,
)
from campaign.cli.logs import log_to_stderr, logs_withheld
from campaign.cli.notices import tell_people
from campaign.errors import CampaignError
from campaign.plan.reasons import in_words

if TYPE_CHECKING:
    from campaign.bootstrap import Workspace
    from campaign.engine.context import EngineContext, TickReport


# How many reasons `publish` tells for what stays behind; the commonest come first.
_REASONS = 8
# Seconds between two looks at the configuration of a service while its jobs are busy.
_LOOK = 1


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(publish)
    app.command()(run)


def publish(context: typer.Context, as_json: Json = False) -> None:
    """Publish what is due and approved, once: one tick, for cron."""
    from campaign.engine.tick import tick  # noqa: PLC0415 - imports SQLAlchemy

    with workspace(context) as opened, logs_withheld():
        engine_context = opened.engine_context()
        _look_back(opened)
        done = tick(engine_context)
        if as_json:
            emit(done)
        else:
            _tell(done, opened)
            _tell_clock(opened)
        if untold := tell_people(opened):
            say(f"✗ notices: {untold}", error=True)
    raise typer.Exit(FINDINGS if done.failed or _unsettled(done) or done.missed else DONE)


def run(context: typer.Context) -> None:
    """Run as a service: publish, settle, collect and report until SIGTERM.

    An edited configuration is heeded within a tick.
    """
    from campaign.cli.measure import collect_now, report_if_missing  # noqa: PLC0415 - as above
    from campaign.daemon import Daemon  # noqa: PLC0415
    from campaign.engine.leases import report_alive, report_stopped  # noqa: PLC0415
    from campaign.engine.restore_watch import notice_restore  # noqa: PLC0415
    from campaign.engine.tick import publish_now, settle_now  # noqa: PLC0415
    from campaign.reload import Service  # noqa: PLC0415

    log_to_stderr()
    with closing(Service(context.obj.config, os.environ, clock, wait)) as service:
        daemon = Daemon(os.environ.get("NOTIFY_SOCKET", ""))
        daemon.heed_signals()

        # One workspace a thread: no two talk to a network over the same connection.
        def publishes() -> EngineContext:
            return service.engine_context(
                "publish", stopping=daemon.stopping, on_activity=daemon.alive
            )

        def settles() -> EngineContext:
            return service.engine_context("settle", stopping=daemon.stopping)

        def beat() -> None:
            report_alive(settles(), service.keeper.slow_by)

        def settle() -> None:
            if settle_now(settles()).retried:
                daemon.wake()  # what was proved absent is sent at once

        engine_context, tick = publishes(), service.config.tick.total_seconds()
        settles()
        notice_restore(
            engine_context.database,
            engine_context.journal,
            who=engine_context.worker,
            now=engine_context.clock(),
        )
        daemon.listening(lambda stop: engine_context.database.listen(daemon.wake, stop), "bell")
        daemon.beside(_LOOK, service.look, "config")
        daemon.beside(engine_context.heartbeat_interval.total_seconds(), beat, "beat")
        daemon.beside(min(tick, engine_context.sweep_interval.total_seconds()), settle, "settle")
        daemon.every(tick, lambda: publish_now(publishes()), "tick", woken=True)
        daemon.beside(tick, lambda: tell_people(service.workspace("tell")), "notices")
        daemon.beside(600, lambda: collect_now(service.workspace("measure")), "collect")
        daemon.beside(3600, lambda: report_if_missing(service.workspace("measure")), "report")
        daemon.run()
        with suppress(CampaignError):
            report_stopped(publishes())  # from the database that is there now


def _look_back(opened: Workspace) -> None:
    """Before anything is sent: mark what is in doubt when an older database was put back."""
    from campaign.bootstrap import worker_name  # noqa: PLC0415 - imports SQLAlchemy
    from campaign.cli.backup import tell_marked  # noqa: PLC0415 - on the day it happens
    from campaign.engine.restore_watch import notice_restore  # noqa: PLC0415

    opened.set_clock()
    marked = notice_restore(opened.database, opened.journal, who=worker_name(), now=opened.now())
    if marked is not None:
        say("✗ an older copy of the database was put back.", error=True)
        tell_marked(marked, opened.config.zone, error=True)


def _tell(done: TickReport, opened: Workspace) -> None:
    parts = [
        f"{len(some)} {word}"
        for word, some in (
            ("published", done.published),
            ("pending", done.pending),
            ("to be tried again", done.retried),
            ("held", done.held),
            ("missed", done.missed),
            ("failed", done.failed),
            ("unknown", _unsettled(done)),
        )
        if some
    ]
    say((", ".join(parts) or "Nothing is due") + ".")
    troubled = (*done.failed, *done.missed, *_unsettled(done))
    for line in _named(troubled, opened):
        say(f"✗ {line}")
    for word, some in (("to be tried again", done.retried), ("held", done.held)):
        reasons = sorted(_by_reason(some).items(), key=lambda each: -len(each[1]))
        for reason, numbers in reasons[:_REASONS]:
            say(f"  {word}: {reason} ({_numbers(numbers)})")
        if len(reasons) > _REASONS:
            say(f"  … and {len(reasons) - _REASONS} more reasons: --json tells them")
    if troubled:
        say("`campaign status` shows what waits for a person.")


def _tell_clock(opened: Workspace) -> None:
    """Say it when this machine's clock was found wrong, which the log of a service would."""
    from campaign.usecases.operations.clocks import wrong  # noqa: PLC0415 - imports SQLAlchemy

    skew = opened.keeper.slow_by if opened.keeper else None
    for told in wrong(opened.now(), skew, (), None):
        say(f"✗ {told[:1].upper()}{told[1:]}.")


def _unsettled(done: TickReport) -> list[int]:
    """What was unknown and has not been found, or proved absent, in the same tick."""
    settled = {*done.published, *done.retried, *done.held, *done.failed, *done.missed}
    return [number for number in done.unknown if number not in settled]


def _named(numbers: Sequence[int], opened: Workspace) -> list[str]:
    """Publications in words: number, post, channel, how they stand and why."""
    from campaign.storage import publications  # noqa: PLC0415 - imports SQLAlchemy

    if not numbers:
        return []
    with opened.database.read() as connection:
        found = [publications.one(connection, number) for number in dict.fromkeys(numbers)]
    return [f"{p.id} {p.post} on {p.channel}: {p.state}; {in_words(p)}" for p in found if p]


def _by_reason(some: Mapping[int, str]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for number, reason in sorted(some.items()):
        grouped.setdefault(reason, []).append(number)
    return grouped


def _numbers(numbers: Sequence[int]) -> str:
    """A few numbers, or how many there are."""
    if len(numbers) > 3:
        return f"{len(numbers)} publications"
    return "no. " + ", ".join(str(number) for number in numbers)
