"""What somebody might do to a record that is over: one random change each, by a seeded chance.

They work on a copy of the database with SQLite's own module, as somebody would who knows where the
file lies. Nothing here knows how the check works.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.usecases.trust.small_campaign import Recorded

#: The columns that tell what happened. Left out are the numbers of the rows of `history` and
#: `attempts`, which nothing shows and whose order is checked, and how the publisher goes about it.
COLUMNS: Final = {
    "record": (*("id", "number", "at", "act", "post", "publication", "public", "private", "hash"),),
    "publications": (
        *("id", "post", "occurrence", "channel", "platform", "region", "language", "activity"),
        *("state", "due", "variant_hash", "recipe", "key", "remote_id", "url", "published_at"),
    ),
    "history": ("publication", "at", "who", "before", "after", "reason", "decision"),
    "attempts": (
        *("publication", "variant_hash", "key", "worker", "started", "ended", "outcome"),
        *("payload", "answer"),
    ),
    "parts": ("publication", "number", "key", "remote_id", "url", "raw", "published_at"),
    "variants": ("hash", "body", "created"),
    "approvals": (
        *("id", "variant_hash", "who", "at", "note", "step", "basis", "policy"),
        *("revoked", "revoked_by"),
    ),
    "releases": ("variant_hash", "policy", "at"),
    "people": ("id", "name", "email", "created", "disabled", "redacted"),
    "roles": ("person", "region", "role"),
    "remarks": ("id", "variant_hash", "kind", "who", "at", "words", "ended", "ended_by"),
    "authors": ("variant_hash", "who", "at"),
    "edits": ("post", "language", "who", "at"),
    "pauses": ("id", "scope", "who", "at", "reason", "until", "ended", "ended_by"),
    "dismissals": (
        *("id", "code", "post", "channel", "language", "path", "message", "judged"),
        *("reason", "who", "at", "ended", "ended_by"),
    ),
    "changes": (
        *("id", "publication", "part", "kind", "state", "remote_id", "url", "variant_before"),
        *("who", "reason", "asked", "answer", "ended", "ended_by"),
    ),
    "change_tries": ("id", "change", "worker", "started", "ended", "outcome", "request", "answer"),
    "read_backs": (
        *("publication", "number", "variant_hash", "at", "outcome", "tries", "detail"),
        *("differences", "readings", "accepted", "accepted_by"),
    ),
    "invitations": (
        *("id", "token", "post", "region", "language", "to", "who", "at", "until", "opened"),
        *("revoked", "revoked_by", "answered", "answer", "name", "words"),
    ),
    "consents": ("reference", "at", "who", "reason"),
}

# Rows that are nothing but their key: two that are swapped are the same two rows.
_KEYS: Final = frozenset({"releases", "roles", "authors", "edits"})

# What else of a row has to be another where it is there twice.
_OTHER: Final = {
    "variants": ("hash",),
    "publications": ("occurrence", "key", "remote_id"),
    "releases": ("policy",),
    "people": ("id", "email"),
    "roles": ("role",),
    "authors": ("who",),
    "edits": ("who",),
    "consents": ("reference",),
    "invitations": ("token",),
    "dismissals": ("judged",),
}
_INSTANTS: Final = ("at", "started", "ended", "due", "published_at", "created", "accepted", "until")
_JSON: Final = {
    "record": ("public", "private"),
    "attempts": ("payload",),
    "parts": ("raw",),
    "variants": ("body",),
    "read_backs": ("differences", "readings"),
}

Change = Callable[[Random, Recorded, sqlite3.Connection], str]


def flip(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """One bit of one value of one row is another."""
    table = chance.choice(sorted(COLUMNS))
    column = chance.choice(COLUMNS[table])
    row, value = _any(chance, database, table, column)
    _set(database, table, column, row, _flipped(chance, value))
    return f"a bit of {table}.{column} in row {row}: {value!r:.80}"


def flip_in_record(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """The same in the record itself."""
    column = chance.choice(COLUMNS["record"])
    row, value = _any(chance, database, "record", column)
    _set(database, "record", column, row, _flipped(chance, value))
    return f"a bit of record.{column} in row {row}: {value!r:.80}"


def drop(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """One row is gone."""
    table = chance.choice(sorted(COLUMNS))
    row, _ = _any(chance, database, table, COLUMNS[table][0])
    database.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
    return f"row {row} of {table} is gone"


def swap(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """Two rows have each other's value of a column, or two entries each other's place."""
    table = chance.choice(sorted(COLUMNS))
    column = chance.choice(COLUMNS[table])
    values = dict(database.execute(f'SELECT rowid, "{column}" FROM {table}').fetchall())
    if len(set(values.values())) < 2 or table in _KEYS:
        return drop(chance, made, database)
    one = chance.choice(sorted(values))
    two = chance.choice(sorted(row for row in values if values[row] != values[one]))
    _set(database, table, column, one, None if column == "number" else "…")
    _set(database, table, column, two, values[one])
    _set(database, table, column, one, values[two])
    return f"{table}.{column} of rows {one} and {two} are swapped"


def duplicate(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """A row is there twice, under a key of its own."""
    table = chance.choice(sorted(COLUMNS))
    row, _ = _any(chance, database, table, COLUMNS[table][0])
    cursor = database.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,))
    names = [each[0] for each in cursor.description]
    values = dict(zip(names, cursor.fetchone(), strict=True))
    for name in ("id", "number"):
        if isinstance(values.get(name), int):
            (last,) = database.execute(f"SELECT max({name}) FROM {table}").fetchone()
            values[name] = last + 1
    for name in _OTHER.get(table, ()):
        values[name] = f"{values[name]}2"
    marks = ", ".join("?" for _ in values)
    fields = ", ".join(f'"{name}"' for name in values)
    database.execute(f"INSERT INTO {table} ({fields}) VALUES ({marks})", tuple(values.values()))
    return f"row {row} of {table} is there twice"


def second(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """An instant is one second later."""
    table = chance.choice(sorted(COLUMNS))
    column = chance.choice([c for c in COLUMNS[table] if c in _INSTANTS] or ["at"])
    if column not in COLUMNS[table]:
        return drop(chance, made, database)
    row, value = _any(chance, database, table, column)
    moved = (
        (datetime.fromisoformat(value) + timedelta(seconds=1)) if value else datetime(2026, 12, 1)
    )
    _set(database, table, column, row, moved.strftime("%Y-%m-%d %H:%M:%S.%f"))
    return f"{table}.{column} of row {row} is a second later"


def spelling(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """The same JSON has one more space, or, in an entry, its keys have another order."""
    table = chance.choice(sorted(_JSON))
    column = chance.choice(_JSON[table])
    row, text = _any(chance, database, table, column)
    value = json.loads(text)
    other = f"{text} "
    if isinstance(value, dict) and len(value) > 1 and table == "record":
        other = json.dumps(dict(reversed(value.items())), ensure_ascii=False, separators=(",", ":"))
    _set(database, table, column, row, other)
    return f"{table}.{column} of row {row} is spelled otherwise"


def nothing(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """A value is no more: "" where something stood, or "" instead of NULL."""
    table = chance.choice(sorted(COLUMNS))
    column = chance.choice(COLUMNS[table])
    row, value = _any(chance, database, table, column)
    if value == "":
        return flip(chance, made, database)
    _set(database, table, column, row, "")
    return f"{table}.{column} of row {row} is empty: {value!r:.80}"


def exchange(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """Two rows have each other's number."""
    table = chance.choice([t for t in sorted(COLUMNS) if "id" in COLUMNS[t] and t != "people"])
    rows = [row for (row,) in database.execute(f"SELECT id FROM {table}")]
    one, two = chance.sample(rows, 2)
    for before, after in ((one, -1), (two, one), (-1, two)):
        database.execute(f"UPDATE {table} SET id = ? WHERE id = ?", (after, before))
    return f"rows {one} and {two} of {table} have each other's number"


def exchange_private(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """Two entries have each other's private values."""
    found = database.execute("SELECT rowid, private FROM record ORDER BY rowid").fetchall()
    (one, first), (two, other) = chance.sample(found, 2)
    _set(database, "record", "private", one, other)
    _set(database, "record", "private", two, first)
    return f"rows {one} and {two} have each other's private values"


def close_up(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """An entry is gone, all after it moved up by one, and their hashes are reckoned anew."""
    (last,) = database.execute("SELECT max(number) FROM record").fetchone()
    number = chance.randint(1, last - 1)
    database.execute("DELETE FROM record WHERE number = ?", (number,))
    for each in range(number + 1, last + 1):
        database.execute("UPDATE record SET number = ? WHERE number = ?", (each - 1, each))
    _reckon(database, number)
    return f"entry {number} is gone, and nothing is missing"


def cut(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """The end of the record is gone."""
    (last,) = database.execute("SELECT max(number) FROM record").fetchone()
    first = chance.randint(2, last)
    database.execute("DELETE FROM record WHERE number >= ?", (first,))
    return f"entries from {first} on are gone"


def rewrite(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """An entry says something else, and all hashes from there on are reckoned anew."""
    (last,) = database.execute("SELECT max(number) FROM record").fetchone()
    number = chance.randint(1, last)
    column = chance.choice(("act", "post", "at", "public"))
    row, value = database.execute(
        f"SELECT rowid, {column} FROM record WHERE number = ?", (number,)
    ).fetchone()
    if column == "public":
        public = {**json.loads(value), "more": chance.random()}
        value = json.dumps(public, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    elif column == "at":
        value = f"2025{value[4:]}"
    else:
        value = f"{value}.other"
    _set(database, "record", column, row, value)
    _reckon(database, number)
    return f"entry {number} says another {column}, and all after it follow"


def lose_private(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """A private value is deleted, as nobody asked for."""
    row, value = _any(chance, database, "record", "private")
    private = json.loads(value)
    key = chance.choice(sorted(private))
    del private[key]
    text = json.dumps(private, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    _set(database, "record", "private", row, text)
    return f"the private {key} of row {row} is deleted"


def salt(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """A private value or its salt is another, with nothing else changed."""
    row, value = _any(chance, database, "record", "private")
    private = json.loads(value)
    key = chance.choice(sorted(private))
    private[key][chance.randrange(2)] += "x"
    text = json.dumps(private, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    _set(database, "record", "private", row, text)
    return f"the private {key} of row {row} is another"


def picture(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """A stored picture has another bit, or is gone."""
    file = chance.choice(sorted(each for each in made.media.folder.rglob("*") if each.is_file()))
    if chance.random() < 0.2:
        file.unlink()
        return f"{file.name} is gone"
    _flip_file(chance, file)
    return f"a bit of {file.name}"


def head(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """A sealed head has another bit."""
    lines = made.heads.file.read_bytes().split(b"\n")
    number = chance.randrange(len(lines) - 1)
    line = bytearray(lines[number])
    at = chance.randrange(len(line))
    line[at] ^= 1 << chance.randrange(8)
    if line[at] == 0x0A:
        line[at] ^= 1
    lines[number] = bytes(line)
    made.heads.file.write_bytes(b"\n".join(lines))
    return f"byte {at} of line {number + 1} of the sealed heads"


def lose_head(chance: Random, made: Recorded, database: sqlite3.Connection) -> str:
    """The line of a daily seal is gone, or the whole file."""
    sealed = database.execute("SELECT public FROM record WHERE act = 'record.sealed'").fetchall()
    hash = json.loads(chance.choice(sealed)[0])["hash"]
    if chance.random() < 0.3:
        made.heads.file.unlink()
        return "the sealed heads are gone"
    lines = made.heads.file.read_text().splitlines(keepends=True)
    made.heads.file.write_text("".join(line for line in lines if hash not in line))
    return f"the sealed head {hash:.8} is gone"


CHANGES: Final[tuple[tuple[Change, int], ...]] = (
    (flip, 10),
    (flip_in_record, 6),
    (drop, 3),
    (swap, 3),
    (duplicate, 4),
    (second, 3),
    (spelling, 2),
    (nothing, 3),
    (exchange, 2),
    (exchange_private, 1),
    (close_up, 1),
    (cut, 1),
    (rewrite, 2),
    (lose_private, 1),
    (salt, 1),
    (picture, 1),
    (head, 1),
    (lose_head, 1),
)


def any_of_them(chance: Random, made: Recorded) -> str:
    """Do one of them to a copy; gives what was done."""
    changes, weights = zip(*CHANGES, strict=True)
    with closing(sqlite3.connect(made.file, isolation_level=None)) as database:
        database.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        while True:
            (change,) = chance.choices(changes, weights)
            try:
                database.execute("BEGIN")
                done = change(chance, made, database)
                database.execute("COMMIT")
            except sqlite3.IntegrityError:  # the database itself refuses this one
                database.execute("ROLLBACK")
            else:
                return f"{change.__name__}: {done}"


def _any(chance: Random, database: sqlite3.Connection, table: str, column: str) -> tuple[int, Any]:
    rows = database.execute(f'SELECT rowid, "{column}" FROM {table} ORDER BY rowid').fetchall()
    found: tuple[int, Any] = chance.choice(rows)
    return found


def _set(database: sqlite3.Connection, table: str, column: str, row: int, value: Any) -> None:
    given = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
    place = "CAST(? AS TEXT)" if isinstance(value, str) else "?"
    database.execute(f'UPDATE {table} SET "{column}" = {place} WHERE rowid = ?', (given, row))


def _flipped(chance: Random, value: Any) -> Any:
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(12))
    if not value:
        return "x"
    data = bytearray(value.encode("utf-8", "surrogateescape"))
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data).decode("utf-8", "surrogateescape")


def _flip_file(chance: Random, file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def _reckon(database: sqlite3.Connection, first: int) -> None:
    """Give every entry from a number on the hash that it should have."""
    found = database.execute("SELECT hash FROM record WHERE number = ?", (first - 1,)).fetchone()
    last = found[0] if found else "0" * 64
    rows = database.execute(
        "SELECT number, id, at, act, post, publication, public FROM record "
        "WHERE number >= ? ORDER BY number",
        (first,),
    ).fetchall()
    for number, id, at, act, post, publication, public in rows:
        moment = f"{at.replace(' ', 'T')}+00:00"
        content = [last, number, id, moment, act, post, publication, json.loads(public)]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        last = sha256(text.encode()).hexdigest()
        database.execute("UPDATE record SET hash = ? WHERE number = ?", (last, number))
