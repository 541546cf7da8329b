"""The sealed heads: numbers and hashes of the record in a file beside the database, one a line.

::

    {"at": "…", "number": 812, "hash": "…", "check": "…"}

Whoever changes the record and reckons all its hashes anew has to change these lines as well, and
whoever cuts its end off leaves lines that name what is missing. So keep a copy of the file where
nobody can change it. `check` is the SHA-256 of the line's other values, so that a changed line is
found. If a line cannot be written, that is logged, and work goes on. A line that a crash has torn
is told from a changed one by its length.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from campaign.bounded_file import read_file
from campaign.errors import StorageError
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record_format import canonical, instant

log = logging.getLogger(__name__)

_END = 4096  # bytes read to find the last line
_LARGEST = 256 * 1024 * 1024  # bytes; a line a minute for two years
#: A whole line is never shorter: its two hashes, its instant and its keys.
_SHORTEST: Final = len('{"at":"","number":1,"hash":"","check":""}') + 64 + 64 + 32


@dataclass(frozen=True, slots=True)
class Head:
    """One sealed head: the record's entry `number` had this `hash` at the instant `at` (UTC)."""

    number: int
    hash: str
    at: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the file: the heads, the numbers of changed lines, and of torn ones (from 1)."""

    heads: tuple[Head, ...] = ()
    changed: tuple[int, ...] = ()
    torn: tuple[int, ...] = ()


class SealedHeads:
    """The file of one campaign, which may not exist yet; several processes may append to it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def keep(self, number: int, hash: str, now: datetime) -> bool:
        """Append a head unless the last line has it; False, and logged, when that failed.

        The line is on the disk when this returns.
        """
        try:
            last = self._last()
            if number and (last is None or (last.number, last.hash) != (number, hash)):
                self._append(Head(number, hash, instant(now)))
        except OSError as error:
            log.error(
                "The head of the record is not sealed: %s",
                error,
                extra={"action": "seal_failed", "file": str(self.file)},
            )
            return False
        return True

    def read(self) -> Lines:
        """Every line; none where there is no file. Raises OSError."""
        try:
            data = read_file(self.file, _LARGEST)
        except FileNotFoundError:
            return Lines()
        heads, changed, torn = [], [], []
        for number, line in enumerate(data.split(b"\n"), start=1):
            if not line:
                continue
            head = _head(line)
            if head is not None:
                heads.append(head)
            elif len(line) < _SHORTEST:
                torn.append(number)
            else:
                changed.append(number)
        return Lines(tuple(heads), tuple(changed), tuple(torn))

    def _last(self) -> Head | None:
        try:
            with self.file.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - _END))
                lines = file.read(_END).split(b"\n")
        except FileNotFoundError:
            return None
        return next((head for line in reversed(lines) if line and (head := _head(line))), None)

    def _append(self, head: Head) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        line = _line(head)
        file = os.open(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            if size and os.pread(file, 1, size - 1) != b"\n":
                line = b"\n" + line
            if os.write(file, line) != len(line):
                raise OSError("the disk took only a part of it")
            os.fsync(file)
        finally:
            os.close(file)


def keep_head(database: Database, heads: SealedHeads, now: datetime) -> None:
    """Write the head as it is into the file, if it is not the last line; raises nothing."""
    try:
        with database.read() as connection:
            number, last = record.head(connection)
    except StorageError as error:
        log.error("The head is not sealed: %s", error, extra={"action": "seal_failed"})
        return
    heads.keep(number, last, now)


def _line(head: Head) -> bytes:
    values = {"at": head.at, "number": head.number, "hash": head.hash, "check": _check(head)}
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def _head(line: bytes) -> Head | None:
    """The head of a line; None for one that is torn or was changed."""
    try:
        stored: dict[str, Any] = json.loads(line)
        head = Head(stored["number"], stored["hash"], stored["at"])
        whole = stored["check"] == _check(head) and _line(head) == line + b"\n"
    except (ValueError, KeyError, TypeError):
        return None
    return head if whole and isinstance(head.number, int) else None


def _check(head: Head) -> str:
    return sha256(canonical([head.at, head.number, head.hash]).encode()).hexdigest()
