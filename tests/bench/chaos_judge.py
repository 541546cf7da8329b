"""What the rows say, held against what a network's ledger says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from campaign.model import Publication, State, Variant

#: What tells which post a text belongs to, and which part of it.
_WHICH = re.compile(r"This is (?:more of )?post \d+")
_SAYS_IT_IS_NOT_OUT = frozenset({State.SCHEDULED, State.FAILED, State.MISSED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Posted:
    """One line of a ledger: on which channel, the words, the id there, and when (UTC)."""

    channel: str
    text: str
    id: str
    at: datetime

    @property
    def which(self) -> str:
        """Of which post it is, and which part."""
        return which(self.text)


def which(text: str) -> str:
    """The words that tell a post and a part of it from all others."""
    found = _WHICH.match(text)
    return found[0] if found else text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    `untrue` counts rows that say other than the ledger: published and not there, not published and
    there, there in other words, or with the id of another post. `asked` counts those that a person
    has to look for although the network can be asked, `left` those that only a person can look
    for. `stray` counts what became public after it had been stopped.
    """

    published: int
    duplicates: int
    lost: int
    stuck: int
    asked: int
    untrue: int
    left: int = 0
    stray: int = 0

    @property
    def broken(self) -> bool:
        """True when the promise was not kept."""
        return any((self.duplicates, self.lost, self.stuck, self.untrue, self.asked, self.stray))


@dataclass(frozen=True, slots=True)
class Stop:
    """Words that were not to become public on a channel, from an instant (UTC) on, or until one."""

    channel: str
    text: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known at the end of a run.

    `wanted` are the posts and channels that were to go out; `askable` tells whether a publication's
    network can be asked; `texts` are the variants by their hashes.
    """

    rows: Sequence[Publication]
    texts: Mapping[str, Variant]
    posted: Sequence[Posted]
    wanted: Collection[tuple[str, str]]
    askable: Callable[[Publication], bool]
    stops: Iterable[Stop] = ()


@dataclass(slots=True)
class Found:
    """The outcome, and the rows whose stories are worth telling."""

    outcome: Outcome
    wrong: list[Publication] = field(default_factory=list)


def judge(case: Case) -> Found:
    """Hold the rows against the ledger."""
    public: dict[tuple[str, str], list[Posted]] = {}
    for each in case.posted:
        public.setdefault((each.channel, each.which), []).append(each)
    states = Counter(row.state for row in case.rows)
    stuck = states[State.PUBLISHING] + states[State.PENDING]
    unknown = [row for row in case.rows if row.state is State.UNKNOWN]
    asked = [row for row in unknown if case.askable(row)]
    untrue = [row for row in case.rows if _is_untrue(row, case.texts[row.variant_hash], public)]
    twice = [
        row
        for row in case.rows
        if any(len(found) > 1 for found in _found(row, case.texts[row.variant_hash], public))
    ]
    held = {(row.post, row.channel): row for row in case.rows}
    lost = [
        held.get(each)
        for each in case.wanted
        if each not in held or held[each].state in _SAYS_IT_IS_NOT_OUT
    ]
    stray = [each for stop in case.stops for each in case.posted if _is_stray(each, stop)]
    late = {(each.channel, each.which) for each in stray}
    strays = [
        row for row in case.rows if (row.channel, which(case.texts[row.variant_hash].text)) in late
    ]
    outcome = Outcome(
        published=states[State.PUBLISHED],
        duplicates=sum(len(found) - 1 for found in public.values()),
        lost=len(lost),
        stuck=stuck,
        asked=len(asked),
        untrue=len(untrue),
        left=len(unknown) - len(asked),
        stray=len(stray),
    )
    open_ = [row for row in case.rows if row.state in (State.PUBLISHING, State.PENDING)]
    wrong = [*twice, *untrue, *strays, *open_, *asked, *(row for row in lost if row)]
    return Found(outcome, list({row.id: row for row in wrong}.values()))


def _found(
    row: Publication, variant: Variant, public: Mapping[tuple[str, str], list[Posted]]
) -> list[list[Posted]]:
    """What is public of each part."""
    return [public.get((row.channel, which(text)), []) for text in variant.texts]


def _is_untrue(
    row: Publication, variant: Variant, public: Mapping[tuple[str, str], list[Posted]]
) -> bool:
    parts = _found(row, variant, public)
    if row.state in _SAYS_IT_IS_NOT_OUT:
        return bool(parts[0])
    if row.state is not State.PUBLISHED:
        return False
    if not all(parts) or row.remote_id not in {each.id for each in parts[0]}:
        return True
    told = zip(variant.texts, parts, strict=True)
    return any(each.text != text for text, part in told for each in part)


def _is_stray(posted: Posted, stop: Stop) -> bool:
    there = (posted.channel, posted.text) == (stop.channel, stop.text)
    return there and stop.since < posted.at < (stop.until or posted.at + timedelta(1))
