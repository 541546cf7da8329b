"""`run`: the publisher as a service."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.ask_mails import mail_those_asked
from campaign.cli.collect import collect_now, last_week
from campaign.cli.context import clock, config_file, wait
from campaign.cli.limits import ask
from campaign.cli.logs import log_to_stderr
from campaign.cli.machines.webhooks import deliver_now
from campaign.cli.notices import tell_people
from campaign.cli.report_mail import send_if_due
from campaign.cli.trust.looks import take_looks
from campaign.cli.trust.sealing import seal_daily
from campaign.daemon import Daemon
from campaign.engine.after_restore.notice import notice_restore
from campaign.engine.context import EngineContext
from campaign.engine.leases import report_alive, report_stopped
from campaign.engine.tick import publish_now, settle_now
from campaign.errors import CampaignError
from campaign.reload import Service
from campaign.usecases.reporting.collect import subjects
from campaign.web.addresses import DEFAULT_PORT, LOOPBACK

# Seconds between two looks at the configuration of a service while its jobs are busy.
_LOOK = 1
# Seconds between two looks for what receivers outside are to hear of.
_TELL = 5


def run(
    context: typer.Context,
    with_desk: Annotated[
        bool, typer.Option("--serve", help="Serve the desk too, in the same process.")
    ] = False,
    host: Annotated[str, typer.Option(help="The address at which the desk listens.")] = LOOPBACK,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The desk's port.")] = DEFAULT_PORT,
) -> None:
    """Run as a service: publish, settle, collect and report until SIGTERM.

    An edited configuration is heeded within a tick.
    """
    log_to_stderr()
    with (
        closing(Service(config_file(context), os.environ, clock, wait)) as service,
        _desk(service, host, port) if with_desk else nullcontext(),
    ):
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
        daemon.beside(
            _TELL, lambda: deliver_now(service.workspace("webhooks"), daemon.stopping), "webhooks"
        )
        daemon.beside(60, lambda: mail_those_asked(service.workspace("ask")), "asks")
        daemon.beside(600, lambda: collect_now(service.workspace("measure")), "collect")
        daemon.beside(
            60, lambda: take_looks(service.workspace("read back"), limit=500), "read-back"
        )
        daemon.beside(3600, lambda: ask_daily(service.workspace("limits")), "limits")
        daemon.beside(60, lambda: service.workspace("settle").keep_head(), "head")
        daemon.beside(600, lambda: seal_daily(service.workspace("seal")), "seal")
        daemon.beside(3600, lambda: report_if_missing(service.workspace("measure")), "report")
        daemon.beside(60, lambda: send_if_due(service.workspace("report")), "report-mail")
        daemon.run()
        with suppress(CampaignError):
            report_stopped(publishes())  # from the database that is there now


def _desk(service: Service, host: str, port: int) -> AbstractContextManager[None]:
    # A publisher without a desk needs nothing of the web.
    from campaign.cli.serve import served_beside  # noqa: PLC0415

    return served_beside(service, host, port)


def ask_daily(opened: Workspace) -> None:
    """Ask the servers whose last answer is a day old for their own limits."""
    ask(opened, opened.config.channels.values(), anew=False)


def report_if_missing(opened: Workspace) -> None:
    """Write last week's report when there is none yet and something went out that week."""
    week = last_week(opened)
    if (opened.config.var / "reports" / f"{week}.html").exists():
        return
    start, end = week.window(opened.config.zone)
    if subjects(opened.database, since=start, until=end):
        # A service lives for months and writes one report a week: pandas waits for that day.
        from campaign.cli.report import write_weekly  # noqa: PLC0415

        write_weekly(opened, week)
