"""`collect`, `report`: how the posts are doing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli.door import DONE, FINDINGS, Json, emit, progress, say, workspace

if TYPE_CHECKING:
    from analytics.collect import CollectResult
    from analytics.isoweek import Week
    from analytics.report import ReportFiles
    from campaign.bootstrap import Workspace

report = typer.Typer(help="Write reports.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(collect)
    app.add_typer(report, name="report")


def collect(context: typer.Context, as_json: Json = False) -> None:
    """Ask the networks for the figures that are due, and keep them."""
    with workspace(context) as opened, progress("Collecting", quiet=as_json) as bar:
        done = collect_now(opened, (lambda _, at, of: bar(at, of)) if bar else None)
    if as_json:
        emit(done)
    else:
        say(f"{done.snapshots} snapshots and {done.audiences} follower counts taken.")
        for failure in done.failures:
            say(f"✗ {failure.channel}: {failure.message}")
    raise typer.Exit(FINDINGS if done.failures else DONE)


@report.command()
def weekly(
    context: typer.Context,
    week: Annotated[str, typer.Option(help="2026-W49; last week otherwise.")] = "",
    out: Annotated[Path | None, typer.Option(help="The folder to write to.")] = None,
    as_json: Json = False,
) -> None:
    """Write one week's report: a page that opens without a network, a workbook and CSV files."""
    from analytics.isoweek import NoSuchWeek, Week  # noqa: PLC0415 - not for the publisher

    with workspace(context) as opened:
        try:
            wanted = Week.parse(week) if week else _last_week(opened)
        except NoSuchWeek as error:
            raise typer.BadParameter(str(error)) from error
        files = write_weekly(opened, wanted, out)
    if as_json:
        emit({"week": str(wanted), "summary": files.summary, "files": list(files.paths)})
    else:
        say(files.summary, *(f"  {path}" for path in files.paths))


def collect_now(opened: Workspace, bar: object = None) -> CollectResult:
    """Take what is due in a workspace."""
    from campaign.usecases.reporting.collect import (  # noqa: PLC0415 - imports SQLAlchemy
        collect as take,
    )

    _ = opened.secrets
    return take(
        opened.database,
        opened.config.channels,
        opened.connect,
        opened.now(),
        report=bar,  # type: ignore[arg-type]
    )


def write_weekly(opened: Workspace, week: Week, out: Path | None = None) -> ReportFiles:
    """Write one week's report of a workspace."""
    from campaign.usecases.reporting.report import (  # noqa: PLC0415 - imports pandas
        weekly as write,
    )

    content, _ = opened.read_content()
    return write(
        opened.database,
        opened.config,
        content.registers,
        opened.media,
        week,
        out or opened.config.var / "reports",
        opened.clock(),
    )


def report_if_missing(opened: Workspace) -> None:
    """Write last week's report when there is none yet and something went out that week."""
    week = _last_week(opened)
    if (opened.config.var / "reports" / f"{week}.html").exists():
        return
    from campaign.usecases.reporting.collect import subjects  # noqa: PLC0415 - imports SQLAlchemy

    start, end = week.window(opened.config.zone)
    if subjects(opened.database, since=start, until=end):
        write_weekly(opened, week)


def _last_week(opened: Workspace) -> Week:
    from analytics.isoweek import Week  # noqa: PLC0415 - not for the publisher

    return Week.of(opened.clock() - timedelta(days=7), opened.config.zone)
