"""What is done to a post after it went out: taken back, or corrected, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class ChangeKind(StrEnum):
    """What is done to a part: `withdrawal` deletes it, `edit` puts other words in its place.

    `reply` adds a part under those that are out.
    """

    WITHDRAWAL = "withdrawal"
    EDIT = "edit"
    REPLY = "reply"


class ChangeState(StrEnum):
    """Where a change of one part stands.

    `asked`: a person asked for it, and nothing is under way. `working`: a worker has it, and its
    request may have left. `unknown`: it left, and nobody knows what came of it. `by-hand`: no
    program can do it, and a person does. `failed`: the network refused it for good. `done`: it is
    so. `dropped`: nobody wants it any more, or nothing of it ever went out.
    """

    ASKED = "asked"
    WORKING = "working"
    UNKNOWN = "unknown"
    BY_HAND = "by-hand"
    FAILED = "failed"
    DONE = "done"
    DROPPED = "dropped"


#: In these states the publisher goes on with a change by itself.
UNDER_WAY: Final = (ChangeState.ASKED, ChangeState.WORKING, ChangeState.UNKNOWN)
#: In these states a person has to do something.
LEFT_TO_PERSONS: Final = (ChangeState.BY_HAND, ChangeState.FAILED)
#: In these states nobody knows whether a request has done what it asked for.
IN_DOUBT: Final = (ChangeState.WORKING, ChangeState.UNKNOWN)
#: In these states nothing follows any more.
ENDED: Final = (ChangeState.DONE, ChangeState.DROPPED)


class TryOutcome(StrEnum):
    """How a try of a change ended; other words are those of `AttemptOutcome`.

    `done`: the network did it. `found-done`: it was so already, as reading the post showed.
    `still-there`: the network says that it deleted the post, and still shows it.
    """

    UNDER_WAY = "under-way"
    NO_ANSWER = "no-answer"
    DONE = "done"
    FOUND_DONE = "found-done"
    STILL_THERE = "still-there"


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a publication that is to be taken back or corrected, as the database holds it.

    Instants are UTC. `part` counts from 0; `remote_id` and `url` are its own at the network, "" for
    a post that was on its way when it was asked for. `variant_before` is the hash of what is
    public. `variant_after` is that of what takes its place: in an edit under the same id, after a
    withdrawal as a new post at `due`; "" for nothing. `who` asked for it at `asked`, and why is
    `reason`. `claim` grows each time a worker takes it. `answer` says for a person how it stands.
    `ended_by` is the worker that did it, or the person who did it by hand. `token` finds a reply
    at its network that is accepted and not public yet.
    """

    id: int
    publication: int
    part: int
    kind: ChangeKind
    state: ChangeState
    remote_id: str
    url: str
    variant_before: str
    variant_after: str
    who: str
    reason: str
    asked: datetime
    not_before: datetime
    due: datetime | None = None
    worker: str = ""
    lease_until: datetime | None = None
    claim: int = 0
    tries: int = 0
    answer: str = ""
    ended: datetime | None = None
    ended_by: str = ""
    token: str = ""

    @property
    def may_be_out(self) -> bool:
        """Whether this is a reply of which nobody knows yet whether it is out."""
        return self.kind is ChangeKind.REPLY and self.state in IN_DOUBT


@dataclass(frozen=True, slots=True)
class ChangeTry:
    """One try of a change: written down before its request leaves, finished after the answer.

    `request` is what was sent, for an edit its body; `answer` is the network's own.
    """

    id: int
    change: int
    worker: str
    started: datetime
    ended: datetime | None
    outcome: str
    request: str
    answer: str
