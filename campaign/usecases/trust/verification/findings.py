"""What a check of the record says: what is wrong, where, and what it has looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is not as it was written.

    `where` names the table or file. `number`, `act`, `post` and `at` (UTC, as the record has it)
    are those of the entry where it is one, or the last that tells of the row.
    """

    where: str
    what: str
    number: int | None = None
    act: str = ""
    post: str = ""
    at: str = ""

    @property
    def words(self) -> str:
        """All of it in one line."""
        entry = f"entry {self.number}" if self.number is not None else ""
        told = ", ".join(part for part in (entry, self.act, self.post, self.at) if part)
        return f"{self.where}: {self.what}" + (f" ({told})" if told else "")


@dataclass(frozen=True, slots=True)
class Verified:
    """What `campaign evidence verify` found.

    `entries` are chained, `loose` wait for that. `begins` is when (UTC) the first entry was
    written, None without any, and `before` says how many rows were there already. `notes` are worth
    knowing, and no fault. `seals` counts the sealed heads, `stamps` the timestamps that hold.
    """

    entries: int = 0
    loose: int = 0
    head: str = ""
    begins: datetime | None = None
    before: Mapping[str, int] = field(default_factory=dict)
    wrong: tuple[Wrong, ...] = ()
    notes: tuple[str, ...] = ()
    seals: int = 0
    stamps: int = 0
    pictures: int = 0

    @property
    def holds(self) -> bool:
        """True when nothing is wrong."""
        return not self.wrong
