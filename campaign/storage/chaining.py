"""Numbers and hashes for the entries of the record, and the rows that hold them.

In an SQLite file nobody else writes while a transaction does, so its entries are chained as they
are inserted. On PostgreSQL they are chained under an advisory lock. Who does not get it at once
leaves the entries without numbers ("loose"), and `chain` gives them theirs later: so no worker
waits for another, and nobody who holds rows waits for the lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    DateTime,
    Executable,
    Text,
    bindparam,
    column,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy import table as sql_table
from sqlalchemy.types import TypeEngine

from campaign.storage import record_format
from campaign.storage.compiled_sql import Quick
from campaign.storage.record_format import BEGINNING, instant
from campaign.storage.tables import Canonical, record

# The key of PostgreSQL's advisory lock under which entries are chained: nothing else takes it.
_LOCK: Final = 0x5245434F
#: In the connection's own memory: this transaction has chained an entry.
CHAINED: Final = "campaign_chained"

_AT_ONCE: Final = 1000  # entries that are held in memory while they are chained

# The table with its JSON as text: it is in its canonical form when it comes here.
_TABLE = sql_table(
    record.name,
    *(column(c.name, Text() if isinstance(c.type, Canonical) else c.type) for c in record.columns),
)
_FIELDS = _TABLE.c
_COLUMNS = ("at", "act", "post", "publication", "public", "private", "hash")
_CHAINED_COLUMNS = ("id", "number", *_COLUMNS)
_INSERT = Quick(lambda _: _TABLE.insert(), keys=_COLUMNS)
_INSERT_CHAINED = Quick(lambda _: _TABLE.insert(), keys=_CHAINED_COLUMNS)
_HASHED = (
    *(_FIELDS.id, _FIELDS.at, _FIELDS.act, _FIELDS.post, _FIELDS.publication),
    _FIELDS.public,
)
_LOOSE = Quick(
    lambda _: (
        select(*_HASHED)
        .where(_FIELDS.number.is_(None))
        .order_by(_FIELDS.id)
        .limit(literal_column(str(_AT_ONCE)))
    ),
    gives=_HASHED,
)
_HEAD = Quick(
    lambda _: (
        select(_FIELDS.number, _FIELDS.hash)
        .where(_FIELDS.number.is_not(None))
        .order_by(_FIELDS.number.desc())
        .limit(literal_column("1"))
    )
)
_LAST_ID = Quick(lambda _: select(func.max(_FIELDS.id)))
_TRY_LOCK = Quick(lambda _: select(literal_column(f"pg_try_advisory_xact_lock({_LOCK})")))
_NEW_IDS = Quick(
    lambda _: select(literal_column("nextval(pg_get_serial_sequence('record', 'id'))")).select_from(
        func.generate_series(literal_column("1"), bindparam("count", type_=BigInteger))
    )
)


def _numbering(kind: str) -> Executable:
    if kind != "postgresql":
        return (
            update(_TABLE)
            .where(_FIELDS.id == bindparam("entry"))
            .values(number=bindparam("given"), hash=bindparam("own"))
        )
    given = func.unnest(
        bindparam("entries", type_=ARRAY(BigInteger)),
        bindparam("numbers", type_=ARRAY(BigInteger)),
        bindparam("hashes", type_=ARRAY(Text)),
    )
    each = given.table_valued("entry", "given", "own").render_derived(name="each")
    return (
        update(_TABLE)
        .where(_FIELDS.id == each.c.entry)
        .values(number=each.c.given, hash=each.c.own)
    )


_NUMBER = Quick(_numbering)


def _inserting(_: str) -> Executable:
    """One statement for many rows: on PostgreSQL, each statement costs more than its row."""
    types: dict[str, TypeEngine[Any]] = {
        **dict.fromkeys(_CHAINED_COLUMNS, Text()),
        **dict.fromkeys(("id", "number", "publication"), BigInteger()),
        "at": DateTime(timezone=True),
    }
    values = [bindparam(f"{name}s", type_=ARRAY(types[name])) for name in _CHAINED_COLUMNS]
    each = func.unnest(*values).table_valued(*_CHAINED_COLUMNS).render_derived(name="each")
    rows = select(*(each.c[name] for name in _CHAINED_COLUMNS))
    return _TABLE.insert().from_select(_CHAINED_COLUMNS, rows)


_INSERT_ARRAYS = Quick(_inserting)


def insert(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert entries, chained if nobody else chains at this moment; each has `_COLUMNS`."""
    if not rows:
        return
    ids = _ids(connection, len(rows))
    if ids is None:
        _INSERT.many(connection, rows)
        return
    number, last = head(connection)
    for id, row in zip(ids, rows, strict=True):
        number += 1
        last = _digest(last, number, id, row)
        row |= {"id": id, "number": number, "hash": last}
    if connection.dialect.name == "postgresql":
        arrays = {f"{name}s": [row[name] for row in rows] for name in _CHAINED_COLUMNS}
        _INSERT_ARRAYS.many(connection, [arrays])
    else:
        _INSERT_CHAINED.many(connection, rows)
    connection.info[CHAINED] = True


def chain(connection: Connection, most: int | None = None, *, wait: bool = False) -> int:
    """Give every entry that has none its number and its hash; gives how many there were.

    With `most`, this ends when so many are done, so that nobody waits long for it. It gives up
    if somebody else holds the lock, unless it is to `wait`: a transaction that holds rows must not.
    The order is that of their ids. On PostgreSQL, an entry with a lower id may be committed
    later: then it gets a later number.
    """
    if connection.dialect.name == "postgresql":
        if wait:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        elif not _has_lock(connection):
            return 0
    number, last = head(connection)
    done = 0
    while (most is None or done < most) and (some := _LOOSE.rows(connection, {})):
        given: list[tuple[int, int, str]] = []
        for id, *values in some:
            number += 1
            row = dict(zip(("at", "act", "post", "publication", "public"), values, strict=True))
            last = _digest(last, number, id, row)
            given.append((id, number, last))
        _number(connection, given)
        connection.info[CHAINED] = True
        done += len(given)
    return done


def head(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last chained entry; 0 and `BEGINNING` before the first."""
    found = _HEAD.rows(connection, {})
    return (found[0][0], found[0][1]) if found else (0, BEGINNING)


def has_loose(connection: Connection) -> bool:
    """True when an entry waits to be chained."""
    query = select(_FIELDS.id).where(_FIELDS.number.is_(None)).limit(1)
    return connection.scalar(query) is not None


def _ids(connection: Connection, count: int) -> list[int] | None:
    """The ids of the next rows, None where they cannot be chained at once."""
    if connection.dialect.name != "postgresql":
        first = (_LAST_ID.rows(connection, {})[0][0] or 0) + 1
        return list(range(first, first + count))
    if not _has_lock(connection):
        return None
    return [id for (id,) in _NEW_IDS.rows(connection, {"count": count})]


def _has_lock(connection: Connection) -> bool:
    return bool(_TRY_LOCK.rows(connection, {})[0][0])


def _digest(before: str, number: int, id: int, row: dict[str, Any]) -> str:
    at: datetime = row["at"]
    return record_format.digest(
        before,
        number=number,
        id=id,
        at=instant(at),
        act=row["act"],
        post=row["post"],
        publication=row["publication"],
        public=row["public"],
    )


def _number(connection: Connection, given: Sequence[tuple[int, int, str]]) -> None:
    if connection.dialect.name == "postgresql":
        ids, numbers, hashes = (list(each) for each in zip(*given, strict=True))
        _NUMBER.many(connection, [{"entries": ids, "numbers": numbers, "hashes": hashes}])
        return
    rows = [{"entry": id, "given": number, "own": own} for id, number, own in given]
    _NUMBER.many(connection, rows)
