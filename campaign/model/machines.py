"""Programs that are let in: their tokens, and what each token is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from campaign.model.people import Role

#: Before the name of a machine, in what is written down of who did something.
MACHINE: Final = "machine:"


class Scope(StrEnum):
    """What a token is for. It takes the scope and the right: a scope gives no right."""

    READ = "read"
    WRITE_POSTS = "posts"
    MOVE_PUBLICATIONS = "publications"
    PAUSE = "pauses"
    ENTER_FIGURES = "figures"
    READ_METRICS = "metrics"


#: The roles that a machine can have. Approving, and giving rights, take people.
MACHINE_ROLES: Final = (Role.READER, Role.EDITOR, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Token:
    """What lets one program in; the token's own text is stored nowhere.

    It acts as `person`, with that person's roles of the moment, or as a machine that has `role` in
    `region` ("*" for all). Instants are UTC: it lets nobody in from `until` on. `used` is when it
    was last used, to the minute.
    """

    id: int
    name: str
    person: str
    role: Role | None
    region: str
    scopes: frozenset[Scope]
    made: datetime
    made_by: str
    until: datetime
    used: datetime | None = None
    ended: datetime | None = None
    ended_by: str = ""

    @property
    def who(self) -> str:
        """As whom it acts, as it is written down."""
        return self.person or f"{MACHINE}{self.name}"

    def is_open(self, now: datetime) -> bool:
        """True while it lets somebody in; `now` is UTC."""
        return self.ended is None and now < self.until
