"""`figures`: what no network tells, entered by a person."""

from __future__ import annotations

from typing import Annotated

import typer

from analytics.by_hand import About, Entered
from analytics.isoweek import NoSuchWeek, Week
from analytics.say import MISSING, number
from campaign.bootstrap import Workspace
from campaign.cli.collect import last_week
from campaign.cli.context import Json, workspace
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.usecases.reporting import figures_by_hand as usecase
from campaign.usecases.reporting.written_numbers import NotACount, read_count

WeekOption = Annotated[str, typer.Option(help="2026-W49; last week otherwise.")]


def enter(
    context: typer.Context,
    metric: Annotated[
        str, typer.Argument(help="What was counted: views, reactions, site_visits, …")
    ],
    figure: Annotated[
        str, typer.Argument(metavar="NUMBER", help='The number; "" where it is not known.')
    ],
    source: Annotated[str, typer.Option(help="Where it was read, and when.")],
    week: WeekOption = "",
    channel: Annotated[
        str, typer.Option(help="Of this channel's posts of the week, together.")
    ] = "",
    publication: Annotated[
        int, typer.Option(min=0, show_default=False, help="Of this publication alone.")
    ] = 0,
    elsewhere: Annotated[
        int,
        typer.Option(
            min=0, show_default=False, help="Of this post that the program did not publish."
        ),
    ] = 0,
    language: Annotated[
        str, typer.Option(help="How the number is written: de takes 1.234, en takes 1,234.")
    ] = "",
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Enter a figure that no network tells; a correction keeps what was there."""
    if (publication or elsewhere) and (channel or week):
        raise typer.BadParameter("a publication has its week and channel", param_hint="--week")
    if publication and elsewhere:
        raise typer.BadParameter("a figure is of one post", param_hint="--elsewhere")
    with workspace(context) as opened:
        try:
            count = read_count(figure, language)
        except NotACount as error:
            raise typer.BadParameter(str(error), param_hint="NUMBER") from error
        post = publication or -elsewhere
        about = About(post) if post else About(0, channel, str(_week(opened, week)))
        done = usecase.enter(
            opened.database,
            opened.config,
            [usecase.Figure(about, metric, count)],
            source,
            actor=actor(opened, as_who, who),
            now=opened.clock(),
        )
    if as_json:
        emit(done)
        return
    before = f"; before, it was {number(done.corrected[0].number)}" if done.corrected else ""
    for each in done.entered:
        say(f"{_what(each)} is {number(each.number)}{before}.")
    for each in done.unchanged:
        say(f"{_what(each)} was {number(each.number)} already: nothing has changed.")
    if not done.entered and not done.unchanged:
        say("Nothing was entered: what is not known stays n/a.")


def show(context: typer.Context, week: WeekOption = "", as_json: Json = False) -> None:
    """List a week's figures by hand, with what was there before, and those that are missing."""
    with workspace(context) as opened:
        wanted = _week(opened, week)
        sheet = usecase.sheet(opened.database, opened.config, wanted)
        zone = opened.config.zone
    if as_json:
        emit(
            {
                "week": str(wanted),
                "figures": sheet.standing,
                "missing": sheet.missing,
                "earlier": [old for each in sheet.standing for old in sheet.earlier(each)],
            }
        )
        return
    rows = []
    for each in sheet.standing:
        before = ", ".join(number(old.number) for old in sheet.earlier(each))
        when = f"{each.who}, {wall(each.at, zone)}"
        rows.append((_what(each), number(each.number), before, each.source, when))
    known = {(each.about, each.metric) for each in sheet.standing}
    rows += [
        (_words(each.metric, each.about), MISSING, "", "", "nobody has entered it")
        for each in sheet.missing
        if (each.about, each.metric) not in known
    ]
    table(str(wanted), ("figure", "number", "before", "source", "entered by"), rows)


def _week(opened: Workspace, week: str) -> Week:
    try:
        return Week.parse(week) if week else last_week(opened)
    except NoSuchWeek as error:
        raise typer.BadParameter(str(error), param_hint="--week") from error


def _what(each: Entered) -> str:
    return _words(each.metric, each.about)


def _words(metric: str, about: About) -> str:
    return f"{metric.replace('_', ' ')} of {usecase.named(about)}"
