"""Which publishers are at work, and whose clock is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from campaign.plan.skew import REPORTED_SKEW
from campaign.storage.overview import Seen
from campaign.timekeeping import words

#: A worker that has not reported for longer than this counts as dead.
SILENT: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Worker:
    """A publisher on this database; `alive` when it has reported just now.

    `skew` is by how many seconds its machine's own clock is slow (below 0: fast), None when it was
    not measured.
    """

    name: str
    version: str
    started: datetime
    beat: datetime
    alive: bool
    skew: float | None = None


def worker(seen: Seen, now: datetime) -> Worker:
    """The state of a worker at `now` (UTC)."""
    alive = now - seen.beat <= SILENT
    return Worker(seen.name, seen.version, seen.started, seen.beat, alive, seen.skew)


def measured(skew: float | None, workers: Sequence[Worker]) -> float | None:
    """The newest measure of a clock: `skew` when it was taken just now, else the last worker's."""
    with_skew = [each for each in workers if each.skew is not None]
    if skew is not None or not with_skew:
        return skew
    return max(with_skew, key=lambda each: each.beat).skew


def wrong(
    now: datetime, skew: float | None, workers: Sequence[Worker], newest: datetime | None
) -> tuple[str, ...]:
    """Which clocks are wrong, in words.

    `skew` is this machine's, None where it was not measured; `newest` the newest instant (UTC) in
    the database.
    """
    clocks = [("this machine's clock", skew)]
    clocks += [(f"the clock of {each.name}", each.skew) for each in workers if each.alive]
    found = [f"{whose} is {deviation}" for whose, off in clocks if (deviation := _off(off))]
    if newest is not None and newest - now > REPORTED_SKEW:
        ahead = words(newest - now)
        found.append(
            f"the database holds a stamp {ahead} ahead: a clock was fast, or this one is slow"
        )
    return tuple(found)


def _off(skew: float | None) -> str:
    span = timedelta(seconds=skew or 0)
    if abs(span) <= REPORTED_SKEW:
        return ""
    return f"{words(span)} {'slow' if span > timedelta(0) else 'fast'}"
