"""The vault of an adapter that was given none: its credential is lost when the process ends."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock

from campaign.model import Kept, Renewed


class Pocket:
    """Keeps one credential in memory; several threads may share it."""

    def __init__(self) -> None:
        self._kept = Kept()
        self._lock = RLock()

    def get(self) -> Kept:
        """The credential that is kept now."""
        return self._kept

    def renew(self, version: int, renewal: Callable[[Kept], Renewed]) -> Kept:
        """The credential after `version`, renewed if needed; raises what `renewal` raises."""
        with self._lock:
            if self._kept.version <= version:
                renewed = renewal(self._kept)
                self._kept = Kept(self._kept.version + 1, renewed.text, renewed.expires)
            return self._kept
