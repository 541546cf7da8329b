"""A finding that somebody has decided to live with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.model.findings import Finding


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Who lets a finding stand, and why.

    `code`, `post`, `channel`, `language`, `path` and `message` are the finding's. `judged` is the
    hash of what the finding says and of the words that it judges: a dismissal counts for these
    alone. `at` is the instant (UTC). `ended` is when somebody took it back, None while nobody did.
    """

    id: int
    code: str
    post: str
    channel: str
    language: str
    path: str
    message: str
    judged: str
    reason: str
    who: str
    at: datetime
    ended_by: str = ""
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A finding of now that a dismissal lets stand."""

    finding: Finding
    dismissal: Dismissal
