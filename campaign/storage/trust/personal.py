"""Who did something, and their own words, in all tables but those of people and of the record.

Two rules name the columns, so that a new table is covered when it is made. A column called "who",
"person" or with a name that ends in "_by" holds who it was. One called "reason", "note", "words" or
"to" holds words of people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, Text, and_, case, or_, select, update

from campaign.storage import row_images
from campaign.storage.record import RecordAct
from campaign.storage.tables import attempts, history, metadata, parts, record
from campaign.storage.trust import tables as of_people

_WORDS: Final = frozenset({"reason", "note", "words", "to"})
_APART: Final = frozenset({"record", of_people.people.name, of_people.roles.name})
_PORTION: Final = 500
#: Tables whose rows belong to a publication, and are pruned with it.
_OF_PUBLICATION: Final = (history, attempts, parts)
#: Tables with requests and answers of networks, and since when a row is there.
_ASKED: Final = {of_people.changes.name: "asked", of_people.change_tries.name: "started"}


@dataclass(slots=True)
class Changed:
    """How many rows were changed, and the keys of each, by table, as `row_images` writes them."""

    rows: int = 0
    keys: dict[str, set[str]] = field(default_factory=dict)

    def add(self, table: Table, row: Any) -> None:
        """One row, with the columns of its primary key."""
        self.rows += 1
        values = row._mapping
        key = row_images.key_of(*(values[c.name] for c in table.primary_key.columns))
        self.keys.setdefault(table.name, set()).add(key)


def who_columns(table: Table) -> list[str]:
    """The columns of a table that hold who somebody was."""
    return [
        c.name
        for c in table.columns
        if isinstance(c.type, Text) and (c.name in ("who", "person") or c.name.endswith("_by"))
    ]


def word_columns(table: Table) -> list[str]:
    """The columns of a table that hold words of people."""
    return [c.name for c in table.columns if isinstance(c.type, Text) and c.name in _WORDS]


def replace(
    connection: Connection, id: str, mentions: Callable[[str], bool], placeholder: str
) -> Changed:
    """Put a placeholder in the place of a person, and delete their words and those that name them.

    `mentions` says whether words name the person.
    """
    changed = Changed()
    for table in _tables():
        who, words = who_columns(table), word_columns(table)
        keys = list(table.primary_key.columns)
        concerned = or_(
            *(table.c[name] == id for name in who), *(table.c[name] != "" for name in words)
        )
        query = select(*dict.fromkeys([*keys, *(table.c[n] for n in (*who, *words))]))
        found = []
        for row in connection.execute(query.where(concerned)):
            mine = any(row._mapping[name] == id for name in who)
            values = {name: placeholder for name in who if row._mapping[name] == id}
            for name in words:
                if row._mapping[name] and (mine or mentions(row._mapping[name])):
                    values[name] = ""
            if values:
                found.append((row, values))
        for row, values in found:
            same = (column == row._mapping[column.name] for column in keys)
            connection.execute(update(table).where(*same).values(values))
            changed.add(table, row)
    return changed


def prune(
    connection: Connection, finished: Collection[int], before: datetime, placeholder: str
) -> Changed:
    """Delete who did something before an instant (UTC), their words, and the networks' raw answers.

    Of the rows of publications, only those of the `finished` ones.
    """
    changed = Changed()
    redacted = _placeholders(connection)
    for some in _portions(sorted(finished)):
        for table in _OF_PUBLICATION:
            connection.execute(
                update(table)
                .where(table.c.publication.in_(some))
                .values(
                    {
                        **_pruned(table, placeholder),
                        # Their entries name the placeholder of who was redacted: it stays.
                        **{
                            name: case(
                                (table.c[name].in_(redacted), table.c[name]), else_=placeholder
                            )
                            for name in who_columns(table)
                        },
                    }
                )
            )
    for table in (*_tables(), of_people.change_tries):
        since = _ASKED.get(table.name, "at")
        if table in _OF_PUBLICATION or since not in table.c:
            continue
        keys = list(table.primary_key.columns)
        ends = [table.c[name] for name in ("revoked", "ended") if name in table.c]
        if table.name in row_images.OF_PERSONS:
            _merge(connection, table, before, placeholder, changed)
            continue
        old = [table.c[since] < before, *(or_(end.is_(None), end < before) for end in ends)]
        for row in connection.execute(select(*keys).where(*old)).all():
            changed.add(table, row)
        # What a worker may still be at stays as it is.
        over = [end.is_not(None) for end in ends] if table.name in _ASKED else []
        values = _pruned(table, placeholder)
        connection.execute(update(table).where(and_(*old, *over)).values(values))
    return changed


def _placeholders(connection: Connection) -> list[str]:
    """What stands for the people who were redacted."""
    acts = select(record.c.public).where(record.c.act == RecordAct.PERSON_REDACTED)
    return sorted({str(public["placeholder"]) for public in connection.scalars(acts)})


def _merge(
    connection: Connection, table: Table, before: datetime, placeholder: str, changed: Changed
) -> None:
    """The same where who it was is a part of the key: what stood for several persons is one row."""
    columns = [c.name for c in table.primary_key.columns]
    rows = connection.execute(select(table).where(table.c.at < before).order_by(table.c.at)).all()
    left: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        changed.add(table, row)
        values = {**row._mapping, **dict.fromkeys(who_columns(table), placeholder)}
        left[tuple(values[name] for name in columns)] = values
    connection.execute(table.delete().where(table.c.at < before))
    if left:
        connection.execute(table.insert(), list(left.values()))


def _pruned(table: Table, placeholder: str) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(who_columns(table), placeholder)
    values |= dict.fromkeys(word_columns(table), "")
    if table in _OF_PUBLICATION or table.name in _ASKED:
        empty: dict[str, Any] = {"payload": {}, "raw": {}, "answer": "", "request": ""}
        empty["worker"] = placeholder
        values |= {name: none for name, none in empty.items() if name in table.c}
    return values


def _tables() -> Iterator[Table]:
    for table in metadata.sorted_tables:
        if table.name not in _APART and (who_columns(table) or word_columns(table)):
            yield table


def _portions(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), _PORTION):
        yield numbers[start : start + _PORTION]
