"""What has to be approved, by whom, before something goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from campaign.model.people import Role


class Needed(StrEnum):
    """How many of those who have a step's role must say yes: one of them, or all."""

    ONE = "one"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a region approves.

    `steps` are the roles that say yes, in their order. Where `own_work` is False, nobody approves
    what they planned or wrote themselves. `by` is how long before its time a post is to be
    approved.
    """

    steps: tuple[Role, ...] = (Role.APPROVER,)
    needed: Needed = Needed.ONE
    own_work: bool = True
    by: timedelta = timedelta(days=2)

    @property
    def fingerprint(self) -> str:
        """What a release was given under: a changed policy asks anew. `by` is no part of it."""
        own = "own" if self.own_work else "not-own"
        return f"{'+'.join(self.steps)}/{self.needed}/{own}"
