"""The sealed heads in the file beside the database, compared with the chain.

If the chain lacks what a line names, it was cut off, or an older copy of the database was put back.
The second stands in the record itself ("backup.restored"): entries after the one that the copy
ended with, of before that moment, are not in this database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from campaign.storage import raw_rows
from campaign.storage.record import RecordAct
from campaign.storage.sealed_heads import Head, Lines, SealedHeads
from campaign.storage.tables import record
from campaign.usecases.trust.verification.chain import Chain, Read
from campaign.usecases.trust.verification.findings import Wrong


@dataclass(frozen=True, slots=True)
class _Restored:
    """A restore: the copy ended with entry `number`, and it was put back at `at`."""

    number: int
    at: str


class Heads:
    """Gathers the seals and restores that entries tell of, and compares them with the file."""

    def __init__(self, connection: Connection, chain: Chain) -> None:
        self._connection = connection
        self._chain = chain
        self._restored: list[_Restored] = []
        self._sealed: list[tuple[Read, int, str]] = []

    def take(self, some: Iterable[Read]) -> None:
        """Take in the seals and restores among these entries."""
        for entry in some:
            if entry.act == RecordAct.RESTORED:
                head = entry.details.get("head")
                number = head.get("number") if isinstance(head, dict) else None
                if isinstance(number, int):
                    self._restored.append(_Restored(number, entry.at))
            elif entry.act == RecordAct.SEALED:
                number, hash = entry.details.get("number"), entry.details.get("hash")
                if isinstance(number, int) and isinstance(hash, str):
                    self._sealed.append((entry, number, hash))

    def finish(self, file: SealedHeads) -> tuple[int, list[str]]:
        """Compare them; gives how many heads are sealed, and what is worth knowing."""
        where = str(file.file)
        try:
            lines = file.read()
        except OSError as error:
            self._chain.blame(Wrong(where, f"cannot be read ({error.strerror})"))
            lines = Lines()
        for number in lines.changed:
            self._chain.blame(Wrong(where, f"line {number} was changed"))
        lost = self._compare(lines.heads, where)
        there = {(head.number, head.hash) for head in lines.heads}
        for entry, number, hash in self._sealed:
            if (number, hash) not in there:
                self._chain.blame(entry.wrong(where, f"the sealed head {number} is missing"))
        notes = [f"{where}: line {number} was torn by a crash" for number in lines.torn]
        return len(lines.heads), [*lost, *notes]

    def _compare(self, heads: Sequence[Head], where: str) -> list[str]:
        """Compare each head with the entry of its number; gives what restores explain."""
        hashes = self._hashes({head.number for head in heads})
        lost: dict[_Restored, int] = {}
        good, broken = 0, False
        for head in heads:
            if hashes.get(head.number) == head.hash:
                good = max(good, head.number)
                continue
            restored = self._explains(head)
            if restored is not None:
                lost[restored] = max(lost.get(restored, 0), head.number)
            elif not broken:
                broken = True
                self._chain.blame(self._broken(head, good, where))
        return [
            f"a backup that ended with entry {each.number} was put back at {each.at}: entries "
            f"{each.number + 1} to {last} of the database before are not in this one"
            for each, last in lost.items()
        ]

    def _broken(self, head: Head, good: int, where: str) -> Wrong:
        if head.number > self._chain.entries:
            what = (
                f"the record was cut off: entry {head.number} was sealed at {head.at}, and the "
                f"record ends with entry {self._chain.entries}; if an older copy of the database "
                "was put back by hand, `campaign restore --mark-only` says so in the record"
            )
        else:
            what = (
                f"entry {head.number} is not the one that was sealed at {head.at}: what follows "
                f"entry {good} was written anew"
            )
        return Wrong(where, what, head.number, at=head.at)

    def _explains(self, head: Head) -> _Restored | None:
        return next(
            (each for each in self._restored if each.number < head.number and head.at <= each.at),
            None,
        )

    def _hashes(self, numbers: set[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        wanted = sorted(numbers)
        for start in range(0, len(wanted), raw_rows.PORTION):
            some = raw_rows.bare(record).c.number.in_(wanted[start : start + raw_rows.PORTION])
            for row in raw_rows.select(self._connection, record, some):
                found[row["number"]] = row["hash"]
        return found
