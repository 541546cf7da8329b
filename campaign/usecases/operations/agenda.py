"""What stands on the calendar's days: every publication of a span with one state that people see.

::

    storage.agenda (one query) ─→ Row ─gate's reasons→ Entry: at, channel, words, shown, why
    plan (what the files want) ─→ Change: not planned yet, or planned otherwise than it stands
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from campaign.engine.budgets import Budgets
from campaign.model import Channel, Publication, Region, State
from campaign.model.approval import USUAL, ApprovalRules, Policy
from campaign.plan.approval import deadline
from campaign.plan.diff import Kind, Plan
from campaign.plan.gate import USUAL_GRACE, Cause, Reason, holds
from campaign.plan.grace import latest
from campaign.plan.reasons import in_words
from campaign.storage import agenda as stored
from campaign.storage import pauses
from campaign.storage.database import Database
from campaign.storage.pauses import Pauses


class Shown(StrEnum):
    """The one state of a publication that a person sees.

    A scheduled one is `held` (a finding, a day without posts, a channel that left), else
    `to-approve`, else `paused`, else `ready`; `late` is one whose grace is over, which the next
    tick calls missed. `not-planned` is what the files want and the database does not know yet. The
    others are the engine's states in a reader's words.
    """

    NOT_PLANNED = "not-planned"
    HELD = "held"
    TO_APPROVE = "to-approve"
    PAUSED = "paused"
    READY = "ready"
    LATE = "late"
    SENDING = "sending"
    AT_NETWORK = "at-network"
    MAY_BE_OUT = "may-be-out"
    OUT = "out"
    FAILED = "failed"
    MISSED = "missed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


_OF_STATE: Final[Mapping[State, Shown]] = {
    State.PUBLISHING: Shown.SENDING,
    State.PENDING: Shown.AT_NETWORK,
    State.UNKNOWN: Shown.MAY_BE_OUT,
    State.PUBLISHED: Shown.OUT,
    State.FAILED: Shown.FAILED,
    State.MISSED: Shown.MISSED,
    State.CANCELLED: Shown.CANCELLED,
    State.WITHDRAWN: Shown.WITHDRAWN,
}
#: What of several causes is shown, the first that applies: what a person has to do before what
#: ends by itself or by a word.
_OF_CAUSE: Final[tuple[tuple[Cause, Shown], ...]] = (
    (Cause.UNCONFIGURED, Shown.HELD),
    (Cause.HELD, Shown.HELD),
    (Cause.DAY, Shown.HELD),
    (Cause.UNAPPROVED, Shown.TO_APPROVE),
    (Cause.PAUSED, Shown.PAUSED),
)


def shown_of(state: State) -> Shown:
    """How a state is shown without looking at what holds it: what is scheduled is ready."""
    return _OF_STATE.get(state, Shown.READY)


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication as it is listed.

    `at` is the instant (UTC) at which it went out, or is meant to; `zone` its channel's zone by
    name. `headline` is the card's, `text` the whole first text; `recipe` tells whether the calendar
    has other words. `why` has everything that holds it back, or what was said of it last. `until`
    is when (UTC) it is to be approved, None where it is, or need not be.
    """

    id: int
    post: str
    occurrence: str
    channel: str
    platform: str
    region: str
    language: str
    at: datetime
    zone: str
    headline: str
    text: str
    state: State
    shown: Shown
    recipe: str
    why: tuple[str, ...] = ()
    url: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What stands in [start, end) (UTC): how many, and the first in the order of time and region.

    `next_due` is when the next one after the span may go (UTC), None when none is scheduled.
    """

    start: datetime
    end: datetime
    count: int
    entries: tuple[Entry, ...]
    next_due: datetime | None


def agenda(
    database: Database,
    start: datetime,
    end: datetime,
    now: datetime,
    *,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    rules: ApprovalRules = USUAL,
    only_regions: Collection[str] = (),
    only_channels: Collection[str] = (),
    only_posts: Collection[str] = (),
    budgets: Budgets | None = None,
    limit: int = 1000,
) -> Agenda:
    """Read the publications of a span of any length, at most `limit` of them listed, all counted.

    All instants are UTC. `channels` and `regions` are the configuration's. What is still to come is
    judged as it would be at its own instant: by that day of its region, and by the pauses of now
    that are not over by then. What is due is judged by the `budgets` of this month too. Raises
    StorageError.
    """
    with database.read() as connection:
        found = stored.between(
            connection,
            start,
            end,
            rules,
            regions=only_regions,
            channels=only_channels,
            posts=only_posts,
            limit=limit,
        )
        on = pauses.open(connection, now)
        due = [row.publication for row in found.first if _is_due(row, now)]
        short = budgets.outlook(connection, due, now) if budgets else {}
        following = stored.next_after(
            connection, max(end, now), regions=only_regions, channels=only_channels
        )
    entries = (
        _entry(
            row,
            now,
            channels,
            regions,
            on,
            short.get(row.publication.id, ""),
            approved=row.approved,
            policy=rules.of(row.publication.region),
        )
        for row in found.first
    )
    return Agenda(start, end, found.count, tuple(entries), following)


def _is_due(row: stored.Row, now: datetime) -> bool:
    return row.publication.state is State.SCHEDULED and row.at <= now


def _entry(
    row: stored.Row,
    now: datetime,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    on: Pauses,
    short: str,
    *,
    approved: bool,
    policy: Policy | None,
) -> Entry:
    publication = row.publication
    channel = channels.get(publication.channel)
    region = regions.get(channel.region if channel else publication.region)
    shown, why = judged(
        publication, row.at, now, channel, region, on, approved=approved, short=short
    )
    return Entry(
        id=publication.id,
        post=publication.post,
        occurrence=publication.occurrence,
        channel=publication.channel,
        platform=publication.platform,
        region=publication.region,
        language=publication.language,
        at=row.at,
        zone=channel.zone.key if channel else "",
        headline=row.headline,
        text=row.text,
        state=publication.state,
        shown=shown,
        recipe=publication.recipe,
        why=why,
        url=publication.url,
        until=deadline(publication, policy)
        if policy is not None and not approved and publication.state is State.SCHEDULED
        else None,
    )


def as_scheduled(
    publication: Publication,
    channel: Channel | None,
    region: Region | None,
    at: datetime,
    on: Pauses,
    *,
    approved: bool,
) -> tuple[Shown, tuple[Reason, ...]]:
    """How a publication would be shown if it were scheduled for an instant (UTC), and why."""
    reasons = _reasons(publication, channel, region, at, on, approved=approved)
    return _shown(reasons), reasons


def judged(
    publication: Publication,
    at: datetime,
    now: datetime,
    channel: Channel | None,
    region: Region | None,
    on: Pauses,
    *,
    approved: bool,
    short: str = "",
) -> tuple[Shown, tuple[str, ...]]:
    """The one state of a publication that people see, and everything that holds it, in words.

    `at` is the instant (UTC) it stands at. `on` are the pauses of `now` (UTC); `short` says that
    the month's budget does not reach for it.
    """
    if publication.state is not State.SCHEDULED:
        said = in_words(publication)
        return _OF_STATE[publication.state], (said,) if said else ()
    reasons = _reasons(publication, channel, region, max(at, now), on, approved=approved)
    if short:
        reasons += (Reason(Cause.HELD, short),)
    late = now > latest(publication, channel.grace if channel else USUAL_GRACE)
    why = tuple(each.words for each in reasons)
    # A retry waits, and says why; what it waits for holds nothing back for good.
    why = why or ((publication.reason,) if publication.reason else ())
    why = why or (("its time has passed",) if late else ())
    return Shown.LATE if late else _shown(reasons), why


def _reasons(
    publication: Publication,
    channel: Channel | None,
    region: Region | None,
    at: datetime,
    on: Pauses,
    *,
    approved: bool,
) -> tuple[Reason, ...]:
    """Everything that would hold it back at an instant (UTC)."""
    lasting = Pauses(tuple(each for each in on.on if each.until is None or each.until > at))
    paused = lasting.reason(channel, region) if channel else ""
    return tuple(holds(publication, channel, region, approved=approved, now=at, paused=paused))


def _shown(reasons: Iterable[Reason]) -> Shown:
    causes = {each.cause for each in reasons}
    return next((shown for cause, shown in _OF_CAUSE if cause in causes), Shown.READY)


@dataclass(frozen=True, slots=True)
class Change:
    """What applying the calendar would do in the span: `kind` as in a plan.

    `at` is the instant (UTC) that the calendar wants, of a cancel the stored one; `was` the stored
    instant where it is another. `number` is the publication's, None for one that is not planned.
    """

    kind: Kind
    post: str
    channel: str
    region: str
    at: datetime
    headline: str
    text: str
    number: int | None = None
    was: datetime | None = None


def not_applied(
    plan: Plan,
    start: datetime,
    end: datetime,
    *,
    only_regions: Collection[str] = (),
    only_channels: Collection[str] = (),
) -> tuple[Change, ...]:
    """What of a plan touches the span [start, end) (UTC): what comes, goes, moves or changes."""
    changes = []
    for step in plan.of(Kind.ADD, Kind.CHANGE, Kind.MOVE, Kind.CANCEL, Kind.PAST):
        was = step.stored.due if step.stored is not None else None
        if not any(each is not None and start <= each < end for each in (step.due, was)):
            continue
        post, _, channel = step.identity
        held = step.planned if step.planned is not None else step.stored
        region = held.region if held is not None else ""
        if (only_regions and region not in only_regions) or (
            only_channels and channel not in only_channels
        ):
            continue
        variant = step.planned.variant if step.planned is not None else None
        changes.append(
            Change(
                kind=step.kind,
                post=post,
                channel=channel,
                region=region,
                at=step.due,
                headline=variant.headline if variant else "",
                text=variant.text if variant else "",
                number=step.stored.id if step.stored else None,
                was=was if was != step.due else None,
            )
        )
    return tuple(sorted(changes, key=lambda each: (each.at, each.region, each.channel)))
