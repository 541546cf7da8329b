"""The journal: the booked receipts, one JSON line each, in a file beside the database.

::

    receipt → database (committed) → one line here

The database is the truth, and this file outlives it. When an older copy of the database is put
back, the lines say what went out since, and at which address. If a line cannot be written, that is
logged, and publishing goes on. A line that a crash has torn is skipped.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from errno import EACCES
from pathlib import Path
from typing import Any

from campaign.keys import part_key
from campaign.model import Publication, Receipt

log = logging.getLogger(__name__)

_BLOCK = 64 * 1024  # bytes read at once
_LONGEST = 1_000_000  # bytes; our lines are much shorter, so a longer one is not ours
_INTEGERS = frozenset({"publication"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One receipt: of a whole publication, or of the part `part` (from 0) of a thread.

    `part` is None for the whole. `at` is the UTC instant at which it was booked, `variant_hash`
    names the words that went out, and `key` is that of the publication or of the part.
    """

    publication: int
    post: str
    occurrence: str
    channel: str
    platform: str
    part: int | None
    key: str
    remote_id: str
    url: str
    at: datetime
    variant_hash: str

    @property
    def identity(self) -> tuple[str, str, str]:
        """Post, occurrence and channel."""
        return (self.post, self.occurrence, self.channel)


class Journal:
    """The journal in one file, which may not exist yet; several processes may append to it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def append(self, entries: Iterable[Entry]) -> None:
        """Append these in one write; raises nothing: an error is logged."""
        lines = b"".join(_line(entry) for entry in entries)
        if not lines:
            return
        try:
            append_lines(self.file, lines)
        except OSError as error:
            log.error(
                "A receipt is not in the journal: %s",
                error,
                extra={"action": "journal_failed", "file": str(self.file)},
            )

    def check_writable(self) -> None:
        """Raises OSError when nothing could be appended; changes nothing, and makes no file."""
        if self.file.exists():
            os.close(os.open(self.file, os.O_WRONLY | os.O_APPEND))
            return
        there = next(each for each in self.file.parents if each.exists())
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(EACCES, os.strerror(EACCES), str(there))

    def last(self) -> Entry | None:
        """The newest entry, None when there is none; reads only the end of the file."""
        return next(self.backwards(), None)

    def backwards(self) -> Iterator[Entry]:
        """Every entry, the newest first; holds one block in memory. Raises OSError."""
        for line in lines_backwards(self.file):
            entry = _entry(line)
            if entry is not None:
                yield entry


def append_lines(path: Path, lines: bytes) -> None:
    """Append whole lines to a file in one write, and make it where it is not there.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            # A process was ended in the middle of a line: only that line is lost.
            lines = b"\n" + lines
        if os.write(file, lines) != len(lines):
            raise OSError("the disk took only a part of it")
    finally:
        os.close(file)


def booked(
    journal: Journal | None,
    receipts: Iterable[tuple[Publication, Receipt, int | None]],
    now: datetime,
) -> None:
    """Append receipts that were booked at `now` (UTC), after their commit.

    Each comes with the number of its part in its thread, from 0. None means that every part is out,
    and the receipt is that of the post itself. Raises nothing.
    """
    if journal is None:
        return
    journal.append(
        Entry(
            publication=publication.id,
            post=publication.post,
            occurrence=publication.occurrence,
            channel=publication.channel,
            platform=publication.platform,
            part=part,
            key=part_key(publication.key, part or 0),
            remote_id=receipt.remote_id,
            url=receipt.url,
            at=now,
            variant_hash=publication.variant_hash,
        )
        for publication, receipt, part in receipts
    )


def _line(entry: Entry) -> bytes:
    values = {**asdict(entry), "at": entry.at.astimezone(UTC).isoformat()}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _entry(line: bytes) -> Entry | None:
    """The entry of a line; None for a line that is torn, or that another program wrote."""
    try:
        stored = json.loads(line)
        at = datetime.fromisoformat(stored["at"])
        values: dict[str, Any] = {each.name: stored[each.name] for each in fields(Entry)}
    except (ValueError, KeyError, TypeError):
        return None
    for name, value in values.items():
        wanted: Any = int if name in _INTEGERS else int | None if name == "part" else str
        if not isinstance(value, wanted):
            return None
    if at.tzinfo is None:
        return None
    return Entry(**{**values, "at": at.astimezone(UTC)})


def lines_backwards(path: Path) -> Iterator[bytes]:
    """The lines of a file from its end, without line ends; none for an empty file."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        at = file.seek(0, os.SEEK_END)
        rest = b""
        while at:
            size = min(_BLOCK, at)
            at -= size
            file.seek(at)
            first, *lines = (file.read(size) + rest).split(b"\n")
            yield from (line for line in reversed(lines) if line)
            # The first line of a block begins in the block before; a too long one is no line.
            rest = first if len(first) <= _LONGEST else b""
        if rest:
            yield rest
