"""`report send` and `report sent`: the week's report to its readers, and what became of it."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from analytics.isoweek import NoSuchWeek, Week
from campaign.bootstrap import Workspace, worker_name
from campaign.cli.collect import last_week
from campaign.cli.context import Json, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.logs import logs_withheld
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.config import Reader, reader_secret
from campaign.errors import CampaignError
from campaign.platforms.apprise.deliveries import Delivery, Result, deliveries
from campaign.platforms.apprise.services import Attachment
from campaign.platforms.http import fence
from campaign.storage import sent_reports
from campaign.storage.sent_reports import Stage
from campaign.storage.went_out import instants
from campaign.usecases.reporting.decide_report import decide_report
from campaign.usecases.reporting.send_report import Route, Send, To, due, send_due

log = logging.getLogger(__name__)


def send(
    context: typer.Context,
    week: Annotated[str, typer.Option(help="2026-W49; the week that is due otherwise.")] = "",
    as_json: Json = False,
) -> None:
    """Send the report of last week to whoever is to have it and has not got it yet."""
    with workspace(context) as opened, logs_withheld():
        opened.set_clock()
        config = opened.config
        if not config.readers:
            raise CampaignError(
                f"{config.file}: nobody is to be sent a report; name somebody in [report.to.NAME]"
            )
        wanted = (
            _week_that_is_over(week, opened)
            if week
            else due(opened.now(), config.zone, config.report_at)
        )
        failed = _send(opened, wanted) if wanted else []
        rows = _of(opened, wanted) if wanted else []
    if as_json:
        emit({"week": str(wanted) if wanted else None, "failed": failed, "deliveries": rows})
    elif wanted is None:
        say(f"The report of last week is due on Monday at {config.report_at:%H:%M}.")
    else:
        _show(rows, opened)
        for each in failed:
            say(f"✗ {each}")
    raise typer.Exit(FINDINGS if failed else DONE)


def sent(
    context: typer.Context,
    week: Annotated[str, typer.Option(help="2026-W49; last week otherwise.")] = "",
    arrived: Annotated[
        str, typer.Option(help="The reader whose report has arrived after all.", metavar="READER")
    ] = "",
    again: Annotated[
        str, typer.Option(help="The reader who got none and is sent it again.", metavar="READER")
    ] = "",
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """List who was sent a week's report, and decide about those that may not have arrived."""
    if arrived and again:
        raise typer.BadParameter("a report has arrived, or is to be sent again")
    with workspace(context) as opened, logs_withheld():
        wanted = _week(week) if week else last_week(opened)
        if reader := arrived or again:
            decide_report(
                opened.database,
                str(wanted),
                reader,
                arrived=bool(arrived),
                actor=actor(opened, as_who, who),
                now=opened.now(),
            )
        rows = _of(opened, wanted)
        if as_json:
            emit({"week": str(wanted), "deliveries": rows})
        else:
            _show(rows, opened)
    raise typer.Exit(FINDINGS if any(each.stage is Stage.DOUBT for each in rows) else DONE)


def send_if_due(opened: Workspace) -> int:
    """Send what is due, from the service; gives how many deliveries failed. Raises nothing."""
    config = opened.config
    try:
        wanted = due(opened.now(), config.zone, config.report_at) if config.readers else None
        return len(_send(opened, wanted)) if wanted else 0
    except CampaignError as error:
        log.error("No report can be sent: %s", error, extra={"action": "report_not_sent"})
    except Exception:
        log.exception("No report can be sent", extra={"action": "report_not_sent"})
    return 1


def _week(text: str) -> Week:
    try:
        return Week.parse(text)
    except NoSuchWeek as error:
        raise typer.BadParameter(str(error)) from error


def _week_that_is_over(text: str, opened: Workspace) -> Week:
    """Raises CampaignError for a week that goes on: it would count as sent before it is whole."""
    week = _week(text)
    if week.window(opened.config.zone)[1] > opened.now():
        raise CampaignError(
            f"{week} is not over: its report would lack what is still to come, and would not be "
            "sent again. campaign report weekly writes it as it stands"
        )
    return week


def _send(opened: Workspace, week: Week) -> list[str]:
    """Send a week's report to its readers; a week in which nothing went out has none."""
    start, end = week.window(opened.config.zone)
    with opened.database.read() as connection:
        if not instants(connection, start, end):
            return []
    readers = [
        To(each.name, partial(_routes, opened, each), partial(_prepare, opened, week, each))
        for each in opened.config.readers
    ]
    return send_due(opened.database, readers, week, worker=worker_name(), now=opened.now)


def _routes(opened: Workspace, reader: Reader) -> tuple[Delivery, ...]:
    return deliveries(reader_secret(reader, opened.environ))


def _prepare(opened: Workspace, week: Week, reader: Reader) -> Send:
    """Make the report in the reader's language, and what sends it."""
    # A service lives for months and writes one report a week: pandas waits for that day.
    from campaign.cli.report import letter_of  # noqa: PLC0415

    title, text, paths = letter_of(opened, week, reader.language, reader.attach)
    files = [
        Attachment(
            path.name,
            mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            path.read_bytes(),
        )
        for path in paths
    ]

    def send(route: Route, leaving: Callable[[], None]) -> Result:
        assert isinstance(route, Delivery)
        with fence.asked(leaving):
            return route.send(title, text, files)

    return send


def _of(opened: Workspace, week: Week) -> list[sent_reports.Delivery]:
    with opened.database.read() as connection:
        return sent_reports.of(connection, [str(week)])


_SHOWN = {
    Stage.CLAIMED: "is being made",
    Stage.LEAVING: "is leaving",
    Stage.SENT: "sent",
    Stage.REFUSED: "refused",
    Stage.DOUBT: "may have arrived: ask, then --arrived or --again",
}


def _show(rows: list[sent_reports.Delivery], opened: Workspace) -> None:
    if not rows:
        say("No report of this week was sent to anybody.")
        return
    zone = opened.config.zone
    table(
        "",
        ("reader", "by", "stands", "since", "tries", "why"),
        [
            (
                each.key.reader,
                each.service,
                _SHOWN[each.stage],
                wall(each.at, zone),
                each.tries,
                each.detail,
            )
            for each in rows
        ],
    )
