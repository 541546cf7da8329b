"""How the fence asks a database: under a lock that many senders share and a stopper waits for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, Protocol

from sqlalchemy import Engine

from campaign.errors import Withheld
from campaign.storage.locks import FileLock

#: Any constant that no one else locks.
_LOCK: Final = 0x46454E


class Turnstile(Protocol):
    """Asks one statement, and holds the lock as long as the block lasts."""

    def asked(self, sql: str, values: Any) -> Any:
        """A context whose value is True when the statement found a row; raises Withheld."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait until nobody holds the lock; False when somebody still does."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


class _Connections:
    """Connections of one engine outside every transaction and outside its pool; never more open
    than were asked at one time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: deque[Any] = deque()
        loaded: Any = engine.dialect
        self.errors: Any = loaded.loaded_dbapi.Error

    def take(self) -> Any:
        """One that is idle, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            proxied = self._engine.raw_connection()
            connection: Any = proxied.driver_connection
            proxied.detach()
            if self._engine.dialect.name == "postgresql":
                connection.rollback()
                connection.autocommit = True
            return connection

    def give(self, connection: Any) -> None:
        """It may be taken again."""
        self._idle.append(connection)

    def close(self) -> None:
        """Close those that are idle."""
        while self._idle:
            drop(self._idle.pop())


def drop(connection: Any) -> None:
    """Close a connection, in whatever state it is."""
    with suppress(Exception):
        connection.close()


class OnSqlite:
    """The lock is that of a file beside the database; of a database in memory there is none."""

    def __init__(self, engine: Engine) -> None:
        self._connections = _Connections(engine)
        name = engine.url.database or ":memory:"
        self._file = None if name == ":memory:" else FileLock(f"{name}.fence")

    @contextmanager
    def asked(self, sql: str, values: Any) -> Iterator[bool]:
        """Lock first, ask then: what is committed before the lock is waited for is seen."""
        if self._file is None:
            yield self._found(sql, values)
            return
        try:
            holder = self._file.hold()
        except OSError as error:
            raise _unheard(error) from error
        try:
            yield self._found(sql, values)
        finally:
            self._file.release(holder)

    def wait(self, seconds: float) -> bool:
        """Wait for the file's holders."""
        return self._file is None or self._file.wait_for_holders(seconds)

    def close(self) -> None:
        """Close connections and file."""
        self._connections.close()
        if self._file is not None:
            self._file.close()

    def _found(self, sql: str, values: Any) -> bool:
        try:
            connection = self._connections.take()
            try:
                found = connection.execute(sql, values).fetchone()
            except BaseException:
                drop(connection)
                raise
        except self._connections.errors as error:
            raise _unheard(error) from error
        self._connections.give(connection)
        return found is not None


class OnPostgresql:
    """The lock is an advisory one, shared until the end of the transaction that asks."""

    def __init__(self, engine: Engine) -> None:
        self._connections = _Connections(engine)

    @contextmanager
    def asked(self, sql: str, values: Any) -> Iterator[bool]:
        """Lock and ask in one round trip: each statement sees what was committed before it."""
        from psycopg import ClientCursor  # noqa: PLC0415 - installed where PostgreSQL is used

        try:
            connection = self._connections.take()
            try:
                cursor = ClientCursor(connection)
                lock = f"SELECT pg_advisory_xact_lock_shared({_LOCK})"
                cursor.execute(f"BEGIN; {lock}; {sql}", values)
                cursor.nextset()
                cursor.nextset()
                found = cursor.fetchone()
            except BaseException:
                drop(connection)
                raise
        except self._connections.errors as error:
            raise _unheard(error) from error
        try:
            yield found is not None
        finally:
            try:
                connection.execute("COMMIT")
            except self._connections.errors:
                drop(connection)
            else:
                self._connections.give(connection)

    def wait(self, seconds: float) -> bool:
        """Take the lock alone, for a moment."""
        try:
            connection = self._connections.take()
            try:
                connection.execute(f"SET lock_timeout = {int(seconds * 1000)}")
                connection.execute(f"SELECT pg_advisory_lock({_LOCK})")
            finally:
                drop(connection)
        except self._connections.errors:
            return False
        return True

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()


def _unheard(error: Exception) -> Withheld:
    said = str(error).strip().splitlines()
    why = said[0] if said else type(error).__name__
    return Withheld(f"not sent: the database cannot be asked: {why}")
