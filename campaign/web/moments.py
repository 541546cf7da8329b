"""What was read a moment ago, for whoever asks for the same: fifty people look at one morning."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Any, Final, TypeVar, cast

T = TypeVar("T")

#: For how many seconds what was read is given again.
FRESH: Final = 3.0


class Moments:
    """Keeps what was read for a moment; an act at this desk ends it for everything.

    Of several who ask for the same at once, one reads and the others wait for it.
    """

    def __init__(self, fresh: float = FRESH) -> None:
        self._fresh = fresh  # seconds
        self._lock = Lock()
        self._locks: dict[Hashable, Lock] = {}
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._acts = 0

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` gives, or gave a moment ago under this key."""
        with self._lock:
            own = self._locks.setdefault(key, Lock())
        with own:
            with self._lock:
                kept, acts = self._kept.get(key), self._acts
            if kept is not None and monotonic() - kept[0] < self._fresh:
                return cast(T, kept[1])
            found = read()
            with self._lock:
                if acts == self._acts:  # else it may have been read before the act
                    self._forget_old()
                    self._kept[key] = (monotonic(), found)
            return found

    def changed(self) -> None:
        """Something was done here: what was read before is old."""
        with self._lock:
            self._acts += 1
            self._kept.clear()

    def _forget_old(self) -> None:
        oldest = monotonic() - self._fresh
        self._kept = {key: each for key, each in self._kept.items() if each[0] > oldest}
        if len(self._locks) > 1000:
            self._locks.clear()
