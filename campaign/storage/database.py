"""The way to the database: connections, transactions, and the version of the schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from campaign.bounded_file import why_no_file
from campaign.errors import StorageError
from campaign.storage import beginning, record, wakeups
from campaign.storage.fence import Fence
from campaign.storage.sqlite.database_file import DatabaseFile
from campaign.storage.sqlite.errors import UNREADABLE, primary_code

# The revisions this program knows, oldest first, and those a database must have reached. A test
# compares both with the migration files.
KNOWN = (
    *(f"{number:04}" for number in range(1, 23)),
    *(f"analytics_{number:04}" for number in range(1, 8)),
)
HEADS = frozenset({"0022", "analytics_0007"})

# The lock for one migration at a time on PostgreSQL: any constant that nothing else locks.
_MIGRATION_LOCK = 0x454255  # "EBU"


class Database:
    """One database, opened and of the right version.

    `read` and `write` give a connection in a transaction. On SQLite a write takes the lock when it
    begins: two writers then wait for each other instead of failing half-way. `writer` is the engine
    that does so, for code that brings its own statements. `fence` is asked directly before
    something becomes public. `file` tells whether the open file still stands under its name.
    `chained` is true once an entry of the record was chained here: its head is a new one.
    """

    def __init__(self, engine: Engine, file: DatabaseFile) -> None:
        self.engine = engine
        self.writer = engine.execution_options(writes=True)
        self.file = file
        self.fence = Fence(engine, file)
        self.chained = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading, in one snapshot."""
        with _as_storage_errors(self.engine), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection for writing; committed at the end, rolled back on any exception."""
        with _as_storage_errors(self.engine), self.writer.begin() as connection:
            wakeups.reset(connection)
            record.reset(connection)
            yield connection
            record.chain_requested(connection)
            self.chained |= record.has_chained(connection)
            wakeups.send(connection)

    @contextmanager
    def raising_storage_errors(self) -> Iterator[None]:
        """A block in which errors of statements on `writer` become StorageError."""
        with _as_storage_errors(self.engine):
            yield

    def listen(self, heard: Callable[[], None], stop: Event) -> None:
        """Call `heard` whenever something may have become due, until `stop` is set."""
        wakeups.listen(self.engine, heard, stop)

    def close(self) -> None:
        """Close every connection."""
        self.fence.close()
        self.engine.dispose()
        self.file.closed()


def open_database(url: str, *, migrate: bool = True) -> Database:
    """Open the database at an SQLAlchemy URL; makes and migrates it when needed.

    Raises StorageError when it cannot be opened or written, when it is no database, and when a
    newer program has made it. Without `migrate`, raises it too when the database is missing or of
    an older version.
    """
    try:
        where = make_url(url)
        engine = create_engine(where, **_options(where.get_backend_name()))
    except (ArgumentError, ModuleNotFoundError) as error:
        raise StorageError(f"this is no database that can be used: {error}") from error
    path = Path(where.database) if engine.dialect.name == "sqlite" and where.database else None
    file = DatabaseFile(path)
    if path is not None:
        _make_folder(path.parent)
        if found_there := why_no_file(path):
            raise StorageError(
                f"{path}: {found_there}: move it away and put a backup back with `campaign restore`"
            )
    if engine.dialect.name == "sqlite":
        _tame_sqlite(engine, file)
    database = Database(engine, file)
    with database.read() as connection:
        found = _revisions(connection)
    unknown = found - set(KNOWN)
    if unknown:
        raise StorageError(
            f"{_name(engine)} was made by a newer version of this program (revision "
            f"{', '.join(sorted(unknown))} is not known here): update the program, nothing was "
            "changed"
        )
    if found != HEADS and not migrate:
        database.close()
        raise StorageError(
            f"{_name(engine)} is empty or of an earlier version of this program: any other "
            "command, such as `campaign status`, brings it up to this one"
        )
    if found != HEADS:
        _migrate(database)
    return database


def exists(url: str) -> bool:
    """False for a database in a file that does not exist; opening it would make one."""
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        return True
    return bool(where.database) and Path(where.database or "").is_file()


def _options(backend: str) -> dict[str, Any]:
    if backend == "sqlite":
        return {"connect_args": {"timeout": 30, "check_same_thread": False}}
    # A worker that hangs, or whose machine is cut off, must not hold its locks for ever; 30 s is
    # what SQLite waits for a lock as well.
    settings = "-c lock_timeout=30000 -c idle_in_transaction_session_timeout=60000"
    return {
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": 10,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "options": settings,
        },
    }


def _tame_sqlite(engine: Engine, file: DatabaseFile) -> None:
    """Make SQLite begin transactions when we say so, and make every commit durable.

    The driver's own rules begin a transaction too late to keep a read and the write after it
    together (https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable).
    """

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        try:
            file.connected()
        except StorageError:
            connection.close()
            raise

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revisions(connection: Connection) -> set[str]:
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _migrate(database: Database) -> None:
    # Alembic takes a quarter of a second to import and is needed once a release, not once a minute.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    here = Path(__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(here))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(migration_folders()))
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
        if _revisions(connection) == HEADS:
            return  # another process was faster
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")
        beginning.begin(connection)


def migration_folders() -> tuple[str, ...]:
    """Where the migration files lie: ours, and those of the tables that analytics owns."""
    import analytics  # noqa: PLC0415 - only where it is, when a migration is due

    ours = Path(__file__).parent / "migrations" / "versions"
    theirs = Path(next(iter(analytics.__path__))) / "migrations"
    return (str(ours), str(theirs))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"{folder}: the folder for the database cannot be made ({error.strerror}): "
            "make it writable, or set another `var` in the configuration"
        ) from error


def _name(engine: Engine) -> str:
    return engine.url.database or engine.url.render_as_string(hide_password=True)


@contextmanager
def _as_storage_errors(engine: Engine) -> Iterator[None]:
    """Turn the driver's errors into StorageError, in a person's words."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise StorageError(f"{_name(engine)}: {_words(error)}") from error
    except DatabaseError as error:
        if error.connection_invalidated or primary_code(error.orig) in UNREADABLE:
            raise StorageError(f"{_name(engine)}: {_words(error)}") from error
        raise
    except PoolTimeout as error:
        raise StorageError(f"{_name(engine)}: every connection is in use") from error


def _words(error: DBAPIError) -> str:
    message = str(error.orig)
    meaning = _MEANINGS.get(primary_code(error.orig))
    return f"{meaning} ({message})" if meaning else message


_RIGHTS = "check the rights of the file and its folder"
_SAFE = "make room, nothing that was stored is lost"
_LOCKED = "another process holds the database: try again when it has ended"
_MEANINGS = {
    sqlite3.SQLITE_READONLY: f"the database cannot be written: {_RIGHTS}",
    sqlite3.SQLITE_CANTOPEN: f"the database cannot be opened: {_RIGHTS}",
    sqlite3.SQLITE_FULL: f"the disk is full: {_SAFE}",
    sqlite3.SQLITE_IOERR: f"the disk is full or failing: {_SAFE}",
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_NOTADB: "this file is no database: put a backup back with `campaign restore`, "
    "which keeps what is there",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged: restore it from a backup",
}
