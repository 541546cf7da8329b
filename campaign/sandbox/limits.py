"""Rate limits in sandbox time: fixed windows, counted by key, shown in each network's headers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock


@dataclass(frozen=True, slots=True)
class Window:
    """At most `points` within each `seconds`."""

    name: str
    points: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one key stands in one window after a request."""

    window: Window
    remaining: int
    reset_at: datetime
    refused: bool


class Limiter:
    """Counts what each key has spent in the window that is running.

    `enforced=False` still counts and shows the numbers, but refuses nothing. It is for benchmarks,
    which send a year's posts in a minute.
    """

    def __init__(self, *, enforced: bool = True) -> None:
        self._enforced = enforced
        self._spent: dict[tuple[str, str], tuple[int, int]] = {}
        self._lock = Lock()

    def spend(self, window: Window, key: str, now: datetime, points: int = 1) -> Standing:
        """Count a request; a request that is refused costs nothing."""
        number = int(now.timestamp()) // window.seconds
        reset_at = datetime.fromtimestamp((number + 1) * window.seconds, UTC)
        with self._lock:
            running, spent = self._spent.get((window.name, key), (number, 0))
            if running != number:
                spent = 0
            refused = self._enforced and spent + points > window.points
            if not refused:
                spent += points
            self._spent[window.name, key] = (number, spent)
        return Standing(window, max(0, window.points - spent), reset_at, refused)
