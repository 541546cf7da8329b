"""What was done to a post, as sentences: from the record, and from the tables for the time before.

The record is believed from its first entry on. What was done before that is told from the history,
the approvals and the attempts, without a number: nothing chains it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from campaign.model import State
from campaign.model.attempts import Attempt, AttemptOutcome
from campaign.storage.record import RecordAct
from campaign.storage.trust.entries import Entry
from campaign.usecases.trust.story import Deed, Doer, Yes

#: How a reader is told of each state.
STATES: Final[Mapping[State, str]] = {
    State.SCHEDULED: "Scheduled",
    State.PUBLISHING: "Going out",
    State.PENDING: "At the network",
    State.UNKNOWN: "May be out",
    State.PUBLISHED: "Out",
    State.FAILED: "Failed",
    State.MISSED: "Missed",
    State.CANCELLED: "Cancelled",
    State.WITHDRAWN: "Withdrawn",
}

#: Steps that only a full account needs: another deed tells the same for a reader.
MINOR: Final = frozenset({RecordAct.ATTEMPT_BEGAN.value, "publication.moved:publishing"})

_OUTCOMES: Final[Mapping[AttemptOutcome, str]] = {
    AttemptOutcome.UNDER_WAY: "the request was under way",
    AttemptOutcome.SECOND_STEP: "the step that makes it public was under way",
    AttemptOutcome.NO_ANSWER: "its worker never reported how it ended",
    AttemptOutcome.PUBLISHED: "the network published it",
    AttemptOutcome.PENDING: "the network took it and had not made it public yet",
    AttemptOutcome.NOT_SENT: "nothing was sent",
    AttemptOutcome.ABSENT: "it did not arrive",
    AttemptOutcome.UNSUPPORTED: "the network cannot do what the post asks for",
    AttemptOutcome.REJECTED: "the network refused it",
    AttemptOutcome.UNAUTHORIZED: "the network refused the credential",
    AttemptOutcome.RATE_LIMITED: "the network asked to wait",
    AttemptOutcome.UNAVAILABLE: "the network took nothing",
    AttemptOutcome.OUTCOME_UNKNOWN: "no usable answer came",
    AttemptOutcome.ALREADY_THERE: "the network says that it has it already",
    AttemptOutcome.UNCLASSIFIED: "it ended in a way that nobody can read",
}

# A worker's name: machine, process, and a mark of its start.
_WORKER = re.compile(r"(.+):\d+:[0-9a-f]{8}")

Names = Callable[[str], Doer]


def doer(who: str, names: Mapping[str, Doer]) -> Doer:
    """Who that is: a registered person, the publisher itself, or whoever worked alone."""
    if who in names:
        return names[who]
    worker = _WORKER.fullmatch(who)
    return Doer(who, f"the publisher on {worker[1]}") if worker else Doer(who)


def moved(before: str, after: str, reason: str) -> str:
    """A move between two states in words."""
    named = _state(after)
    match before, after:
        case "", "scheduled":
            words = "Planned"
        case _ if before == after:
            words = f"Stayed “{named}”"
        case "scheduled" | "missed" | "failed" | "cancelled", "scheduled":
            words = f"Given another time (it was “{_state(before)}”)"
        case _:
            words = f"Became “{named}” (before: “{_state(before)}”)" if before else named
    return f"{words}: {reason}" if reason and reason.casefold() != words.casefold() else words


def ended(outcome: AttemptOutcome) -> str:
    """How an attempt ended in words."""
    return f"Sent to the network: {_OUTCOMES[outcome]}"


def from_history(
    rows: Iterable[Mapping[str, Any]], channel: str, who: Names, before: datetime | None
) -> Iterator[Deed]:
    """The moves of one publication that were made before the record began (`before`, UTC)."""
    for row in rows:
        if before is None or row["at"] < before:
            act = RecordAct.VARIANT_PLANNED if not row["before"] else RecordAct.PUBLICATION_MOVED
            words = moved(row["before"], row["after"], row["reason"])
            yield Deed(*(row["at"], act.value, words, who(row["who"]), row["publication"], channel))


def from_approvals(
    approvals: Iterable[Yes], publication: int, channel: str, before: datetime | None
) -> Iterator[Deed]:
    """The approvals, and what was taken back, of before the record began."""
    for yes in approvals:
        about = (publication, channel)
        if before is None or yes.at < before:
            words = f"Approved as {yes.step}"
            yield Deed(yes.at, RecordAct.VARIANT_APPROVED.value, words, yes.who, *about, yes.note)
        if yes.revoked and yes.revoked_by and (before is None or yes.revoked < before):
            act = RecordAct.APPROVAL_TAKEN_BACK.value
            yield Deed(yes.revoked, act, "Took the approval back", yes.revoked_by, *about)


def from_attempts(
    attempts: Iterable[Attempt], channel: str, who: Names, before: datetime | None
) -> Iterator[Deed]:
    """The attempts of before the record began."""
    for attempt in attempts:
        if attempt.ended and (before is None or attempt.ended < before):
            act, words = RecordAct.ATTEMPT_ENDED.value, ended(attempt.outcome)
            by = who(attempt.worker)
            yield Deed(attempt.ended, act, words, by, attempt.publication, channel)


def from_entry(entry: Entry, channels: Mapping[int, str], who: Names) -> Deed:
    """What one entry of the record tells."""
    redacted = entry.was_redacted("who")
    named = Doer("", redacted=True) if redacted else who(entry.secret("who") or "")
    return Deed(
        at=entry.at,
        act=entry.act,
        words=_words(entry),
        who=named,
        publication=entry.publication,
        channel=channels.get(entry.publication or 0, str(entry.public.get("channel", ""))),
        note=_note(entry),
        number=entry.number,
        hash=entry.hash,
    )


#: What the other acts are called; those that need more of their entry are in `_words`.
_PLAIN: Final[Mapping[str, str]] = {
    RecordAct.INVITED: "Invited somebody to review",
    RecordAct.INVITATION_ENDED: "Ended an invitation to review",
    RecordAct.VARIANT_PLANNED: "Planned",
    RecordAct.VARIANT_RELEASED: "All steps of the approval are done",
    RecordAct.VARIANT_SENT_BACK: "Sent back with a comment",
    RecordAct.VARIANT_COMMENTED: "Commented",
    RecordAct.APPROVAL_TAKEN_BACK: "Took the approval back",
    RecordAct.ATTEMPT_BEGAN: "Began to send",
    RecordAct.WITHDRAWAL_ASKED: "Asked to withdraw it",
    RecordAct.WITHDRAWAL_DONE: "Withdrew it",
    RecordAct.CORRECTION_ASKED: "Asked to correct it",
    RecordAct.CORRECTION_DONE: "Corrected it",
    RecordAct.CONSENT_ENDED: "Recorded that a consent has ended",
    RecordAct.FINDING_DISMISSED: "Dismissed a finding",
    RecordAct.FINDING_REINSTATED: "Let a dismissed finding count again",
    RecordAct.PAUSED: "Paused",
    RecordAct.RESUMED: "Resumed",
}


def _words(entry: Entry) -> str:
    details = entry.public
    match entry.act:
        case RecordAct.PUBLICATION_MOVED:
            told = (str(details.get(key) or "") for key in ("before", "after", "reason"))
            return moved(*told)
        case RecordAct.VARIANT_APPROVED:
            step = details.get("step")
            return f"Approved as {step}" if step else "Approved"
        case RecordAct.ATTEMPT_ENDED:
            return ended(AttemptOutcome(str(details.get("outcome", ""))))
        case RecordAct.PART_OUT:
            return f"Part {int(details.get('part', details.get('number', 0))) + 1} is out"
        case RecordAct.READING_COMPARED:
            return _read(details)
        case RecordAct.FINDING_DISMISSED | RecordAct.FINDING_REINSTATED if details.get("code"):
            return f"{_PLAIN[entry.act]}: {details['code']}"
        case _:
            return _PLAIN.get(entry.act, entry.act.replace(".", ": ").replace("-", " "))


def _read(details: Mapping[str, Any]) -> str:
    if details.get("problem"):
        return f"Could not be read back: {details['problem']}"
    differences = details.get("differences") or ()
    if not differences:
        return "Read back: readers see what was approved"
    return "Read back: readers see " + "; ".join(map(str, differences))


def _note(entry: Entry) -> str:
    """A person's own words with an act: a note, a comment or a reason."""
    for key in ("note", "comment", "reason", "words"):
        if entry.was_redacted(key):
            return "(redacted)"
        if found := entry.secret(key):
            return found
        if key == "note" and (public := entry.public.get(key)):
            return str(public)
    return ""


def _state(word: str) -> str:
    return STATES[State(word)] if word in set(State) else word
