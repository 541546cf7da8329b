"""The calendar as a whole: what the checks find in it, and what applying it would change."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from campaign.usecases.machines import read_posts
from campaign.usecases.machines.shown import ShownFinding, ShownStep
from campaign.web.api import pages
from campaign.web.api.access import TheReading

router = APIRouter(tags=["calendar"])

Post = Annotated[str, Query(max_length=200, description="Only of this post.")]


class Findings(BaseModel):
    """A portion of the findings; `next` is the cursor of the next one."""

    findings: list[ShownFinding]
    next: str | None


class Steps(BaseModel):
    """A portion of the plan; `unchanged` counts what stays as it is."""

    unchanged: int
    steps: list[ShownStep]
    next: str | None


@router.get("/findings", response_model=Findings)
def list_findings(
    reading: TheReading,
    post: Post = "",
    level: Literal["", "block", "warn", "info"] = "",
    cursor: pages.Cursor = "",
    limit: pages.Limit = 50,
) -> Findings:
    """What the checks say of the calendar as it stands."""
    found = read_posts.findings(reading, post=post, level=level)
    start, following = _portion(cursor, limit, len(found))
    return Findings(findings=found[start : start + limit], next=following)


@router.get("/plan", response_model=Steps)
def read_plan(
    reading: TheReading, post: Post = "", cursor: pages.Cursor = "", limit: pages.Limit = 50
) -> Steps:
    """What applying the calendar would change; a person applies it."""
    found = read_posts.plan(reading, post)
    start, following = _portion(cursor, limit, len(found.steps))
    return Steps(
        unchanged=found.unchanged, steps=found.steps[start : start + limit], next=following
    )


def _portion(cursor: str, limit: int, count: int) -> tuple[int, str | None]:
    place = pages.read(cursor, int)
    start = max(0, place[0]) if place else 0
    end = start + limit
    return start, pages.written(end) if end < count else None
