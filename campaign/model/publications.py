"""What happens to a variant on its way out: publications, and the answers of networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from campaign.model.reasons import Cancellation, Hold, QueryResult


class State(StrEnum):
    """Where a publication stands; `campaign.plan.lifecycle` says which moves are allowed."""

    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PENDING = "pending"
    UNKNOWN = "unknown"
    PUBLISHED = "published"
    FAILED = "failed"
    MISSED = "missed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes a payload needs at the network first: which media, under which alt text."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str


@dataclass(frozen=True, slots=True)
class Payload:
    """The exact request a variant becomes on one network; plain data, made without any I/O.

    `body` is the create call's own fields. Where it needs ids that only exist after an upload,
    the adapter puts them in by the order of `uploads`. Stored before anything is sent, so that a
    second try sends the same.
    """

    platform: str
    body: Mapping[str, Any]
    uploads: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the network gave back for a post that is public: its id and address there."""

    remote_id: str
    url: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deleted:
    """A post is not there any more; `raw` is the network's own answer, empty if it gives none."""

    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pending:
    """Accepted by the network, still being worked on there; `token` finds it again."""

    token: str
    raw: Mapping[str, Any] = field(default_factory=dict)


class Evidence(StrEnum):
    """What proves that a post is absent, the surest first; it decides how long the engine waits.

    `own-id`: the network was asked by the id or key of the post; it says that the post is not out,
    and that a repeat makes no second one. `guarded`: a listing does not show it, and the network
    itself refuses a repeat. `listing`: a listing does not show it, and nothing else would prevent a
    second one.
    """

    OWN_ID = "own-id"
    GUARDED = "guarded"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Absent:
    """A network's answer that it does not have the post, with the reason and the evidence."""

    because: str
    by: Evidence = Evidence.LISTING


@dataclass(frozen=True, slots=True)
class Doubt:
    """Since when (UTC) a post may have gone out without our knowing, and why.

    With `before_sending`, its time is still to come. It stays scheduled until then, and its network
    is asked before it is sent.
    """

    since: datetime
    reason: str
    before_sending: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """One variant for one channel at one instant, with a state, as the database holds it.

    Instants are UTC. `due` is when the calendar wants it; `not_before` is when the next try may
    start (a retry waits). `lease_until` ends a worker's claim. `key` is the idempotency key (for
    Bluesky the record key), made once. `variant_hash` names what will be published. `hold` says
    what keeps it back, and `hold_detail` names the findings, the address of what its account shows,
    or what its server allows no more. `reason` is for a person to read; nothing is decided by it.
    `token` finds a pending one again at its network. `claim` grows each time a worker takes it, so
    that the answer of an earlier worker is recognised. `doubtful_since` is the instant since which
    it may have gone out without our knowing, for example after a backup was put back; None for
    never. `consent_until` is when the first consent of the people whom it shows ends, or ended;
    `consent` says that in words. `put_off` is the later instant to which a person or the network
    has moved it; None while the calendar's holds.
    """

    id: int
    post: str
    occurrence: str
    channel: str
    platform: str
    region: str
    language: str
    activity: str
    state: State
    due: datetime
    not_before: datetime
    variant_hash: str
    recipe: str
    key: str
    tries: int = 0
    worker: str = ""
    lease_until: datetime | None = None
    remote_id: str = ""
    url: str = ""
    published_at: datetime | None = None
    reason: str = ""
    hold: Hold = Hold.NONE
    hold_detail: str = ""
    token: str = ""
    claim: int = 0
    doubtful_since: datetime | None = None
    put_off: datetime | None = None
    cancelled: Cancellation = Cancellation.NONE
    query_result: QueryResult = QueryResult.NONE
    consent_until: datetime | None = None
    consent: str = ""
