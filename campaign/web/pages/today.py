"""Today: who is needed, what goes out next, and what went out last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse

from campaign.plan.rights import Act
from campaign.usecases.operations.agenda import Shown
from campaign.usecases.operations.need import Concern, Need, NeedKind
from campaign.usecases.operations.today import Occurrence
from campaign.usecases.operations.today import today as read
from campaign.web import need_looks
from campaign.web.calendar_cache import Calendar
from campaign.web.desk import TheDesk
from campaign.web.picture_addresses import card_address
from campaign.web.places import Places
from campaign.web.rendering import render
from campaign.web.routing import Pages
from campaign.web.visitor import TheVisitor, Visitor
from campaign.web.words import N_

pages = Pages("today")

#: How far ahead days worth a post are told of, and how many.
_DAYS: Final = 14
_MOST_DAYS: Final = 2


@dataclass(frozen=True, slots=True)
class EmptyDay:
    """A day worth a post on which none is planned; `region` is "" for an international one."""

    day: date
    name: str
    region: str


@pages.get("/", needs=Act.READ)
def today(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """The page that every day begins with."""
    config, now = desk.config, desk.now()
    found = desk.moment(
        "today",
        lambda: read(
            desk.database,
            now,
            channels=config.channels,
            regions=config.regions,
            source_language=config.campaign.source_language,
            zone=config.zone,
            rules=config.approval,
            budgets=desk.workspace.budgets,
        ),
    )
    standing = desk.standing(visitor.actor)
    calendar = desk.calendar()
    local = now.astimezone(config.zone)
    return render(
        request,
        visitor,
        "today.html.j2",
        title=visitor.words(N_("Today")),
        found=found,
        needs=[(each, _example(each, calendar)) for each in standing.needs],
        places=Places(config, visitor.words),
        look_of=need_looks.LOOKS,
        step_of=need_looks.step,
        lead=_lead(visitor, found.next, now, config.zone),
        thumbnails=_thumbnails(calendar, (*found.following, *found.last)),
        activities=calendar.content.registers.activities,
        posts=calendar.posts,
        ends_soon=[each for each in standing.needs if each.kind is NeedKind.CREDENTIAL],
        days=_empty_days(calendar, local.date(), config.zone),
        mistakes=calendar.mistakes,
    )


@pages.get("/more", needs=Act.READ)
def more(request: Request, visitor: TheVisitor) -> HTMLResponse:
    """All pages, for phones: their bar has room for five."""
    return render(request, visitor, "more.html.j2", title=visitor.words(N_("More")))


@pages.get("/keys", needs=Act.READ)
def keys(request: Request, visitor: TheVisitor) -> HTMLResponse:
    """Every key that does something."""
    return render(request, visitor, "keys.html.j2", title=visitor.words(N_("Keys")))


def _example(need: Need, calendar: Calendar) -> Concern | None:
    """One publication that stands for a need, under the post's own headline if that is known."""
    first = next(iter(need.concerns), None)
    post = calendar.posts.get(first.post) if first else None
    if first is None or post is None or post.source is None or not post.source.headline:
        return first
    language = next(name for name, copy in post.copy.items() if copy is post.source)
    return replace(first, headline=post.source.headline, language=language)


def _lead(visitor: Visitor, following: Occurrence | None, now: datetime, zone: ZoneInfo) -> str:
    """The headline: whether the next post is ready, in one sentence."""
    words = visitor.words
    if following is None:
        return words(N_("Nothing is planned. Write a post, or apply the plan."))
    ready, all = following.count(Shown.READY), len(following.entries)
    waits = following.count(Shown.TO_APPROVE)
    over = following.count(Shown.OUT)
    ahead = (following.day - now.astimezone(zone).date()).days
    values = {
        "hour": words.hour(following.at, ZoneInfo(following.zone)),
        "day": words.long_day(following.day),
        "ready": words.number(ready + over),
        "all": words.number(all),
    }
    if waits:
        tail = words.many("%(n)s is not approved yet.", "%(n)s are not approved yet.", waits)
    elif ready + over == all:
        tail = words(N_("All of it is ready."))
    else:
        tail = ""
    if ahead <= 0:
        head = words(N_("Today at %(hour)s, %(ready)s of %(all)s go out."), **values)
    elif ahead == 1:
        head = words(N_("Tomorrow at %(hour)s, %(ready)s of %(all)s go out."), **values)
    else:
        head = words(N_("%(day)s at %(hour)s, %(ready)s of %(all)s go out."), **values)
    return f"{head[:1].upper()}{head[1:]} {tail}".rstrip()


def _thumbnails(calendar: Calendar, some: tuple[Occurrence, ...]) -> dict[str, str]:
    """The small card of each post that is in the files, in the source's language."""
    found = {}
    for each in some:
        planned = calendar.by_post.get(each.post, ())
        alike = [one for one in planned if one.variant.language == each.language]
        if planned:
            found[each.post] = card_address((alike or planned)[0].variant, 128)
    return found


def _empty_days(calendar: Calendar, today: date, zone: ZoneInfo) -> list[EmptyDay]:
    """The next international days, and those of regions, on which nothing is planned."""
    taken = {planned.due.astimezone(zone).date() for planned in calendar.made.planned}
    ahead = [today + timedelta(days=number) for number in range(1, _DAYS + 1)]
    found = [
        EmptyDay(day, each.name, each.region)
        for day in ahead
        for each in calendar.content.registers.days
        if each.day == f"{day:%m-%d}" and day not in taken and not each.region
    ]
    return found[:_MOST_DAYS]
