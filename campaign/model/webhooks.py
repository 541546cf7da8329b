"""Addresses outside that hear of publications, what they hear of, and what was sent to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Event(StrEnum):
    """What a receiver can hear of."""

    SCHEDULED = "publication.scheduled"
    MOVED = "publication.rescheduled"
    APPROVED = "publication.approved"
    SENT_BACK = "publication.sent-back"
    APPROVAL_TAKEN_BACK = "publication.approval-taken-back"
    PUBLISHED = "publication.published"
    FAILED = "publication.failed"
    MISSED = "publication.missed"
    UNKNOWN = "publication.unknown"
    CANCELLED = "publication.cancelled"
    WITHDRAWN = "publication.withdrawn"
    CORRECTED = "publication.corrected"
    PAUSED = "pause.began"
    RESUMED = "pause.ended"


@dataclass(frozen=True, slots=True)
class Hook:
    """One address that hears of events; of it only the host is shown, the rest is sealed.

    What was numbered in the record up to `seen` has its deliveries. Instants are UTC. While it is
    paused nothing is sent; what happens meanwhile is sent afterwards. `waiting` counts deliveries
    that have not arrived and are tried again, `given_up` those that are not.
    """

    id: int
    name: str
    host: str
    events: frozenset[Event]
    seen: int
    made: datetime
    made_by: str
    paused: datetime | None = None
    paused_by: str = ""
    ended: datetime | None = None
    ended_by: str = ""
    waiting: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class Delivered:
    """One event for one address, and what came of the tries; instants are UTC.

    `message` is the id that a receiver tells repeats by. `next_try` is None once it is over: then
    `done` says since when it has arrived, and is None for one that was given up.
    """

    id: int
    hook: int
    message: str
    event: Event
    body: str
    made: datetime
    tries: int = 0
    next_try: datetime | None = None
    last_try: datetime | None = None
    status: int | None = None
    answer: str = ""
    done: datetime | None = None
