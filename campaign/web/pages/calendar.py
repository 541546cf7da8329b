"""The calendar: a month of days, a week of regions and days, or a list of what goes out."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from campaign.plan.rights import Act
from campaign.usecases.operations.agenda import Shown
from campaign.usecases.operations.calendar_days import calendar_days
from campaign.web import calendar_view as looking
from campaign.web.desk import TheDesk
from campaign.web.rendering import render
from campaign.web.routing import Pages
from campaign.web.states import LOOKS, ORDER
from campaign.web.visitor import TheVisitor

pages = Pages("calendar")

_MOST_ZONES: Final = 6


@pages.get("/calendar", needs=Act.READ)
def calendar(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    view: str = "",
    at: str = "",
    region: str = "",
    channel: str = "",
    state: str = "",
) -> HTMLResponse:
    """A month, a week or a list of the days around `at`, narrowed by region, channel and state."""
    config, now = desk.config, desk.now()
    today = now.astimezone(config.zone).date()
    asked = looking.asked(
        config, today, view=view, at=at, region=region, channel=channel, state=state
    )
    span = looking.span(asked.view, asked.at)
    files = desk.calendar()
    found = desk.moment(
        ("calendar", id(files), asked, span.first, span.last),
        lambda: calendar_days(
            desk.database,
            span.first,
            span.last,
            now,
            files=files.wanted,
            special=files.content.registers.days,
            channels=config.channels,
            regions=config.regions,
            zone=config.zone,
            rules=config.approval,
            only_regions=(asked.region,) if asked.region else (),
            only_channels=(asked.channel,) if asked.channel else (),
            only_shown=(Shown(asked.state),) if asked.state else (),
            budgets=desk.workspace.budgets,
        ),
    )
    shown_channels = [
        each
        for each in config.channels.values()
        if asked.region in ("", each.region) and asked.channel in ("", each.name)
    ]
    start = config.campaign.start
    lines = files.wanted.line
    return render(
        request,
        visitor,
        f"calendar_{asked.view}.html.j2",
        title=looking.title(asked.view, span, asked.at, visitor.words),
        asked=asked,
        span=span,
        found=found,
        today=today,
        weeks=looking.weeks(found.days),
        week_of=lambda day: looking.week_number(day, start),
        all_weeks=looking.week_number(lines[-1].due.date(), start) if lines else 0,
        zones=looking.zones(shown_channels, config.zone, now)[:_MOST_ZONES],
        slots=looking.slots(files.posts, start),
        present=looking.present(found),
        lines_of=looking.lines,
        folded=looking.folded,
        faces=files.wanted.faces,
        mistakes=[each for each in files.mistakes if each.place.file],
        rows=[each for each in config.regions if asked.region in ("", each)],
        clock_of=lambda region: looking.clock(config.regions[region].zone, config.zone, now),
        here=config.zone,
        regions_by_name=[
            (id, each.name(visitor.words.language)) for id, each in config.regions.items()
        ],
        channels_by_name=[(each, each) for each in config.channels],
        states_by_name=[(each, visitor.words(LOOKS[each].word)) for each in ORDER],
    )
