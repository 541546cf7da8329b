"""Ask a PostgreSQL one question again and again, as cheaply as its client library can.

A cursor of the driver adapts values, makes rows and waits in small steps, and each step lets
another thread go first. With a dozen threads that send, that is felt. Here one call asks.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

_NAME: Final = re.compile(r"%\((\w+)\)s")
_TUPLES_OK: Final = 2  # PGRES_TUPLES_OK, https://www.postgresql.org/docs/current/libpq-exec.html
_COMMAND_OK: Final = 1


class ServerQuestion:
    """One connection of psycopg's, in no transaction; each question is one by itself.

    A question is prepared when it is first asked, unless the connection shall prepare nothing.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._prepared: dict[str, tuple[bytes, list[str]]] = {}

    def has_row(self, sql: str, values: dict[str, Any]) -> bool:
        """Whether the answer has a row; raises the driver's OperationalError.

        `values` are numbers, texts, instants and lists of texts, by their names in the statement.
        """
        server = self._connection.pgconn
        if sql not in self._prepared:
            self._prepared[sql] = self._prepare(sql)
        name, order = self._prepared[sql]
        given = [_written(values[each]) for each in order]
        ask = server.exec_params if self._prepares_nothing else server.exec_prepared
        answer = ask(name, given)
        self._check(answer, _TUPLES_OK)
        return bool(answer.ntuples)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @property
    def _prepares_nothing(self) -> bool:
        return self._connection.prepare_threshold is None

    def _prepare(self, sql: str) -> tuple[bytes, list[str]]:
        """Its name at the server, or the statement itself; and its values' names in their order."""
        order: list[str] = []

        def numbered(found: re.Match[str]) -> str:
            order.append(found[1])
            return f"${len(order)}"

        statement = _NAME.sub(numbered, sql).encode()
        if self._prepares_nothing:
            return statement, order
        name = b"question_%d" % len(self._prepared)
        self._check(self._connection.pgconn.prepare(name, statement), _COMMAND_OK)
        return name, order

    def _check(self, answer: Any, wanted: int) -> None:
        if answer.status != wanted:
            from psycopg import OperationalError  # noqa: PLC0415 - only where there is a PostgreSQL

            raise OperationalError(answer.error_message.decode("utf-8", "replace").strip())


def _written(value: Any) -> bytes:
    """A value as PostgreSQL reads it: https://www.postgresql.org/docs/current/arrays.html."""
    if isinstance(value, list):
        quoted = (each.replace("\\", "\\\\").replace('"', '\\"') for each in value)
        return "{{{}}}".format(",".join(f'"{each}"' for each in quoted)).encode()
    if isinstance(value, datetime):
        return value.isoformat().encode()
    return str(value).encode()
