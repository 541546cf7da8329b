"""Sandbox time: real time until somebody sets it, and never backwards unless asked twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class ClockWentBack(Exception):
    """The new time lies before the present one, and going back was not forced."""


def real_time() -> datetime:
    """Read the machine's clock, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # the sandbox is a door: somebody has to look


def read_moment(text: str) -> datetime:
    """Read an RFC 3339 time with a zone and give it in UTC.

    Raises ValueError for anything else, also for a time without a zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no zone")
    return moment.astimezone(UTC)


def wire_time(moment: datetime) -> str:
    """Write a moment as most networks do: UTC, milliseconds, a closing Z."""
    return (
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
    )


class SandboxClock:
    """What time it is in the sandbox.

    `base` gives the running time (real time when none is handed in). `set` stops the clock at a
    moment, so that a rehearsal of two weeks is the same every time it is run. `resume` is for a
    restart: the clock runs on from the last event, so it is never earlier than the stored posts.
    """

    def __init__(self, base: Callable[[], datetime] | None = None) -> None:
        self._base = base or real_time
        self._injected = base is not None
        self._shift = timedelta(0)
        self._stopped_at: datetime | None = None

    @property
    def stopped(self) -> bool:
        """True while the clock stands still because somebody has set it."""
        return self._stopped_at is not None

    def now(self) -> datetime:
        """The present moment of the sandbox, in UTC. Raises ValueError for a naive base clock."""
        if self._stopped_at is not None:
            return self._stopped_at
        moment = self._base()
        if moment.tzinfo is None:
            raise ValueError("the sandbox needs a clock that knows its zone")
        return moment.astimezone(UTC) + self._shift

    def set(self, moment: datetime, *, force: bool = False) -> None:
        """Stop the clock at `moment`. Raises ClockWentBack for the past, unless forced."""
        if moment < self.now() and not force:
            raise ClockWentBack(f"{wire_time(moment)} is before {wire_time(self.now())}")
        self._stopped_at = moment.astimezone(UTC)

    def resume(self, last_seen: datetime) -> None:
        """Run on from `last_seen` when the running time has not reached it yet.

        A clock that was handed in is not changed.
        """
        if not self._injected and last_seen > self.now():
            self._shift = last_seen - self._base()
