"""The bell that tells publishers that something may be due: PostgreSQL's LISTEN and NOTIFY.

Whoever schedules, approves or decides rings it in the same transaction, so that it is heard when
the change can be seen, and never for one that was rolled back
(https://www.postgresql.org/docs/current/sql-notify.html). SQLite has no bell: there publishers
look every tick.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

_NAME = "campaign"
_RUNG = "campaign_bell"
_LOOK = 1.0  # seconds until a listener notices that it shall end
_AGAIN = 5.0  # seconds between two tries to hear a database that is away


def ring(connection: Connection) -> None:
    """Have the bell rung once when this transaction is committed."""
    connection.info[_RUNG] = True


def muted(connection: Connection) -> None:
    """Forget what an earlier transaction on this connection left behind."""
    connection.info.pop(_RUNG, None)


def rung(connection: Connection) -> None:
    """Before the commit: ring, if anyone asked for it."""
    if connection.info.pop(_RUNG, False) and connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {_NAME}"))


def listen(engine: Engine, heard: Callable[[], None], stop: Event) -> None:
    """Call `heard` whenever the bell rings, until `stop` is set; at once a no-op on SQLite.

    A database that went away is listened to again when it is back, and `heard` is called then:
    what was rung meanwhile nobody heard.
    """
    if engine.dialect.name != "postgresql":
        return
    while not stop.is_set():
        try:
            _hear(engine, heard, stop)
        except (SQLAlchemyError, OSError) as error:
            log.warning("Cannot hear the bell: %s", error, extra={"action": "bell_failed"})
            stop.wait(_AGAIN)


def _hear(engine: Engine, heard: Callable[[], None], stop: Event) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # It waits for as long as the publisher runs: no connection of the pool does that.
        connection.detach()
        connection.execute(text(f"LISTEN {_NAME}"))
        driver: Any = connection.connection.driver_connection
        heard()
        while not stop.is_set():
            try:
                for _ in driver.notifies(timeout=_LOOK, stop_after=1):
                    heard()
            except engine.dialect.loaded_dbapi.Error as error:
                raise OSError(str(error)) from error
