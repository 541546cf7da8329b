"""Detect that another file has taken the place of an open SQLite database.

A process that has a database open keeps using the same file, even if that was moved away, deleted
or replaced since. No other process ever sees what is written there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from campaign.errors import StorageError
from campaign.timekeeping import steady

#: Seconds for which a look at the file counts where many posts leave.
SOON: Final = 0.1

_REPLACED: Final = "the database was replaced while it was open: start again"
_GONE: Final = (
    "the database was moved away or deleted while it was open: put it back, or `campaign restore` "
    "a backup, and start again"
)


class DatabaseFile:
    """The file behind an open database; `path` is None where the database is on a server.

    While a connection is open, the system does not give the file's number to another file, so the
    number identifies it. `seconds` is a clock that never jumps.
    """

    def __init__(self, path: Path | None, seconds: Callable[[], float] = steady) -> None:
        self._path = path
        self._seconds = seconds
        self._looked = -SOON
        self._opened: tuple[int, int] | None = None

    def connected(self) -> None:
        """Note the file of a new connection: the first one decides it, the others must lead to it.

        Raises StorageError when one leads to another file.
        """
        if self._opened is None:
            self._opened = self._there()
        self.check()

    def closed(self) -> None:
        """Every connection was closed: the next one is the first again."""
        self._opened = None

    def check(self) -> None:
        """Raises StorageError when the open file is no longer the one under its name."""
        if trouble := self.trouble():
            raise StorageError(f"{self._path}: {trouble}")

    def trouble(self) -> str:
        """Why this database may no longer be used, in words; "" when it may."""
        if self._opened is None:
            return ""
        there = self._there()
        if there == self._opened:
            return ""
        return _GONE if there is None else _REPLACED

    def recent_trouble(self) -> str:
        """The same, by a look that is no older than `SOON`: cheap, for each post that leaves.

        Each look lets another thread go first, and at a thousand posts a second that is felt.
        """
        now = self._seconds()
        if now - self._looked < SOON:
            return ""
        trouble = self.trouble()
        if not trouble:
            self._looked = now
        return trouble

    @property
    def is_replaced(self) -> bool:
        """True when another file stands under its name, so that it can be opened anew."""
        return self._opened is not None and self._there() not in (None, self._opened)

    def _there(self) -> tuple[int, int] | None:
        """What identifies the file that stands under the name; None when there is none."""
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
