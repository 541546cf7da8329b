"""What was done to a post, as sentences: from the record, and from the tables for the time before.

What the history, the approvals and the attempts have and the record has not is told without a
number, so that a reader sees that nothing chains it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from campaign.model import State
from campaign.model.attempts import Attempt, AttemptOutcome
from campaign.model.changes import ChangeKind, TryOutcome
from campaign.storage.record import RecordAct
from campaign.storage.trust.entries import Entry
from campaign.storage.trust.read_backs import Outcome
from campaign.usecases.trust.deeds_beside_posts import words_of
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

# Acts that another one tells for a reader as well.
_STEPS: Final = frozenset(
    {
        *(RecordAct.ATTEMPT_BEGAN, RecordAct.VARIANT_STORED, RecordAct.FOUND),
        *(RecordAct.VARIANT_PLANNED, RecordAct.NOTICE_SENT),
    }
)
_ON_ITS_WAY: Final = ("publishing", "pending")

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

# Acts on words: the record has one entry for all publications of the same words.
_OF_WORDS: Final = frozenset(
    {RecordAct.VARIANT_APPROVED.value, RecordAct.APPROVAL_TAKEN_BACK.value}
)
# A second step ends an attempt in an entry of its own.
_SAME: Final = {RecordAct.ATTEMPT_MARKED.value: RecordAct.ATTEMPT_ENDED.value}

# A worker's name: machine, process, and a mark of its start.
_WORKER = re.compile(r"(.+):\d+:[0-9a-f]{8}")

Names = Callable[[str], Doer]


def doer(who: str, names: Mapping[str, Doer]) -> Doer:
    """Who that is: a registered person, the publisher itself, or whoever worked alone."""
    if who in names:
        return names[who]
    worker = _WORKER.fullmatch(who)
    return Doer(who, f"the publisher on {worker[1]}", is_publisher=True) if worker else Doer(who)


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


def from_history(rows: Iterable[Mapping[str, Any]], channel: str, who: Names) -> Iterator[Deed]:
    """The moves of one publication, as the history has them."""
    for row in rows:
        words = moved(row["before"], row["after"], row["reason"])
        act, by = RecordAct.PUBLICATION_MOVED.value, who(row["who"])
        step = _is_step_of_sending(row["before"], row["after"])
        yield Deed(row["at"], act, words, by, row["publication"], channel, is_step=step)


def from_approvals(approvals: Iterable[Yes], publication: int, channel: str) -> Iterator[Deed]:
    """The approvals of a publication's words, and what was taken back of them."""
    for yes in approvals:
        about = (publication, channel)
        act, words = RecordAct.VARIANT_APPROVED.value, f"Approved as {yes.step}"
        yield Deed(yes.at, act, words, yes.who, *about, yes.note)
        if yes.revoked and yes.revoked_by:
            act = RecordAct.APPROVAL_TAKEN_BACK.value
            yield Deed(yes.revoked, act, "Took the approval back", yes.revoked_by, *about)


def from_attempts(attempts: Iterable[Attempt], channel: str, who: Names) -> Iterator[Deed]:
    """How the attempts of a publication ended."""
    for attempt in attempts:
        if attempt.ended:
            act, words = RecordAct.ATTEMPT_ENDED.value, ended(attempt.outcome)
            by = who(attempt.worker)
            yield Deed(attempt.ended, act, words, by, attempt.publication, channel)


def joined(recorded: Sequence[Deed], told: Iterable[Deed]) -> tuple[Deed, ...]:
    """The acts of the record and those that only the tables tell, in the order of time.

    An act that stands in both is told once, with its number. What the tables alone have is from
    before the record began, or is missing in the record.
    """
    known = {_same(deed) for deed in recorded}
    only = [deed for deed in told if _same(deed) not in known]
    return tuple(sorted((*recorded, *only), key=lambda deed: (deed.at, deed.number or 0)))


def _same(deed: Deed) -> tuple[str, int | None, datetime]:
    """What an act of the record and one of the tables have in common when they are the same."""
    of_words = deed.act in _OF_WORDS
    return _SAME.get(deed.act, deed.act), None if of_words else deed.publication, deed.at


def from_entry(
    entry: Entry, channels: Mapping[int, str], of_words: Mapping[str, str], who: Names
) -> Deed:
    """What one entry of the record tells.

    `channels` are by publication, `of_words` by the hash of what they were to say.
    """
    redacted = entry.was_redacted("who")
    named = Doer("", redacted=True) if redacted else who(entry.secret("who") or "")
    return Deed(
        at=entry.at,
        act=entry.act,
        words=_words(entry),
        who=named,
        publication=entry.publication,
        channel=channels.get(entry.publication or 0) or _channel(entry, of_words),
        note=_note(entry),
        number=entry.number,
        hash=entry.hash,
        is_step=_is_step(entry),
    )


def _is_step(entry: Entry) -> bool:
    match entry.act:
        case RecordAct.PUBLICATION_MOVED:
            before, after = entry.public.get("before"), entry.public.get("after")
            return after == "withdrawn" or _is_step_of_sending(str(before), str(after))
        case RecordAct.ATTEMPT_MARKED:
            return "outcome" not in entry.public.get("set", ())
        case _:
            return entry.act in _STEPS


def _is_step_of_sending(before: str, after: str) -> bool:
    """True for a move that the attempt tells as well: it begins, or ends as the attempt did."""
    return after == "publishing" or (
        before in _ON_ITS_WAY and after in ("pending", "published", "failed")
    )


#: What the other acts are called; those that need more of their entry are in `_words`.
_PLAIN: Final[Mapping[str, str]] = {
    RecordAct.INVITED: "Invited somebody to review",
    RecordAct.INVITATION_ENDED: "Ended an invitation to review",
    RecordAct.VARIANT_PLANNED: "Planned",
    RecordAct.VARIANT_RELEASED: "All steps of the approval are done",
    RecordAct.VARIANT_SENT_BACK: "Sent back with a comment",
    RecordAct.VARIANT_COMMENTED: "Commented",
    RecordAct.APPROVAL_ASKED: "Asked for approval",
    RecordAct.APPROVAL_REMINDED: "Asked for approval again",
    RecordAct.APPROVAL_TAKEN_BACK: "Took the approval back",
    RecordAct.VARIANT_STORED: "Had its texts and pictures made",
    RecordAct.FOUND: "It was there when the record began",
    RecordAct.ATTEMPT_BEGAN: "Began to send",
    RecordAct.ATTEMPT_MARKED: "Wrote down what became of an attempt",
    RecordAct.WITHDRAWAL_ASKED: "Asked to withdraw it",
    RecordAct.WITHDRAWAL_DONE: "Withdrew it",
    RecordAct.CORRECTION_ASKED: "Asked to correct it",
    RecordAct.CORRECTION_DONE: "Corrected it",
    RecordAct.READING_ACCEPTED: "Accepted that readers see something else",
    RecordAct.CONSENT_ENDED: "Recorded that a consent has ended",
    RecordAct.FINDING_DISMISSED: "Dismissed a finding",
    RecordAct.FINDING_REINSTATED: "Let a dismissed finding count again",
    RecordAct.PAUSED: "Paused",
    RecordAct.RESUMED: "Resumed",
    RecordAct.FIGURE_ENTERED: "Entered a figure by hand",
    RecordAct.POST_NAMED: "Named a post that the program did not publish",
    RecordAct.KPI_ENTERED: "Entered the number of an indicator",
    RecordAct.REPORT_DECIDED: "Decided about a report that may have arrived",
    RecordAct.SKIPPED: "Skipped it",
    RecordAct.SKIP_ENDED: "Took the skip back",
}


def _words(entry: Entry) -> str:
    details = entry.public
    match entry.act:
        case RecordAct.PUBLICATION_MOVED:
            reason = entry.secret("reason") or ""
            return moved(str(details.get("before")), str(details.get("after")), reason)
        case RecordAct.VARIANT_APPROVED:
            step = details.get("step")
            return f"Approved as {step}" if step else "Approved"
        case RecordAct.CHANGE_BEGAN | RecordAct.CHANGE_ENDED:
            return _changed(details)
        case RecordAct.ATTEMPT_ENDED | RecordAct.ATTEMPT_MARKED if "outcome" in details.get(
            "set", ()
        ):
            return ended(AttemptOutcome(str(details["set"]["outcome"])))
        case RecordAct.PART_OUT:
            return f"Part {int(details['number']) + 1} is out"
        case RecordAct.READING_COMPARED:
            return _read(details)
        case RecordAct.FINDING_DISMISSED | RecordAct.FINDING_REINSTATED if details.get("code"):
            return f"{_PLAIN[entry.act]}: {details['code']}"
        case _:
            beside = _PLAIN.get(entry.act) or words_of(entry)
            return beside or entry.act.replace(".", ": ").replace("-", " ")


def _changed(details: Mapping[str, Any]) -> str:
    """What was asked of a network about a part that is out, and how that ended."""
    part = int(details.get("part", 0)) + 1
    what = {
        ChangeKind.WITHDRAWAL: f"take part {part} back",
        ChangeKind.EDIT: f"put other words into part {part}",
        ChangeKind.REPLY: f"put a reply there as part {part}",
    }[ChangeKind(str(details["change"]))]
    outcome = str(details.get("outcome") or "")
    if not outcome:
        return f"Asked the network to {what}"
    if outcome in set(TryOutcome):
        return f"Asked the network to {what}: {_TRIED[TryOutcome(outcome)]}"
    return f"Asked the network to {what}: {ended(AttemptOutcome(outcome))}"


_TRIED: Final = {
    TryOutcome.UNDER_WAY: "no answer yet",
    TryOutcome.NO_ANSWER: "its answer is not known",
    TryOutcome.DONE: "it is done",
    TryOutcome.FOUND_DONE: "it was so already",
    TryOutcome.STILL_THERE: "it says that it is done, and still shows the post",
}


def _read(details: Mapping[str, Any]) -> str:
    detail = str(details.get("detail") or "")
    match details.get("outcome"):
        case Outcome.SAME:
            return "Read back: readers see what was approved"
        case Outcome.DIFFERENT | Outcome.GONE:
            return f"Read back: readers see something else than was approved: {detail}"
        case _:
            return f"Could not be read back: {detail}"


def _channel(entry: Entry, of_words: Mapping[str, str]) -> str:
    """Which channel an act on words was about, "" for none."""
    told = (str(entry.public.get(key)) for key in ("variant", "variant_hash"))
    found = next((of_words[each] for each in told if each in of_words), "")
    return found or str(entry.public.get("channel") or "")


def _note(entry: Entry) -> str:
    """A person's own words with an act: a note, a comment or a reason."""
    if entry.act == RecordAct.PUBLICATION_MOVED:
        return ""  # its reason is told with the move
    for key in ("note", "comment", "reason", "words"):
        if entry.was_redacted(key):
            return "(redacted)"
        if found := entry.secret(key):
            return found
    return ""


def _state(word: str) -> str:
    return STATES[State(word)] if word in set(State) else word
