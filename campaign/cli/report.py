"""`report weekly`: how the posts of a week did."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from analytics.isoweek import NoSuchWeek, Week
from analytics.report import ReportFiles
from campaign.bootstrap import Workspace
from campaign.cli.collect import last_week
from campaign.cli.context import Json, workspace
from campaign.cli.terminal import emit, say
from campaign.file_modes import files_for
from campaign.usecases.reporting.report import nearest
from campaign.usecases.reporting.report import weekly as write


def weekly(
    context: typer.Context,
    week: Annotated[str, typer.Option(help="2026-W49; last week otherwise.")] = "",
    out: Annotated[Path | None, typer.Option(help="The folder to write to.")] = None,
    as_json: Json = False,
) -> None:
    """Write one week's report: a page that opens offline, a workbook and CSV files."""
    with workspace(context) as opened:
        try:
            wanted = Week.parse(week) if week else last_week(opened)
        except NoSuchWeek as error:
            raise typer.BadParameter(str(error)) from error
        files = write_weekly(opened, wanted, out)
        empty = not files.report.total.posts
        other = nearest(opened.database, opened.config, wanted) if empty else None
    if as_json:
        found = {"week": str(wanted), "summary": files.summary, "files": list(files.paths)}
        emit({**found, "empty": empty, "week_with_posts": str(other) if other else None})
        return
    say(files.summary, *(f"  {path}" for path in files.paths))
    if other is not None:
        say(
            f"The report of {wanted} is empty. Posts went out in {other}: "
            f"campaign report weekly --week {other}"
        )
    elif empty:
        say(f"The report of {wanted} is empty: nothing has gone out yet.")


def letter_of(
    opened: Workspace, week: Week, language: str, attach: Collection[str]
) -> tuple[str, str, list[Path]]:
    """The title and the text with which a week's report is sent, and the files that go with it."""
    files = write_weekly(opened, week)
    kinds = {"page": files.page, "workbook": files.workbook}
    title = f"{opened.config.campaign.title}: {week}"
    return title, files.summary, [path for kind, path in kinds.items() if kind in attach]


def write_weekly(opened: Workspace, week: Week, out: Path | None = None) -> ReportFiles:
    """Write one week's report of a workspace."""
    content, _ = opened.read_content()
    database, media = opened.database, opened.media
    folder = out or opened.config.var / "reports"
    with files_for(folder, opened.config.var):
        return write(
            database, opened.config, content.registers, media, week, folder, opened.clock()
        )
