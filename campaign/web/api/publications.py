"""Publications: what goes out and what went out, what waits for a yes, and what is paused."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.model import State
from campaign.storage import pauses as stored_pauses
from campaign.storage import publications as stored
from campaign.storage.desk import skips
from campaign.usecases.machines import read_publications
from campaign.usecases.machines.reading import Reading
from campaign.usecases.machines.shown import (
    ShownPause,
    ShownPublication,
    ShownRequest,
    instant,
)
from campaign.usecases.machines.tokens import Let
from campaign.usecases.operations import pause as pausing
from campaign.usecases.operations.reschedule import chosen, reschedule
from campaign.usecases.planning.skip import skip
from campaign.web.api import pages
from campaign.web.api.access import Mover, Pauser, TheReading, reading_of
from campaign.web.api.idempotency import Done, Key, once
from campaign.web.api.problems import Refused
from campaign.web.desk import Desk, TheDesk

router = APIRouter()

_LONGEST: Final = timedelta(days=366)
_MOST_AT_ONCE: Final = 10_000  # publications at one instant
_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="The publication's number.")]
Reason = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]
Moment = Annotated[AwareDatetime, Query(description="An instant (RFC 3339) with its zone.")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ToSkip(_Body):
    """Why it does not go out on its channel."""

    reason: Reason


class NewTime(_Body):
    """When it may go out instead."""

    at: AwareDatetime = Field(strict=False, examples=["2026-12-20T10:00:00Z"])


class ToPause(_Body):
    """What is paused: "all", "region:NAME", "platform:NAME" or "channel:NAME"."""

    scope: str = Field(min_length=1, max_length=200, examples=["channel:eu-mastodon"])
    reason: Reason
    until: AwareDatetime | None = Field(None, strict=False)


class PublicationPage(BaseModel):
    """A portion of the publications; `next` is the cursor of the next one."""

    publications: list[ShownPublication]
    next: str | None


class Requests(BaseModel):
    """What waits for a yes; people say it at the desk or by their links, and not here."""

    requests: list[ShownRequest]
    next: str | None


class Pauses(BaseModel):
    """What is paused at this moment; a person lets it go on."""

    pauses: list[ShownPause]


@router.get("/publications", response_model=PublicationPage, tags=["publications"])
def list_publications(
    reading: TheReading,
    start: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
    region: Annotated[str, Query(max_length=200)] = "",
    channel: Annotated[str, Query(max_length=200)] = "",
    post: Annotated[str, Query(max_length=200)] = "",
    cursor: pages.Cursor = "",
    limit: pages.Limit = 50,
) -> PublicationPage:
    """What stands from one instant to another, the earliest first; the next 31 days without any."""
    first = _utc(start) if start else reading.now
    last = _utc(until) if until else min(first + timedelta(days=31), _LATEST)
    if last < first or last - first > _LONGEST:
        raise Refused(422, "invalid", "`to` must come after `from`, by 366 days at most.")
    seen = 0
    if place := pages.read(cursor, str, int):
        try:
            first, seen = _utc(datetime.fromisoformat(place[0])), place[1]
        except ValueError:
            seen = -1
        if not 0 <= seen <= _MOST_AT_ONCE:
            raise Refused(422, "invalid", "The cursor is not one of ours.")
    found = read_publications.publications(
        reading, first, last, region=region, channel=channel, post=post, limit=seen + limit + 1
    )
    some = found[seen : seen + limit]
    following = None
    if len(found) > seen + limit:
        at = some[-1].at
        before = sum(each.at == at for each in found[: seen + limit])
        following = pages.written(at, before)
    return PublicationPage(publications=some, next=following)


@router.get("/publications/{number}", response_model=ShownPublication, tags=["publications"])
def read_publication(number: Number, reading: TheReading) -> ShownPublication:
    """One publication: its state, why, and its link once it is out."""
    return read_publications.publication(reading, number)


@router.post("/publications/{number}/skip", response_model=ShownPublication, tags=["publications"])
def skip_publication(
    number: Number, body: ToSkip, desk: TheDesk, let: Mover, key: Key
) -> JSONResponse:
    """Let one post not go out on one channel, with a reason."""

    def act() -> Done:
        reading = reading_of(desk, let)
        read_publications.publication(reading, number)
        skip(
            desk.database,
            number,
            actor=let.actor,
            reason=body.reason,
            now=desk.now(),
            wait=desk.workspace.wait,
            journal=desk.workspace.journal,
        )
        return _now(reading, number)

    return once(desk, let, key, {"act": "skip", "number": number, **body.model_dump()}, act)


@router.post(
    "/publications/{number}/reschedule", response_model=ShownPublication, tags=["publications"]
)
def reschedule_publication(
    number: Number, body: NewTime, desk: TheDesk, let: Mover, key: Key
) -> JSONResponse:
    """Give what was missed, failed or skipped another time."""
    at = _utc(body.at)

    def act() -> Done:
        reading = reading_of(desk, let)
        read_publications.publication(reading, number)
        if not _stands_at(desk, number, at):
            some = chosen(desk.database, numbers=(number,))
            done = reschedule(
                desk.database,
                some,
                lambda _: at,
                actor=let.actor,
                now=desk.now(),
                journal=desk.workspace.journal,
            )
            if done.overtaken:
                raise Refused(409, "changed", "It has changed meanwhile: look again.")
        return _now(reading, number)

    what = {"act": "reschedule", "number": number, "at": at.isoformat()}
    return once(desk, let, key, what, act)


@router.get("/approvals", response_model=Requests, tags=["approvals"])
def list_requests(
    reading: TheReading, cursor: pages.Cursor = "", limit: pages.Limit = 50
) -> Requests:
    """What waits for a yes, the longest due first; the yes itself is left to people."""
    place = pages.read(cursor, int)
    start = max(0, place[0]) if place else 0
    found = read_publications.waiting(reading)
    end = start + limit
    following = pages.written(end) if end < len(found) else None
    return Requests(requests=found[start:end], next=following)


@router.get("/pauses", response_model=Pauses, tags=["pauses"])
def list_pauses(reading: TheReading) -> Pauses:
    """What is paused at this moment."""
    return Pauses(pauses=read_publications.pauses(reading))


@router.post("/pauses", status_code=201, response_model=ShownPause, tags=["pauses"])
def pause(body: ToPause, desk: TheDesk, let: Pauser, key: Key) -> JSONResponse:
    """Stop everything, a region, a network or a channel; a person lets it go on again."""
    config, until = desk.config, _utc(body.until) if body.until else None

    def act() -> Done:
        scope = pausing.checked(body.scope, config.channels, config.regions)
        number = _own_pause(desk, let, scope, body.reason, until)
        if not number:
            number = pausing.pause(
                desk.database,
                scope,
                actor=let.actor,
                reason=body.reason,
                now=desk.now(),
                channels=config.channels,
                until=until,
                wait=desk.workspace.wait,
            ).number
        with desk.database.read() as connection:
            made = next(p for p in stored_pauses.open(connection, desk.now()).on if p.id == number)
        shown = ShownPause(
            made.id, made.scope, instant(made.at) or "", instant(made.until), made.reason
        )
        return Done(201, asdict(shown))

    what = {"act": "pause", **body.model_dump(mode="json")}
    return once(desk, let, key, what, act)


def _own_pause(desk: Desk, let: Let, scope: str, reason: str, until: datetime | None) -> int:
    """The number of this very pause, when it is on already; 0 for none."""
    with desk.database.read() as connection:
        on = stored_pauses.open(connection, desk.now()).on
    wanted = (scope, let.actor.name, reason.strip(), until)
    same = [each.id for each in on if (each.scope, each.who, each.reason, each.until) == wanted]
    return same[-1] if same else 0


def _stands_at(desk: Desk, number: int, at: datetime) -> bool:
    """True when it has been given this very time already."""
    with desk.database.read() as connection:
        found = stored.one(connection, number)
        skipped = skips.of(connection, number)
    return (
        found is not None
        and skipped is None
        and found.state is State.SCHEDULED
        and found.put_off == at
    )


def _now(reading: Reading, number: int) -> Done:
    return Done(200, _plain(read_publications.publication(reading, number)))


def _plain(found: ShownPublication) -> dict[str, Any]:
    return asdict(found)


def _utc(at: datetime) -> datetime:
    """The instant in UTC, to the second; raises Refused for one that no calendar has."""
    try:
        return at.astimezone(UTC).replace(microsecond=0)
    except (OverflowError, ValueError):
        raise Refused(422, "invalid", "There is no such instant.") from None
