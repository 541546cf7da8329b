"""Figures: the report of a period, and figures that are entered by hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from analytics.by_hand import LARGEST, About
from campaign.usecases.machines import read_report
from campaign.usecases.machines.shown import ShownReport
from campaign.usecases.reporting.figures_by_hand import (
    ChangedMeanwhile,
    Figure,
    FigureRefused,
    enter,
)
from campaign.usecases.reporting.periods import NotBegun
from campaign.web.api.access import Teller, TheReading
from campaign.web.api.idempotency import Done, Key, once
from campaign.web.api.problems import Refused
from campaign.web.desk import TheDesk

router = APIRouter(tags=["figures"])

Named = Annotated[
    str,
    Path(
        pattern=r"^(project|[0-9]{4}-(W[0-9]{2}|Q[1-4]|[0-9]{2})"
        r"|[0-9]{4}-[0-9]{2}-[0-9]{2}--[0-9]{4}-[0-9]{2}-[0-9]{2})$",
        examples=["2026-W49", "2026-12", "2026-Q4", "2026-12-01--2026-12-18", "project"],
    ),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NewFigure(_Body):
    """A figure of a publication, of a channel's week, or of the campaign's week.

    `number` null says that it is not known. `seen` is the edition that you saw, 0 for none; with it
    a correction by somebody else is not overwritten.
    """

    publication: int = Field(0, ge=0, le=2**31 - 1)
    channel: str = Field("", max_length=200)
    week: str = Field("", pattern=r"^([0-9]{4}-W[0-9]{2})?$")
    metric: str = Field(min_length=1, max_length=100, examples=["views"])
    number: int | None = Field(ge=0, le=LARGEST)
    seen: int | None = Field(None, ge=0, le=1_000_000)


class NewFigures(_Body):
    """Figures, all of them or none, and where they were read."""

    figures: list[NewFigure] = Field(min_length=1, max_length=200)
    source: str = Field(min_length=1, max_length=300, pattern=r"\S")


class Entered(BaseModel):
    """How many were entered, of these how many correct one, and how many stood there already."""

    entered: int
    corrected: int
    unchanged: int


@router.get("/reports/{period}", response_model=ShownReport)
def read_period(period: Named, reading: TheReading) -> ShownReport:
    """The figures of a week, a month, a quarter, days from and to, or the project.

    null is unknown, and not zero. Both days that are written are in it.
    """
    try:
        return read_report.report(reading, read_report.period_of(reading, period))
    except (read_report.NoPeriod, NotBegun, OverflowError, ValueError) as error:
        raise Refused(422, "invalid", f"{period} is no period of a calendar: {error}") from error


@router.post("/figures", status_code=201, response_model=Entered)
def enter_figures(body: NewFigures, desk: TheDesk, let: Teller, key: Key) -> JSONResponse:
    """Enter figures that no network tells, with their source."""
    try:
        wanted = [
            Figure(
                About(each.publication, each.channel, each.week),
                each.metric,
                each.number,
                each.seen,
            )
            for each in body.figures
        ]
    except ValueError as error:
        raise Refused(422, "invalid", str(error)) from error

    def act() -> Done:
        try:
            done = enter(
                desk.database,
                desk.config,
                wanted,
                body.source,
                actor=let.actor,
                now=desk.now(),
            )
        except ChangedMeanwhile:
            raise
        except FigureRefused as error:
            raise Refused(422, "invalid", str(error)) from error
        counts = {"entered": done.entered, "corrected": done.corrected, "unchanged": done.unchanged}
        return Done(201, {name: len(some) for name, some in counts.items()})

    return once(desk, let, key, {"act": "figures", **body.model_dump()}, act)
