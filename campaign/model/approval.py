"""What has to be approved, by whom, before something goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from campaign.model.people import Role

#: Stands between a policy and the region that asks by it, in what is stored.
IN_REGION: Final = "@"


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
        """The policy in a word: a changed one asks anew. `by` is no part of it."""
        own = "own" if self.own_work else "not-own"
        return f"{'+'.join(self.steps)}/{self.needed}/{own}"

    def asked_in(self, region: str) -> str:
        """What a yes and a release in a region are given under.

        The region belongs to it: when a channel moves to another region, that region's people are
        asked, whoever said yes before.
        """
        return f"{self.fingerprint}{IN_REGION}{region}"


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """How each region approves: by its own policy, else by the `usual` one.

    None in the place of a policy: nobody has to say yes there.
    """

    usual: Policy | None = Policy()
    regions: Mapping[str, Policy | None] = field(default_factory=dict)

    def of(self, region: str) -> Policy | None:
        """The policy of a region, None where nobody has to say yes."""
        return self.regions.get(region, self.usual)

    def fingerprint(self, region: str) -> str | None:
        """What a release must have been given under to count in a region; None: none is needed."""
        policy = self.of(region)
        return None if policy is None else policy.asked_in(region)

    @property
    def asks(self) -> bool:
        """True when anything has to be approved anywhere."""
        return any(each is not None for each in (self.usual, *self.regions.values()))


class Basis(StrEnum):
    """What a yes rests on: a registered person, an invitation, or nobody who is known.

    `alone` is a yes of somebody who worked while nobody was registered. It counts until somebody
    is.
    """

    PERSON = "person"
    INVITATION = "invitation"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Approval:
    """One yes to a variant: who said it, and when (UTC); a changed variant has another hash.

    `step` is the role for which it was said, `policy` the policy that asked for
    it, and `basis` what it rests on. `revoked` is when (UTC) `revoked_by` took that back, None
    while it stands.
    """

    variant_hash: str
    who: str
    at: datetime
    note: str = ""
    revoked: datetime | None = None
    revoked_by: str = ""
    step: str = "approver"
    basis: Basis = Basis.ALONE
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said of a variant, at an instant (UTC).

    One with `sent_back` asks for a change and holds the variant, until `ended` (UTC) by `ended_by`.
    """

    id: int
    variant_hash: str
    who: str
    at: datetime
    words: str
    sent_back: bool = False
    ended: datetime | None = None
    ended_by: str = ""

    @property
    def holds(self) -> bool:
        """True for a request for a change that stands."""
        return self.sent_back and self.ended is None


#: The rules where the configuration says nothing: one approver's yes.
USUAL: Final = ApprovalRules()
#: The rules of a campaign in which nobody has to say yes.
NO_APPROVAL: Final = ApprovalRules(None)
