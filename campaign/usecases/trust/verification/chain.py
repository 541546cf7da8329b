"""Every entry in the order of its number: does it follow from the one before, and is it whole?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from campaign.storage import raw_rows, record_format
from campaign.storage.raw_rows import PORTION
from campaign.storage.record_format import BEGINNING, PRIVATE, commitment
from campaign.storage.tables import record
from campaign.usecases.trust.verification.findings import Wrong
from campaign.usecases.trust.verification.forgotten import ACTS, Forgotten

_FIELDS = raw_rows.bare(record).c
_MOST: Final = 1000  # things that are told; what is wrong with a million entries is one thing


@dataclass(frozen=True, slots=True)
class Read:
    """One entry as it lies there, chained or not; `number` is None for a loose one.

    `details` is its public part without the commitments. `private` has the values that are there.
    """

    id: int
    number: int | None
    at: str
    act: str
    post: str
    publication: int | None
    details: Mapping[str, Any]
    private: Mapping[str, str]
    forgotten: Forgotten

    def value(self, key: str, absent: str | None = "") -> str | None:
        """A private value, or what stands for it in tables where it was redacted or pruned."""
        if key in self.private:
            return self.private[key]
        if self.number is not None:
            found = self.forgotten.placeholder(self.number, key)
            if found is not None:
                return found
        return absent

    def wrong(self, where: str, what: str) -> Wrong:
        """Something wrong about this entry."""
        return Wrong(where, what, self.number, self.act, self.post, self.at)


@dataclass(slots=True)
class Chain:
    """What the walk along the chain has found so far."""

    forgotten: Forgotten
    entries: int = 0
    hash: str = BEGINNING
    begins: str = ""
    wrong: list[Wrong] = field(default_factory=list)
    backwards: int = 0
    first_backwards: int = 0

    def blame(self, some: Wrong) -> None:
        """Keep one thing that is wrong; beyond a thousand, they are not kept."""
        if len(self.wrong) < _MOST:
            self.wrong.append(some)


def forgotten(connection: Connection) -> Forgotten:
    """What was redacted or pruned, by the record itself."""
    found = Forgotten()
    acts = (_FIELDS.number.is_not(None), _FIELDS.act.in_(ACTS))
    for row in raw_rows.select(connection, record, *acts, order=("number",)):
        details = raw_rows.parsed(row["public"])
        if isinstance(details, dict) and isinstance(row["number"], int):
            found.learn(row["number"], details)
    return found


def walk(connection: Connection, chain: Chain) -> Iterator[list[Read]]:
    """Check every chained entry, and give them a portion at a time."""
    last: int = 0
    usable: set[str] = {BEGINNING}
    time = ""
    # A number below 1 is none that we give.
    for row in raw_rows.select(connection, record, _FIELDS.number < 1, limit=10):
        chain.blame(_read(row, chain.forgotten).wrong("record", "has a number that is none"))
    while rows := raw_rows.select(
        connection, record, _FIELDS.number > last, order=("number",), limit=PORTION
    ):
        given = []
        for row in rows:
            entry = _read(row, chain.forgotten)
            number = row["number"]
            if not isinstance(number, int):  # SQLite keeps text in any column
                chain.blame(entry.wrong("record", "has a number that is none"))
                continue
            if number != last + 1:
                missing = str(last + 1) if number == last + 2 else f"{last + 1} to {number - 1}"
                chain.blame(entry.wrong("record", f"before this one, {missing} is missing"))
                usable = set()
            own = _digests(row, usable)
            if usable and row["hash"] not in own:
                chain.blame(entry.wrong("record", "was changed, or does not follow"))
            # If an entry was changed, the next one follows from its hash or from its true content.
            usable = {str(row["hash"]), *own}
            _commitments(row, entry, chain)
            if time and entry.at < time:
                chain.backwards += 1
                chain.first_backwards = chain.first_backwards or number
            time = entry.at
            chain.begins = chain.begins or entry.at
            last = number
            given.append(entry)
            chain.hash = str(row["hash"])
        if not given:
            break
        chain.entries += len(given)
        yield given
    numberless = (_FIELDS.number.is_(None), _FIELDS.hash != "")
    for row in raw_rows.select(connection, record, *numberless, limit=10):
        chain.blame(_read(row, chain.forgotten).wrong("record", "has lost its number"))


def of_publications(
    connection: Connection, numbers: list[int], forgotten: Forgotten
) -> dict[int, list[Read]]:
    """The entries about these publications, in the order of their ids.

    Whoever moves a publication has locked its row, so that is the order in which things happened.
    On PostgreSQL, an entry may get a later number than a later one, if it was chained later.
    """
    found: dict[int, list[Read]] = {}
    rows = raw_rows.select(connection, record, _FIELDS.publication.in_(numbers))
    for row in rows:
        found.setdefault(row["publication"], []).append(_read(row, forgotten))
    return found


def loose(connection: Connection, forgotten: Forgotten) -> Iterator[Read]:
    """The entries that are not chained yet."""
    last = 0
    none = _FIELDS.number.is_(None)
    while rows := raw_rows.select(connection, record, none, _FIELDS.id > last, limit=PORTION):
        last = rows[-1]["id"]
        yield from (_read(row, forgotten) for row in rows)


def one(connection: Connection, number: int, forgotten: Forgotten) -> Read | None:
    """One entry by its number."""
    rows = raw_rows.select(connection, record, _FIELDS.number == number)
    return _read(rows[0], forgotten) if rows else None


def _read(row: Mapping[str, Any], forgotten: Forgotten) -> Read:
    public = raw_rows.parsed(row["public"])
    private = raw_rows.parsed(row["private"])
    details = {k: v for k, v in public.items() if k != PRIVATE} if isinstance(public, dict) else {}
    values = {
        key: pair[1]
        for key, pair in (private.items() if isinstance(private, dict) else ())
        if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], str)
    }
    return Read(
        *(row["id"], row["number"], str(row["at"]), str(row["act"]), str(row["post"])),
        *(row["publication"], details, values, forgotten),
    )


def _digests(row: Mapping[str, Any], before: set[str]) -> set[str]:
    """The hashes that the content of an entry has after any of these; none for odd content."""
    if not raw_rows.is_canonical(row["public"]):
        return set()
    try:
        return {
            record_format.digest(
                each,
                number=row["number"],
                id=row["id"],
                at=row["at"],
                act=row["act"],
                post=row["post"],
                publication=row["publication"],
                public=row["public"],
            )
            for each in before
        }
    except (ValueError, TypeError):
        return set()


def _commitments(row: Mapping[str, Any], entry: Read, chain: Chain) -> None:
    """Compare the private values with the commitments to them."""
    public, private = raw_rows.parsed(row["public"]), raw_rows.parsed(row["private"])
    if not isinstance(private, dict) or not raw_rows.is_canonical(row["private"]):
        chain.blame(entry.wrong("record", "its private values were changed"))
        return
    commitments = public.get(PRIVATE) if isinstance(public, dict) else None
    if not isinstance(commitments, dict):
        return  # its own hash has told that
    for key in sorted({*commitments, *private}, key=str):
        gone = chain.forgotten.placeholder(row["number"], key) is not None
        if key not in private:
            if not gone:
                chain.blame(entry.wrong("record", f"its private {key} was deleted by nobody"))
        elif not _fits(private[key], commitments.get(key)):
            chain.blame(entry.wrong("record", f"its private {key} was changed"))
        elif gone:
            chain.blame(entry.wrong("record", f"its private {key} is there, and was redacted"))


def _fits(pair: Any, wanted: Any) -> bool:
    if not (isinstance(pair, list) and len(pair) == 2):
        return False
    salt, value = pair
    if not (isinstance(salt, str) and isinstance(value, str)):
        return False
    try:
        own: bool = commitment(salt, value) == wanted
    except UnicodeEncodeError:
        return False
    return own
