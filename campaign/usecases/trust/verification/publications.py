"""Every publication, its history, its tries and its parts, compared with what their entries tell.

They are read some hundred at a time, in the order of their numbers, so that the memory needed does
not grow with the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from campaign.storage import raw_rows, row_images
from campaign.storage.moves import EVIDENCE
from campaign.storage.tables import attempts, history, parts, publications, record
from campaign.usecases.trust.verification import chain as entries
from campaign.usecases.trust.verification.chain import Chain, Read
from campaign.usecases.trust.verification.findings import Wrong
from campaign.usecases.trust.verification.told import Told, is_plain_json

_AT_ONCE: Final = 250  # publications
_MOVE: Final = ("at", "who", "before", "after", "reason", "decision")
_TRY: Final = ("variant_hash", "key", "worker", "started", "ended", "outcome", "payload", "answer")
_PART: Final = ("key", "remote_id", "url", "raw", "published_at")
_JSON: Final = frozenset({"payload", "raw"})
_SHOWN: Final = 60  # characters of a value in a message

Rows = dict[int, list[dict[str, Any]]]


def check(connection: Connection, chain: Chain) -> int:
    """Compare every publication; gives how many there are."""
    count = 0
    for numbers in _portions(connection):
        told = entries.of_publications(connection, numbers, chain.forgotten)
        rows = _by(connection, publications, "id", numbers)
        moves = _by(connection, history, "publication", numbers)
        tries = _by(connection, attempts, "publication", numbers)
        out = _by(connection, parts, "publication", numbers)
        for number in numbers:
            count += number in rows
            story = Told()
            for entry in told.get(number, ()):
                story.take(entry)
            some = (moves.get(number, []), tries.get(number, []), out.get(number, []))
            for wrong in _compare(number, rows.get(number, []), some, story):
                chain.blame(wrong)
    return count


def _compare(
    number: int, rows: list[dict[str, Any]], some: tuple[list[dict[str, Any]], ...], story: Told
) -> Iterator[Wrong]:
    last = story.last
    if story.evidence is None or last is None:
        if rows or any(some):
            yield Wrong("publications", f"number {number} is in no entry of the record")
        return
    if not rows:
        yield last.wrong("publications", f"number {number} is missing")
        return
    for name in EVIDENCE:
        if rows[0][name] != story.evidence.get(name):
            yield last.wrong(
                "publications", _differs(number, name, rows[0][name], story.evidence.get(name))
            )
    moves, tries, out = some
    yield from _history(number, _without(history, moves, story), story)
    yield from _tries(number, _without(attempts, tries, story), story)
    yield from _parts(number, _without(parts, out, story), story)
    yield from _images(number, {"history": moves, "attempts": tries, "parts": out}, story)


def _history(number: int, rows: Sequence[Mapping[str, Any]], story: Told) -> Iterator[Wrong]:
    there = [tuple(row[name] for name in _MOVE) for row in rows]
    told = [row for row, _ in story.moves]
    for kind, begin, end, first, behind in SequenceMatcher(
        None, _hashable(told), _hashable(there), autojunk=False
    ).get_opcodes():
        if kind == "equal":
            continue
        for _, entry in story.moves[begin:end]:
            words = "was changed or is missing" if kind == "replace" else "is missing"
            yield entry.wrong("history", f"the move of publication {number} {words}")
        if kind == "insert":
            for row in rows[first:behind]:
                what = f"row {row['id']} of publication {number} is in no entry of the record"
                yield Wrong("history", what, at=str(row["at"]))


def _tries(number: int, rows: Sequence[Mapping[str, Any]], story: Told) -> Iterator[Wrong]:
    # A try of before the record is told in an image; what followed is in its own entries.
    known = {started: told for started, told in story.tries.items() if "payload" in told}
    there = [str(row["started"]) for row in rows]
    for row in rows:
        told = known.get(str(row["started"]))
        if told is None:
            what = f"try {row['id']} of publication {number} is in no entry of the record"
            yield Wrong("attempts", what, at=str(row["started"]))
            continue
        yield from _columns("attempts", f"the try of publication {number}", row, told, _TRY)
    for started, told in known.items():
        if there.count(started) != told["times"]:
            words = "is missing" if there.count(started) < told["times"] else "is there twice"
            yield told["entry"].wrong("attempts", f"the try of publication {number} {words}")
    if set(there) == set(known) and list(dict.fromkeys(there)) != list(known):
        last = story.last
        assert last is not None
        yield last.wrong("attempts", f"the tries of publication {number} have another order")


def _parts(number: int, rows: Sequence[Mapping[str, Any]], story: Told) -> Iterator[Wrong]:
    there = {row["number"]: row for row in rows}
    for part, row in there.items():
        if part not in story.parts:
            what = f"part {part} of publication {number} is in no entry of the record"
            yield Wrong("parts", what, at=str(row["published_at"]))
    for part, told in story.parts.items():
        if part not in there:
            yield told["entry"].wrong("parts", f"part {part} of publication {number} is missing")
            continue
        name = f"part {part} of publication {number}"
        yield from _columns("parts", name, there[part], told, _PART)


def _columns(
    where: str, name: str, row: Mapping[str, Any], told: Mapping[str, Any], columns: Sequence[str]
) -> Iterator[Wrong]:
    entry: Read = told["entry"]
    for column in columns:
        value = raw_rows.parsed(row[column]) if column in _JSON else row[column]
        if value != told.get(column):
            yield entry.wrong(where, f"{name}: {_difference(column, value, told.get(column))}")
        elif column in _JSON and not is_plain_json(row[column]):
            yield entry.wrong(where, f"{name}: {column} was changed")


def _images(number: int, rows: Mapping[str, list[dict[str, Any]]], story: Told) -> Iterator[Wrong]:
    """The rows of before the record, as they stood when it began and as entries told since."""
    if story.found is None or story.images is None:
        return
    for table in (history, attempts, parts):
        images = story.images.get(table.name, {})
        there = {row_images.key(table, row): row for row in rows[table.name]}
        for key, image in images.items():
            row = there.get(key)
            if row is None:
                what = f"row {key} of publication {number} is missing"
                yield story.found.wrong(table.name, what)
                continue
            now = row_images.image(table, row)
            wanted = {**image, **_since(table, image, story)}
            for column in sorted(now):
                if now[column] != wanted.get(column):
                    what = _difference(column, now[column], wanted.get(column))
                    yield story.found.wrong(
                        table.name, f"row {key} of publication {number}: {what}"
                    )


def _since(table: Table, image: Mapping[str, Any], story: Told) -> dict[str, Any]:
    """What entries told since of a try that was there before the record."""
    if table is not attempts:
        return {}
    told = story.tries.get(str(image.get("started")), {})
    names = ("outcome", "ended", "answer")
    changed: dict[str, Any] = {name: told[name] for name in names if name in told}
    return row_images.shortened(table, changed)


def _without(table: Table, rows: Sequence[dict[str, Any]], story: Told) -> list[dict[str, Any]]:
    """The rows that were not there before the record."""
    images = (story.images or {}).get(table.name, {})
    return [row for row in rows if row_images.key(table, row) not in images]


def _portions(connection: Connection) -> Iterator[list[int]]:
    """The numbers of all publications that a row or an entry names, in their order."""
    sources = [
        raw_rows.bare(publications).c.id,
        *(raw_rows.bare(t).c.publication for t in (record, history, attempts, parts)),
    ]
    last = None
    while True:
        found: set[Any] = set()
        for column in sources:
            after = column.is_not(None) if last is None else column > last
            query = select(column).where(after).distinct().order_by(column).limit(_AT_ONCE)
            found.update(connection.scalars(query))
        some = sorted(each for each in found if isinstance(each, int))[:_AT_ONCE]
        if not some:
            return
        yield some
        last = some[-1]


def _by(connection: Connection, table: Table, column: str, numbers: list[int]) -> Rows:
    """The rows of a table by the publication they belong to, in the order of their keys."""
    found: Rows = {}
    for row in raw_rows.select(connection, table, raw_rows.bare(table).c[column].in_(numbers)):
        found.setdefault(row[column], []).append(row)
    return found


def _differs(number: int, column: str, there: Any, told: Any) -> str:
    return f"number {number}: {_difference(column, there, told)}"


def _difference(column: str, there: Any, told: Any) -> str:
    return f"{column} is {_shown(there)}, and the record says {_shown(told)}"


def _shown(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _hashable(rows: Sequence[tuple[Any, ...]]) -> list[str]:
    return [repr(row) for row in rows]
