"""People: who they are, and what they are allowed to do where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

#: Stands for every region where a role is given.
EVERYWHERE: Final = "*"


class Role(StrEnum):
    """What a person is in a region; `campaign.plan.rights` says what each may do."""

    READER = "reader"
    EDITOR = "editor"
    APPROVER = "approver"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works on the campaign.

    `id` is what is written down of each act. `roles` are by region; those under `EVERYWHERE` hold
    in every region. `disabled` is since when (UTC) the person may do nothing, None for active.
    `redacted` is since when name and e-mail are forgotten. `machine` is True for a program that has
    a token of its own: it may never do what takes a person (`campaign.plan.rights`).
    """

    id: str
    name: str
    email: str
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    disabled: datetime | None = None
    redacted: datetime | None = None
    machine: bool = False

    def roles_in(self, region: str) -> frozenset[Role]:
        """The roles that hold in a region; none once the person is disabled."""
        if self.disabled is not None:
            return frozenset()
        nothing: frozenset[Role] = frozenset()
        return self.roles.get(region, nothing) | self.roles.get(EVERYWHERE, nothing)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `name` is written down as `who`.

    `person` is None only where nobody is registered: whoever works alone may do everything, and
    what is approved so is bound to no person.
    """

    name: str
    person: Person | None = None
