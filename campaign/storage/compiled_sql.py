"""Statements that a publisher runs many times a second, compiled to SQL once.

SQLAlchemy looks a statement up in its cache each time it runs. For a publisher, that costs more
than the database itself. A `Quick` statement is written in the same expression language, and
compiled once for each kind of database. After that, only its values are passed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Engine,
    Executable,
    Text,
    any_,
    bindparam,
    column,
    func,
    select,
)

Values = Mapping[str, Any]
_Build = Callable[[str], Executable]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL for one kind of database, and how each value gets into it and out of it."""

    sql: str
    fixed: dict[str, Any]
    names: tuple[str, ...]
    positional: bool
    inward: dict[str, Callable[[Any], Any]]
    outward: tuple[Callable[[Any], Any] | None, ...]

    def parameters(self, values: Values) -> Any:
        """One row's values as the driver takes them."""
        given = {**self.fixed, **values}
        for name, process in self.inward.items():
            given[name] = process(given[name])
        return tuple(given[name] for name in self.names) if self.positional else given


class Quick:
    """A statement built by a function of the database's kind; `gives` are what it returns.

    `keys` names the values of an INSERT. Values stand under their own names in the statement.
    """

    def __init__(
        self,
        build: _Build,
        gives: Sequence[ColumnElement[Any]] = (),
        keys: Sequence[str] | None = None,
    ) -> None:
        self._build = build
        self._gives = gives
        self._keys = keys
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run it once, and give what it returns."""
        compiled = self._for(connection)
        found = connection.exec_driver_sql(compiled.sql, compiled.parameters(values)).all()
        if not any(compiled.outward):
            return [tuple(row) for row in found]
        return [
            tuple(
                value if process is None else process(value)
                for value, process in zip(row, compiled.outward, strict=True)
            )
            for row in found
        ]

    def many(self, connection: Connection, some: Sequence[Values]) -> None:
        """Run it for each of these; nothing at all when there are none."""
        if some:
            compiled = self._for(connection)
            connection.exec_driver_sql(compiled.sql, [compiled.parameters(each) for each in some])

    def written(self, on: Connection | Engine, values: Values) -> tuple[str, Any]:
        """The SQL and its values as the driver takes them, for a connection of one's own."""
        compiled = self._for(on)
        return compiled.sql, compiled.parameters(values)

    def _for(self, connection: Connection | Engine) -> _Compiled:
        kind = connection.dialect.name
        if kind not in self._compiled:
            self._compiled[kind] = self._compile(connection)
        return self._compiled[kind]

    def _compile(self, connection: Connection | Engine) -> _Compiled:
        dialect: Any = connection.dialect
        keys = list(self._keys) if self._keys else None
        statement: Any = self._build(dialect.name)
        made = statement.compile(dialect=dialect, column_keys=keys)
        inward = {
            name: process
            for name, bind in made.binds.items()
            if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        return _Compiled(
            sql=str(made),
            fixed={name: value for name, value in made.params.items() if value is not None},
            names=tuple(made.positiontup or made.params),
            positional=bool(made.positional),
            inward=inward,
            outward=tuple(
                each.type.dialect_impl(dialect).result_processor(dialect, None)
                for each in self._gives
            ),
        )


def among(value: ColumnElement[Any], name: str, kind: str) -> ColumnElement[bool]:
    """The condition that a value is in a list; the list is passed as one value (`listed`)."""
    if kind == "postgresql":
        found: ColumnElement[bool] = value == any_(bindparam(name, type_=ARRAY(value.type)))
        return found
    each = func.json_each(bindparam(name, type_=Text)).table_valued("value")
    return value.in_(select(column("value")).select_from(each))


def listed(connection: Connection | Engine, values: Sequence[Any]) -> Any:
    """A list as `among` takes it."""
    if connection.dialect.name == "postgresql":
        return list(values)
    return json.dumps(values, ensure_ascii=False)
