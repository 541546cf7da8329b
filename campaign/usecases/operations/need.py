"""What needs a person, as values: a cause, since when, until when, and what it threatens.

::

    Need                 one cause, which one person settles once
    ├── Concern          a publication that it is about
    └── Threat           what is still to come and would go the same way

The words that a door shows are made of these values; `cause` and `said` are English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from campaign.model import State
from campaign.plan.rights import Act


class NeedKind(StrEnum):
    """What kind of thing needs a person; the order is that of two with the same deadline.

    `unknown`: it may be out, and nobody knows. `foreign`: its account shows its words already, in a
    post that is not ours. `taking-back`: a withdrawal or a correction that no program can finish.
    `differs`: readers get it otherwise than approved. `failed`. `pending`: its network has worked
    on it for more than an hour. `unlooked`: a backup was put back, and somebody has to look.
    `paused`: an account, a region or everything is stopped. `unattended`: it is due, nothing holds
    it, and nobody sends it. `sent-back`: somebody who approves asks for a change. `to-approve`.
    `held`: findings, a plan or a consent hold it back. `limits`: its server takes less than when it
    was planned. `unreachable`: a network would not find its picture. `missed`. `unconfigured`: its
    channel left the configuration. `credential`: a sign-in ends before planned posts.
    `translations`: the source of translations changed. `version`: a version of a network's API
    ends. `clock`: clocks disagree.
    """

    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    TAKING_BACK = "taking-back"
    DIFFERS = "differs"
    FAILED = "failed"
    PENDING = "pending"
    UNLOOKED = "unlooked"
    PAUSED = "paused"
    UNATTENDED = "unattended"
    SENT_BACK = "sent-back"
    TO_APPROVE = "to-approve"
    HELD = "held"
    LIMITS = "limits"
    UNREACHABLE = "unreachable"
    MISSED = "missed"
    UNCONFIGURED = "unconfigured"
    CREDENTIAL = "credential"
    TRANSLATIONS = "translations"
    VERSION = "version"
    CLOCK = "clock"


#: What is settled at `/settle`; the others have a page of their own.
TO_SETTLE: Final = frozenset(
    {
        NeedKind.UNKNOWN,
        NeedKind.FOREIGN,
        NeedKind.TAKING_BACK,
        NeedKind.DIFFERS,
        NeedKind.FAILED,
        NeedKind.PENDING,
        NeedKind.UNLOOKED,
        NeedKind.PAUSED,
        NeedKind.MISSED,
    }
)


class FirstStep(StrEnum):
    """The first thing that a person does about a need.

    `decide`: look at the account, and say what became of it. `connect`: connect the account again.
    `edit`: mend the post. `new-time`: give it another time. `lay-out`: whoever looks after the
    server lays the pictures out where networks fetch them. `resume`: let it go on. `approve`.
    `compare`: compare translations with their source. `by-hand`: do it at the network, and say so.
    `look`: see what readers get. `operate`: whoever looks after the server looks at it.
    """

    DECIDE = "decide"
    CONNECT = "connect"
    EDIT = "edit"
    NEW_TIME = "new-time"
    LAY_OUT = "lay-out"
    RESUME = "resume"
    APPROVE = "approve"
    COMPARE = "compare"
    BY_HAND = "by-hand"
    LOOK = "look"
    OPERATE = "operate"


@dataclass(frozen=True, slots=True)
class Concern:
    """A publication that a need is about.

    `at` is the instant (UTC) it is, or was, meant for; `headline` its card's, in its own
    `language`. `cause` says in words why it stands as it does. `until` is when (UTC) it is to be
    approved, None where it need not be.
    """

    id: int
    post: str
    headline: str
    channel: str
    platform: str
    region: str
    language: str
    state: State
    at: datetime
    tries: int = 0
    cause: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Threat:
    """What is still to come and would go the same way: how many, and the first of it (UTC)."""

    count: int = 0
    first: datetime | None = None
    post: str = ""
    headline: str = ""


NO_THREAT: Final = Threat()


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that needs a person.

    `key` names it in an address, and stays while the cause is the same. `cause` is it in plain
    words, `detail` the program's own more exact ones, `said` what a network or a person said, in
    their own words, "" for nothing. `since` is when (UTC) it began, None
    where nobody knows. `deadline` is the instant (UTC) from which waiting costs something: what is
    overdue already has one that has passed; None where nothing is lost by waiting. `count` is how
    many publications (of translations: how many copies) it is about, `concerns` the first of them.
    `scope` is that of a pause or the channel of a credential. `regions` are those that it touches,
    and `act` is what a person must be allowed to do there; `yours` whether the one who asks is.
    """

    kind: NeedKind
    key: str
    cause: str
    first_step: FirstStep
    detail: str = ""
    said: str = ""
    since: datetime | None = None
    deadline: datetime | None = None
    count: int = 0
    concerns: tuple[Concern, ...] = ()
    threat: Threat = NO_THREAT
    scope: str = ""
    who: str = ""
    regions: frozenset[str] = frozenset()
    act: Act = Act.DECIDE
    yours: bool = True

    @property
    def posts(self) -> tuple[str, ...]:
        """The posts that it is about, each once."""
        return tuple(dict.fromkeys(each.post for each in self.concerns))
