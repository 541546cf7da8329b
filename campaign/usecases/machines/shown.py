"""What programs are shown: plain values with names that stay, for the API and for MCP.

Instants are texts in UTC (RFC 3339), days are ISO dates, wall times have no zone. A field that a
program knows keeps its name and its meaning; new ones may be added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from campaign.calendar.post_fields import Value


def instant(at: datetime | None) -> str | None:
    """An instant as programs read it: UTC, to the second, with Z."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """What a check says: `level` is block, warn or info; empty where it concerns all."""

    code: str
    level: str
    message: str
    remedy: str = ""
    post: str = ""
    channel: str = ""
    language: str = ""
    field: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ShownMistake:
    """What is wrong with a field: `field` is its key, "" for the whole post."""

    field: str
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One post of a list; `at` is a wall time, in `zone` or in each channel's own (None).

    `states` counts its channels by their state, `translations` has how each language stands.
    """

    id: str
    headline: str
    language: str
    at: str
    zone: str | None
    week: int
    regions: list[str]
    states: dict[str, int]
    translations: dict[str, str]


@dataclass(frozen=True, slots=True)
class ShownPost:
    """One post's file: `base` is the hash that an edit names, `fields` are its keys and values.

    `channels` has the state on each channel that it goes to. `read_only` says why nothing can be
    saved now, "" when it can.
    """

    id: str
    file: str
    base: str
    fields: dict[str, Value]
    channels: dict[str, str]
    mistakes: list[ShownMistake] = field(default_factory=list)
    read_only: str = ""


@dataclass(frozen=True, slots=True)
class ShownPublication:
    """One publication: `state` is the engine's, `shown` what people see, `why` what holds it.

    `at` is when it went out, or is meant to; `zone` its channel's. `approve_by` is until when it is
    to be approved, None where it is, or need not be.
    """

    id: int
    post: str
    occurrence: str
    channel: str
    platform: str
    region: str
    language: str
    state: str
    shown: str
    at: str
    zone: str
    headline: str
    text: str
    url: str
    why: list[str]
    approve_by: str | None


@dataclass(frozen=True, slots=True)
class ShownText:
    """One text as a channel's network counts it; `left` is how much more fits."""

    field: str
    text: str
    length: int
    limit: int
    left: int
    unit: str


@dataclass(frozen=True, slots=True)
class ShownVariant:
    """What one channel would read; `dropped` is what was left out to make it fit."""

    channel: str
    platform: str
    region: str
    language: str
    due: str | None
    texts: list[ShownText]
    dropped: list[str]
    findings: list[ShownFinding]


@dataclass(frozen=True, slots=True)
class ShownComposed:
    """A post as its channels would read it; `held` are fields that cannot be read as they are."""

    blocked: bool
    variants: list[ShownVariant]
    findings: list[ShownFinding]
    held: list[str]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One line of the plan: `kind` is add, change, move, cancel, hold, past or out."""

    kind: str
    post: str
    occurrence: str
    channel: str
    due: str
    before: str | None
    publication: int | None


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """What applying the calendar would change; `unchanged` counts what stays as it is."""

    unchanged: int
    steps: list[ShownStep]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One thing that differs from what was approved before."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A publication that waits for a yes: its exact words, and who is asked.

    `held` says that it was sent back, and why. Nobody is named by a name here; `asked` says whose
    turn it is by their roles or ids.
    """

    publication: int
    post: str
    channel: str
    region: str
    language: str
    at: str
    until: str
    late: bool
    headline: str
    texts: list[str]
    changes: list[ShownChange]
    steps: list[str]
    done: list[str]
    asked: str
    held: str


@dataclass(frozen=True, slots=True)
class ShownPause:
    """What is paused: "all", "region:NAME", "platform:NAME" or "channel:NAME"."""

    id: int
    scope: str
    since: str
    until: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """Sums over some posts: a metric is None where no network of theirs tells it, never 0.

    `known` says of how many posts each metric is. `rate` is engagement per view.
    """

    posts: int
    measured: int
    engagement: int | None
    rate: float | None
    metrics: dict[str, int | None]
    known: dict[str, int]


@dataclass(frozen=True, slots=True)
class ShownPostFigures:
    """How one publication did, by its latest counts."""

    post: str
    channel: str
    platform: str
    published_at: str
    url: str
    metrics: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class ShownHandFigure:
    """A figure that a person entered, or that is asked of one (`number` None and no `source`)."""

    publication: int
    channel: str
    week: str
    metric: str
    number: int | None
    source: str


@dataclass(frozen=True, slots=True)
class ShownReport:
    """One period: what went out and how it did; `week` is the ISO week, null for others."""

    period: str
    week: str | None
    start: str
    end: str
    summary: str
    total: ShownFigures
    channels: dict[str, ShownFigures]
    posts: list[ShownPostFigures]
    by_hand: list[ShownHandFigure]
