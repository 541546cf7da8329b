"""What would have gone wrong: from a calendar, its rehearsal and the real credentials. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

import regex

from campaign.model import Attempt, AttemptOutcome, Channel, Finding, Planned, Publication, State
from campaign.plan.reasons import hold_in_words


class Kind(StrEnum):
    """What can go wrong. The words are stable: machines may compare them."""

    FAILED = "failed"
    MISSED = "missed"
    UNKNOWN = "unknown"
    UNSENT = "unsent"
    IMAGE = "image refused"
    TEXT = "text does not fit"
    BLOCKED = "blocked"
    STOPPED = "channel stopped"
    RATE = "rate limit"
    TOKEN = "token ends"  # noqa: S105 - a kind of trouble, not a token
    COLLISION = "collision"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that would have gone wrong: what, where, with which post, when (UTC), and why.

    `post` is "" for what concerns a channel, `at` None for what has no instant.
    """

    kind: Kind
    channel: str
    post: str
    at: datetime | None
    says: str


#: What a network says about a picture or film rather than about the words.
_ABOUT_PICTURES = regex.compile(r"\b(?:pictures?|images?|photos?|media|films?|videos?)\b", regex.I)
_LONG = ("too-long", "too-many", "alt-too-long")
_PICTURED = (
    "picture-unusable",
    "picture-refused",
    "pictures-many",
    "film-refused",
    "card-undrawable",
)

_STILL: Mapping[State, tuple[Kind, str]] = {
    State.MISSED: (Kind.MISSED, "it came too late"),
    State.UNKNOWN: (Kind.UNKNOWN, "a person would have to decide whether it is out"),
    State.PENDING: (Kind.UNSENT, "its network was still working on it at the end"),
    State.PUBLISHING: (Kind.UNSENT, "it was under way at the end"),
    State.SCHEDULED: (Kind.UNSENT, "it was still waiting at the end"),
}


def ended(publications: Iterable[Publication], findings: Sequence[Finding] = ()) -> list[Trouble]:
    """What did not go out, and how it ended; `findings` say why some was held back."""
    found: list[Trouble] = []
    for publication in publications:
        reason = publication.reason
        if publication.state is State.FAILED:
            about = _ABOUT_PICTURES.search(reason)
            found.append(_of(publication, Kind.IMAGE if about else Kind.FAILED, reason))
        elif publication.state in _STILL:
            kind, why = _STILL[publication.state]
            if publication.hold and kind in (Kind.MISSED, Kind.UNSENT):
                kind, why = _held_back(publication.post, publication.channel, findings)
                by = hold_in_words(publication.hold, publication.hold_detail)
                why, reason = why or f"held back by {by}", ""
            found.append(_of(publication, kind, f"{why}: {reason}" if reason else why))
    return found


def rate_limits(tries: Iterable[tuple[Publication, Attempt]]) -> list[Trouble]:
    """Each channel whose network asked to wait: how often, and what it said first."""
    limited: dict[str, list[tuple[Publication, Attempt]]] = {}
    for publication, attempt in tries:
        if attempt.outcome is AttemptOutcome.RATE_LIMITED:
            limited.setdefault(publication.channel, []).append((publication, attempt))
    found = []
    for channel, some in limited.items():
        first, attempt = min(some, key=lambda each: each[1].started)
        says = f"told to wait {often(len(some))}: {attempt.answer}"
        found.append(Trouble(Kind.RATE, channel, first.post, attempt.started, says))
    return found


def waits_between(
    struck: Mapping[str, Mapping[str, int]], tries: Iterable[tuple[Publication, Attempt]]
) -> list[Trouble]:
    """Networks that asked to wait only in the second step of posts, which has no own attempt.

    `struck` says how often which fault occurred, by network and kind.
    """
    limited = {p.platform for p, attempt in tries if attempt.outcome is AttemptOutcome.RATE_LIMITED}
    found = []
    for network, kinds in struck.items():
        times = kinds.get("rate-limited", 0)
        if times and network not in limited:
            says = f"{network} asked to wait {often(times)} before it made posts public"
            found.append(Trouble(Kind.RATE, "", "", None, says))
    return found


def collisions(planned: Iterable[Planned], channels: Mapping[str, Channel]) -> list[Trouble]:
    """Posts of one channel that are planned closer together than its pace allows."""
    by_channel: dict[str, list[Planned]] = {}
    for each in planned:
        by_channel.setdefault(each.variant.channel, []).append(each)
    found = []
    for name, some in by_channel.items():
        pace = channels[name].min_interval
        for before, after in pairwise(sorted(some, key=lambda each: each.due)):
            apart = after.due - before.due
            if apart < pace or not apart:
                says = f"{_span(apart)} after {before.variant.post}"
                says += f"; the channel keeps {_span(pace)}" if pace else ""
                found.append(Trouble(Kind.COLLISION, name, after.variant.post, after.due, says))
    return found


def tokens(
    expiring: Iterable[tuple[str, datetime]], planned: Iterable[Planned], end: datetime
) -> list[Trouble]:
    """Credentials of the real channels that end before `end`, and how many posts come after.

    `expiring` are channels with the UTC instant after which only a person can bring a new one.
    """
    dues: dict[str, list[datetime]] = {}
    for each in planned:
        dues.setdefault(each.variant.channel, []).append(each.due)
    found = []
    for channel, expires in expiring:
        if expires >= end or channel not in dues:
            continue
        after = sum(due >= expires for due in dues[channel])
        says = f"{after} planned post{'' if after == 1 else 's'} after that: bring a new one before"
        found.append(Trouble(Kind.TOKEN, channel, "", expires, says))
    return found


def uncomposed(
    failed: Iterable[tuple[str, str, str]],
    findings: Sequence[Finding],
    dues: Mapping[tuple[str, str], datetime],
) -> list[Trouble]:
    """What could not even be composed: post and channel, with the finding that says why.

    `dues` has the instant (UTC) of a post on a channel; what is not in it is left out.
    """
    found = []
    for post, _, channel in sorted(failed):
        if (at := dues.get((post, channel))) is None:
            continue
        kind, says = _held_back(post, channel, findings)
        says = says or "it cannot be composed: `campaign check` tells why"
        found.append(Trouble(kind, channel, post, at, says))
    return found


def stopped(pauses: Iterable[tuple[str, datetime, str]]) -> list[Trouble]:
    """Channels that the engine stopped because their credential was refused."""
    return [
        Trouble(Kind.STOPPED, scope.removeprefix("channel:"), "", at, reason)
        for scope, at, reason in pauses
    ]


def repeated(number: int) -> list[Trouble]:
    """Posts that stand on a network twice, as its ledger counts them."""
    says = f"{number} post{' says' if number == 1 else 's say'} again what stands there already"
    return [Trouble(Kind.DUPLICATE, "", "", None, says)] if number else []


def in_order(troubles: Iterable[Trouble]) -> tuple[Trouble, ...]:
    """In the order of time; those without an instant first."""
    return tuple(
        sorted(
            troubles,
            key=lambda t: (t.at is not None, t.at.timestamp() if t.at else 0.0, t.channel, t.kind),
        )
    )


def outcomes(tries: Iterable[tuple[Publication, Attempt]]) -> dict[AttemptOutcome, int]:
    """How many tries ended in which way."""
    return dict(sorted(Counter(attempt.outcome for _, attempt in tries).items()))


def often(number: int) -> str:
    """How many times, in words: "once", "3 times"."""
    return "once" if number == 1 else f"{number} times"


def _of(publication: Publication, kind: Kind, says: str) -> Trouble:
    return Trouble(kind, publication.channel, publication.post, publication.due, says)


def _held_back(post: str, channel: str, findings: Iterable[Finding]) -> tuple[Kind, str]:
    """The kind and message of the gravest finding that holds a post back there, "" for none."""
    why = [f for f in findings if f.blocks and f.post in ("", post) and f.channel in ("", channel)]
    for kind, codes in ((Kind.TEXT, _LONG), (Kind.IMAGE, _PICTURED)):
        for finding in why:
            if finding.code in codes:
                return kind, finding.message
    return Kind.BLOCKED, why[0].message if why else ""


def _span(span: timedelta) -> str:
    """A length of time as people say it: "90 s", "2 min"."""
    seconds = int(span.total_seconds())
    if not seconds:
        return "no time"
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"
