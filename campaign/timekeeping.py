"""One clock for all that workers compare: when a post is due, a lease ends, a try began.

::

    PostgreSQL   the database's clock, carried on by this machine's steady clock between two looks
    SQLite       this machine's clock, corrected when the networks' servers agree that it is wrong

A machine's own clock may be wrong by an hour, and may be set while the program runs. On PostgreSQL
it is not used at all, so the stamps of all workers can be compared. On SQLite all workers share one
machine. There, the `Date` header of the networks' answers shows when the machine's clock is wrong.
A server's clock may be wrong as well. So a correction needs two answers of one server that agree,
and beyond `skew.LARGEST_SKEW` two servers.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from campaign.plan.skew import LARGEST_SKEW, REPORTED_SKEW

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

#: Seconds after which an answer is too slow to use: nobody knows when the server read its clock.
QUICK: Final = 2.0
#: Two samples of one server agree when they differ by no more than this.
AGREE: Final = timedelta(seconds=5)
#: Seconds for which a server's samples are used.
KEPT: Final = 3600.0

_BOOT: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)  # Linux has it
_HALF_A_SECOND = timedelta(milliseconds=500)  # a `Date` leaves out what is below a second
_STALL = 1.0  # seconds between two readings that should take none: this process stood still


def steady() -> float:
    """Seconds of a clock that nobody can set; if possible, it also runs during sleep."""
    return time.monotonic() if _BOOT is None else time.clock_gettime(_BOOT)


@dataclass(frozen=True, slots=True)
class Skew:
    """How far this machine's clock is off, as last measured; positive when it is slow.

    `source` is the clock it was compared with: "database" or "networks".
    """

    by: timedelta
    source: str


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A time of the database's clock (UTC), and the steady clock's reading at that moment."""

    time: datetime
    steady: float


@dataclass(frozen=True, slots=True)
class _Sample:
    offset: timedelta
    steady: float


class Timekeeper:
    """The time in UTC, by the best clock there is; many threads may share one.

    `host` gives this machine's time in UTC, `seconds` the reading of its steady clock. A wrong
    clock is logged, once for each change.
    """

    def __init__(self, host: Clock, seconds: Callable[[], float] = steady) -> None:
        self._host = host
        self._steady = seconds
        self._lock = Lock()
        self._read = self._both()
        self._anchor: _Anchor | None = None
        self._from_database: timedelta | None = None
        self._servers: dict[str, deque[_Sample]] = {}
        self._correction = timedelta(0)
        self._heard: timedelta | None = None  # what the networks' servers say, when it counts
        self._logged: dict[str, timedelta] = {}

    def __call__(self) -> datetime:
        """The time in UTC."""
        host, now = self._look()
        anchor = self._anchor
        return host + self._correction if anchor is None else _carried(anchor, now)

    @property
    def knows(self) -> bool:
        """True once a database has given its time quickly enough."""
        return self._anchor is not None

    @property
    def skew(self) -> Skew | None:
        """How far this machine's clock is off; None until anything could be compared."""
        with self._lock:
            if self._from_database is not None:
                return Skew(self._from_database, "database")
            return None if self._heard is None else Skew(self._heard, "networks")

    @property
    def slow_by(self) -> float | None:
        """The same in seconds: below 0 where this machine's clock is fast."""
        skew = self.skew
        return None if skew is None else skew.by.total_seconds()

    def ask(self, database: Clock) -> bool:
        """Use the clock of a database that all workers share; `database` asks it for its time.

        An answer that took longer than `QUICK` changes nothing: then it gives False. Raises what
        `database` raises.
        """
        before = self._steady()
        database_time = database()
        host, now = self._look()
        took = now - before
        if took > QUICK:
            return False
        with self._lock:
            middle = database_time + timedelta(seconds=took / 2)
            # A difference within the answer's own delay is no news: then the time goes on evenly.
            anchor = self._anchor
            if anchor is None or abs(middle - _carried(anchor, now)).total_seconds() > took / 2:
                self._anchor = anchor = _Anchor(middle, now)
            ours = _carried(anchor, now)
            self._from_database = ours - host
            counts = "all work goes by the database's time"
            self._log_skew(host, ours, "the database's says", counts)
        return True

    def heard(self, server: str, date: datetime, seconds: float) -> None:
        """Use the time (UTC) in a server's answer, which came after so many seconds."""
        host, now = self._look()
        if not 0 <= seconds <= QUICK:
            return
        offset = date + _HALF_A_SECOND - (host - timedelta(seconds=seconds / 2))
        with self._lock:
            self._servers.setdefault(server, deque(maxlen=2)).append(_Sample(offset, now))
            found = _agreed(self._words(now))
            if found is None:
                return
            off, sure = found
            if self._anchor is not None:
                self._log_networks(host + off, _carried(self._anchor, now))
                return
            # A correction that is in force already needs no second server again.
            sure = sure or (bool(self._correction) and abs(off - self._correction) <= REPORTED_SKEW)
            self._heard = off if sure else None
            self._correction = off if sure and abs(off) > REPORTED_SKEW else timedelta(0)
            counts = "all work goes by their time"
            too_far = "that is too far to believe one server, and changes nothing"
            self._log_skew(host, host + off, "the networks say", counts if sure else too_far)

    def stamped(self, newest: datetime) -> None:
        """Log it when a stamp in the database (UTC) lies ahead of our time."""
        now = self()
        ahead = newest - now
        with self._lock:
            if not self._is_news("stamp", ahead if ahead > REPORTED_SKEW else timedelta(0)):
                return
        if ahead > REPORTED_SKEW:
            log.warning(
                "The database holds a stamp of %s, and now it is %s: a clock was %s fast, "
                "or this one is slow",
                *(_in_words(newest), _in_words(now), words(ahead)),
                extra={"action": "clock_skew", "seconds": ahead.total_seconds()},
            )

    def _both(self) -> tuple[datetime, float]:
        """This machine's two clocks, read at the same moment."""
        while True:
            before, host, after = self._steady(), self._host(), self._steady()
            if after - before < _STALL:
                return host, after

    def _look(self) -> tuple[datetime, float]:
        """Both clocks; if a person has set this machine's clock, what was learnt is forgotten."""
        host, now = self._both()
        before, then = self._read
        step = (host - before) - timedelta(seconds=now - then)
        if abs(step) <= REPORTED_SKEW:
            self._read = host, now
            return host, now
        with self._lock:
            before, then = self._read
            step = (host - before) - timedelta(seconds=now - then)
            self._read = host, now
            if abs(step) <= REPORTED_SKEW:
                return host, now  # another thread has noticed it
            self._servers.clear()
            self._correction = timedelta(0)
            self._heard = None
            if self._from_database is None:
                self._logged.clear()
            else:
                self._from_database -= step
        log.warning(
            "This machine's clock was set from %s to %s, %s",
            _in_words(host - step),
            _in_words(host),
            "which changes nothing: all work goes by the database's time"
            if self._anchor is not None
            else "and all work goes by it until the networks say otherwise",
            extra={"action": "clock_stepped", "seconds": step.total_seconds()},
        )
        return host, now

    def _words(self, now: float) -> list[timedelta]:
        """The offset by each server whose last two samples agree and are not old."""
        found = []
        for samples in self._servers.values():
            some = [each.offset for each in samples if now - each.steady <= KEPT]
            if len(some) == 2 and abs(some[0] - some[1]) <= AGREE:
                found.append(some[1])
        return found

    def _log_skew(self, host: datetime, right: datetime, claim: str, consequence: str) -> None:
        off = right - host
        if not self._is_news("host", off if abs(off) > REPORTED_SKEW else timedelta(0)):
            return
        extra = {"action": "clock_off", "seconds": off.total_seconds()}
        if abs(off) <= REPORTED_SKEW:
            log.info("This machine's clock is right again: %s", _in_words(host), extra=extra)
            return
        log.warning(
            "This machine's clock says %s, %s %s: it is %s %s; %s",
            *(_in_words(host), claim, _in_words(right)),
            *(words(abs(off)), "slow" if off > timedelta(0) else "fast", consequence),
            extra=extra,
        )

    def _log_networks(self, theirs: datetime, ours: datetime) -> None:
        """Log it when the networks' servers do not agree with the database's clock."""
        off = theirs - ours
        if self._is_news("networks", off if abs(off) > REPORTED_SKEW else timedelta(0)):
            log.warning(
                "The database's clock says %s, the networks say %s; "
                "all work goes by the database's time",
                *(_in_words(ours), _in_words(theirs)),
                extra={"action": "clock_off", "seconds": off.total_seconds()},
            )

    def _is_news(self, kind: str, off: timedelta) -> bool:
        """True when this differs from what was last logged; 0 means that all is well."""
        last = self._logged.get(kind, timedelta(0))
        if bool(last) == bool(off) and abs(off - last) <= REPORTED_SKEW:
            return False
        self._logged[kind] = off
        return True


def words(span: timedelta) -> str:
    """A span of time for people: 40 s, 20 min, 3 h, 2 days."""
    seconds = round(abs(span).total_seconds())
    for size, unit in ((86_400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _agreed(offsets: list[timedelta]) -> tuple[timedelta, bool] | None:
    """The median offset of the servers, and whether to trust it; None without any.

    Of two in the middle, the one that is nearer to our own clock.
    """
    if not offsets:
        return None
    some = sorted(offsets)
    middle = min(some[(len(some) - 1) // 2], some[len(some) // 2], key=abs)
    near = sum(abs(each - middle) <= REPORTED_SKEW for each in some)
    return middle, near >= 2 or abs(middle) <= LARGEST_SKEW


def _carried(anchor: _Anchor, now: float) -> datetime:
    return anchor.time + timedelta(seconds=now - anchor.steady)


def _in_words(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
