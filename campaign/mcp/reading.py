"""Tools that read: the agenda, posts, findings, drafts composed, and the figures of a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from mcp.server.mcpserver import MCPServer
from mcp_types import ToolAnnotations
from pydantic import Field, RootModel

from campaign.calendar.post_fields import Value
from campaign.errors import CampaignError
from campaign.mcp.source import Source
from campaign.model.machines import Scope
from campaign.usecases.machines import read_posts, read_publications, read_report
from campaign.usecases.machines.reading import Reading
from campaign.usecases.machines.shown import (
    ShownComposed,
    ShownFinding,
    ShownLine,
    ShownPost,
    ShownPublication,
    ShownReport,
)
from campaign.usecases.writing.post_list import PostSearch

#: The most entries of an answer.
MOST: Final = 200
_LONGEST: Final = 62  # days

_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Day = Annotated[str, Field(description="A day such as 2026-12-07, in the campaign's time zone.")]
PostId = Annotated[str, Field(description="The post's id.", min_length=1, max_length=200)]


def add_tools(server: MCPServer[None], source: Source) -> None:
    """Give a server the tools that read."""

    @server.tool(title="Agenda", annotations=_READS)
    def agenda(
        first: Day,
        last: Annotated[str, Field(description="The last day; the first one without it.")] = "",
        region: Annotated[str, Field(description="Only of this region.")] = "",
    ) -> list[ShownPublication]:
        """List what goes out, or went out, from one day to another, with its state and why."""
        with source.asked(Scope.READ) as asking:
            reading = source.reading(asking)
            start, end = _span(reading, first, last or first)
            return read_publications.publications(reading, start, end, region=region, limit=MOST)

    @server.tool(title="Posts", annotations=_READS)
    def posts(
        words: Annotated[str, Field(description="Words of its id, headline or texts.")] = "",
        region: Annotated[str, Field(description="Only what goes to this region.")] = "",
        language: Annotated[str, Field(description="Only what is in this language.")] = "",
        page: Annotated[int, Field(description="The page, from 1.", ge=1, le=1000)] = 1,
    ) -> list[ShownLine]:
        """Search the posts of the calendar, 50 a page, in the order of their time."""
        with source.asked(Scope.READ) as asking:
            search = PostSearch(words=words, region=region, language=language)
            found, _ = read_posts.posts(source.reading(asking), search, page=page, most=50)
            return found

    @server.tool(title="Post", annotations=_READS)
    def post(id: PostId) -> RootModel[ShownPost]:
        """Read one post's file: its fields, its state on each channel, and what is wrong in it."""
        with source.asked(Scope.READ) as asking:
            reading = source.reading(asking)
            return RootModel(read_posts.post(reading, source.files(reading), id))

    @server.tool(title="Findings", annotations=_READS)
    def findings(
        post: Annotated[str, Field(description="Only of this post.")] = "",
        level: Annotated[str, Field(description="Only of this level: block, warn or info.")] = "",
    ) -> list[ShownFinding]:
        """Say what the checks find in the calendar, the first 200."""
        with source.asked(Scope.READ) as asking:
            found = read_posts.findings(source.reading(asking), post=post, level=level)
            return found[:MOST]

    @server.tool(title="Compose", annotations=_READS)
    def compose(
        post: Annotated[str, Field(description='A post\'s id, or "" for a new post.')],
        fields: Annotated[
            dict[str, str | list[str]],
            Field(description='New values by key, such as {"copy.en.text": "…"}.'),
        ],
    ) -> RootModel[ShownComposed]:
        """Show what each channel would read if fields of a post had these values; saves nothing."""
        with source.asked(Scope.READ) as asking:
            reading = source.reading(asking)
            composer, files = source.composer(reading), source.files(reading)
            return RootModel(read_posts.compose(reading, composer, files, post, values(fields)))

    @server.tool(title="Report", annotations=_READS)
    def report(
        period: Annotated[
            str,
            Field(
                description="An ISO week 2026-W49, a month 2026-12, a quarter 2026-Q4, days "
                '2026-12-01--2026-12-18 (both in it), or "project" for all of it.'
            ),
        ],
    ) -> RootModel[ShownReport]:
        """Read a period's figures: what went out and how it did; null is unknown, and not zero."""
        with source.asked(Scope.READ) as asking:
            reading = source.reading(asking)
            return RootModel(read_report.report(reading, read_report.period_of(reading, period)))


def values(fields: dict[str, str | list[str]]) -> dict[str, Value]:
    """Fields as the calendar has them."""
    return {key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()}


def day_of(text: str) -> date:
    """A day; raises CampaignError."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise CampaignError(f'"{text}" is no day: write one such as 2026-12-07') from error


def _span(reading: Reading, first: str, last: str) -> tuple[datetime, datetime]:
    zone = reading.config.zone
    start, end = day_of(first), day_of(last)
    if end < start or (end - start).days > _LONGEST:
        raise CampaignError(f"the last day must come after the first, by {_LONGEST} days at most")
    try:
        after = end + timedelta(days=1)
        return (
            datetime.combine(start, time(), zone).astimezone(UTC),
            datetime.combine(after, time(), zone).astimezone(UTC),
        )
    except OverflowError as error:
        raise CampaignError(f'"{last}" is no day that a calendar has') from error
