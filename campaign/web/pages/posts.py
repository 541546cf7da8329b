"""All posts: by week, with what state each is in and how its translations stand."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby

from fastapi import Request
from fastapi.responses import HTMLResponse

from campaign.calendar.translations.units import Standing
from campaign.calendar.weeks import week_of
from campaign.plan.rights import Act
from campaign.usecases.writing.post_list import PostSearch, post_list
from campaign.web.desk import TheDesk
from campaign.web.rendering import render
from campaign.web.routing import Pages
from campaign.web.standings import STANDINGS
from campaign.web.states import ORDER
from campaign.web.visitor import TheVisitor
from campaign.web.words import N_

pages = Pages("posts")

_LONGEST = 200  # characters of what is searched for


@pages.get("/posts", needs=Act.READ)
def posts(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    words: str = "",
    region: str = "",
    state: str = "",
    language: str = "",
    standing: str = "",
    page: str = "",
) -> HTMLResponse:
    """The list, narrowed by what its filters say; a filter that is not known chooses nothing."""
    config = desk.config
    search = PostSearch(
        words=words.strip()[:_LONGEST],
        region=region if region in config.regions else "",
        state=state if state in ORDER else "",
        language=language if language in config.campaign.languages else "",
        standing=standing if standing in list(Standing) else "",
    )
    calendar = desk.calendar()
    now = desk.now()
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else None
    found = desk.moment(
        ("posts", id(calendar), search, number),
        lambda: post_list(
            calendar.made.posts,
            calendar.by_post,
            desk.database,
            config,
            now,
            search,
            page=number,
        ),
    )
    here = week_of(now.astimezone(config.zone).date(), config.campaign.start)
    weeks = [(week, list(some)) for week, some in groupby(found.lines, lambda line: line.week)]
    return render(
        request,
        visitor,
        "posts.html.j2",
        title=visitor.words(N_("Posts")),
        found=found,
        weeks=weeks,
        this_week=here,
        search=search,
        chosen={name: value for name, value in asdict(search).items() if value},
        mistakes=[each for each in calendar.mistakes if each.place.file],
        states=ORDER,
        standings=STANDINGS,
        regions={id: each.name("en") for id, each in config.regions.items()},
    )
