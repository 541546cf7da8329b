"""`report`: how the posts of a week, a month, a quarter, the project or any days did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from analytics.isoweek import Week
from analytics.language import Words
from analytics.marks import LANGUAGES
from analytics.midnight import midnight
from analytics.period import Kind, NoSuchPeriod, Period
from analytics.report import ReportFiles
from analytics.sections import naming
from campaign.bootstrap import Workspace
from campaign.calendar.known import did_you_mean
from campaign.cli.context import Json, workspace
from campaign.cli.terminal import emit, say
from campaign.errors import CampaignError
from campaign.file_modes import files_for
from campaign.usecases.operations.instants import NoTime, instant
from campaign.usecases.reporting import periods
from campaign.usecases.reporting.report import nearest
from campaign.usecases.reporting.report import write as write_files

Out = Annotated[Path | None, typer.Option(help="The folder to write to.")]
Language = Annotated[
    list[str] | None,
    typer.Option(help="The language of the report, by its code; again for one more."),
]
AsOf = Annotated[
    str,
    typer.Option(
        help='Read the figures as they stood at the end of a day, or at "2026-12-31 18:00"; '
        "otherwise at the end of the period, or now while it is running."
    ),
]


def weekly(
    context: typer.Context,
    week: Annotated[str, typer.Option(help="2026-W49; last week otherwise.")] = "",
    out: Out = None,
    language: Language = None,
    as_of: AsOf = "",
    as_json: Json = False,
) -> None:
    """Write one week's report: a page that opens offline, a workbook and CSV files."""
    with workspace(context) as opened:
        period = _named(opened, week, Kind.WEEK, "--week")
        _run(opened, period, out, language, as_of, as_json=as_json)


def monthly(
    context: typer.Context,
    month: Annotated[str, typer.Option(help="2026-11; last month otherwise.")] = "",
    out: Out = None,
    language: Language = None,
    as_of: AsOf = "",
    as_json: Json = False,
) -> None:
    """Write one month's report, compared with the month before."""
    with workspace(context) as opened:
        period = _named(opened, month, Kind.MONTH, "--month")
        _run(opened, period, out, language, as_of, as_json=as_json)


def quarter(
    context: typer.Context,
    wanted: Annotated[
        str, typer.Option("--quarter", help="2026-Q4; the last quarter otherwise.")
    ] = "",
    out: Out = None,
    language: Language = None,
    as_of: AsOf = "",
    as_json: Json = False,
) -> None:
    """Write the report of three months, compared with the three before."""
    with workspace(context) as opened:
        period = _named(opened, wanted, Kind.QUARTER, "--quarter")
        _run(opened, period, out, language, as_of, as_json=as_json)


def project(
    context: typer.Context,
    out: Out = None,
    language: Language = None,
    as_of: AsOf = "",
    as_json: Json = False,
) -> None:
    """Write the report of the whole project, from its first day to its last."""
    with workspace(context) as opened:
        period = periods.project(opened.database, opened.config, opened.clock())
        _run(opened, period, out, language, as_of, as_json=as_json)


def span(
    context: typer.Context,
    first: Annotated[
        str, typer.Option("--from", help="The first day: 2026-11-01.", show_default=False)
    ],
    last: Annotated[
        str,
        typer.Option("--to", help="The last day, which is in it: 2026-11-20.", show_default=False),
    ],
    out: Out = None,
    language: Language = None,
    as_of: AsOf = "",
    as_json: Json = False,
) -> None:
    """Write the report of the days from one to another, compared with as many before."""
    with workspace(context) as opened:
        begins, ends = _day(first, "--from"), _day(last, "--to")
        try:
            period = Period(Kind.SPAN, begins, ends)
        except NoSuchPeriod as error:
            raise typer.BadParameter(str(error), param_hint="--to") from error
        _run(opened, period, out, language, as_of, as_json=as_json)


def letter_of(
    opened: Workspace, week: Week, language: str, attach: Collection[str]
) -> tuple[str, str, list[Path]]:
    """The title and the text with which a week's report is sent, and the files that go with it.

    Raises CampaignError when a file that is to go with it could not be made.
    """
    files = write(opened, Period.week(week), languages=(language,))
    kinds = {"page": files.page, "workbook": files.workbook}
    kinds |= {each.suffix[1:]: each for each in files.others}
    if missing := [each for each in attach if each not in kinds]:
        why = "; ".join(files.troubles) or "it was not made"
        raise CampaignError(f"the report of {week} has no {' and no '.join(missing)}: {why}")
    name = naming.title(Words(language), Period.week(week))
    title = f"{opened.config.campaign.title}: {name}"
    return title, files.summary, [kinds[each] for each in attach]


def write_weekly(opened: Workspace, week: Week, out: Path | None = None) -> ReportFiles:
    """Write one week's report of a workspace."""
    return write(opened, Period.week(week), out)


def write(
    opened: Workspace,
    period: Period,
    out: Path | None = None,
    *,
    as_of: datetime | None = None,
    languages: Sequence[str] = ("en",),
) -> ReportFiles:
    """Write one period's report of a workspace."""
    content, _ = opened.read_content()
    folder = out or opened.config.var / "reports"
    with files_for(folder, opened.config.var):
        return write_files(
            opened.database,
            opened.config,
            content.registers,
            opened.media,
            period,
            folder,
            opened.clock(),
            as_of=as_of,
            languages=languages,
        )


def _run(
    opened: Workspace,
    period: Period,
    out: Path | None,
    languages: Sequence[str] | None,
    as_of: str,
    *,
    as_json: bool,
) -> None:
    chosen = _languages(languages)
    try:
        periods.demand_begun(period, opened.config, opened.clock())
    except periods.NotBegun as error:
        raise typer.BadParameter(str(error)) from error
    stood = _stood(opened, period, as_of)
    files = write(opened, period, out, as_of=stood, languages=chosen)
    empty = not files.report.total.posts
    other = nearest(opened.database, opened.config, period) if empty else None
    if as_json:
        found = {"period": str(period), "summary": files.summary, "files": list(files.paths)}
        emit({**found, "empty": empty, "period_with_posts": str(other) if other else None})
        return
    say(files.summary, *(f"  {path}" for path in files.paths))
    if other is not None:
        word, option = _COMMANDS[other.kind]
        say(
            f"The report of {period} is empty. Posts went out in {other}: "
            f"campaign report {word} {option} {other}"
        )
    elif empty and period.kind is Kind.SPAN:
        say(f"The report of {period} is empty: nothing went out on these days.")
    elif empty:
        say(f"The report of {period} is empty: nothing has gone out yet.")


_COMMANDS = {
    Kind.WEEK: ("weekly", "--week"),
    Kind.MONTH: ("monthly", "--month"),
    Kind.QUARTER: ("quarter", "--quarter"),
}


def _named(opened: Workspace, text: str, kind: Kind, option: str) -> Period:
    """The period of a kind that somebody wrote, or the last whole one."""
    if not text:
        return periods.last(kind, opened.config, opened.clock())
    examples = {Kind.WEEK: "2026-W49", Kind.MONTH: "2026-11", Kind.QUARTER: "2026-Q4"}
    try:
        found = Period.parse(text)
    except NoSuchPeriod as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
    if found.kind is not kind:
        message = f'"{text}" is not a {kind}. Write it as {examples[kind]}.'
        raise typer.BadParameter(message, param_hint=option)
    return found


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        message = f'"{text}" is not a day of the calendar. Write it as 2026-11-30.'
        raise typer.BadParameter(message, param_hint=option) from error


def _languages(codes: Sequence[str] | None) -> tuple[str, ...]:
    for each in codes or ():
        if each not in LANGUAGES:
            message = f'no report is written in "{each}": {did_you_mean(each, LANGUAGES)}'
            raise typer.BadParameter(message, param_hint="--language")
    return tuple(dict.fromkeys(codes or ("en",)))


def _stood(opened: Workspace, period: Period, text: str) -> datetime | None:
    """The instant that `--as-of` names, in the zone in which the campaign's weeks begin."""
    if not text:
        return None
    zone, now = opened.config.zone, opened.clock()
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        try:
            found = instant(text, zone, opened.config.campaign.start)
        except NoTime as error:
            raise typer.BadParameter(str(error), param_hint="--as-of") from error
    else:
        end = Period(Kind.SPAN, day, day).window(zone)[1]
        found = min(end, now) if midnight(day, zone) <= now else end
    if found > now:
        raise typer.BadParameter(f"{text} has not come yet", param_hint="--as-of")
    if found <= period.window(zone)[0]:
        raise typer.BadParameter(f"{text} lies before {period} begins", param_hint="--as-of")
    return found
