"""Somebody who is invited to review one post of one region, without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    """What somebody who was invited said, "" while nothing."""

    NONE = ""
    YES = "yes"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as it stands; instants are UTC.

    `language` is "" for every language of the region. `to` is an e-mail address or a name. `who`
    invited, at `at`. `opened` is when the link was last opened. `name` is what the person typed
    with the answer, `words` what they want changed.
    """

    id: int
    post: str
    region: str
    language: str
    to: str
    who: str
    at: datetime
    until: datetime
    opened: datetime | None = None
    revoked: datetime | None = None
    revoked_by: str = ""
    answered: datetime | None = None
    answer: Answer = Answer.NONE
    name: str = ""
    words: str = ""

    @property
    def signature(self) -> str:
        """What is written down as the one who said yes: the invitation, and no name."""
        return f"invitation:{self.id}"

    def is_open(self, now: datetime) -> bool:
        """True while it can be answered at `now` (UTC)."""
        return self.revoked is None and self.answered is None and now < self.until
