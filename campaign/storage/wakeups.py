"""Wake the publishers when something may be due: PostgreSQL's LISTEN and NOTIFY.

Whoever schedules, approves or decides requests a wake-up in the same transaction. So publishers
hear it when they can see the change, and never for a change that was rolled back
(https://www.postgresql.org/docs/current/sql-notify.html). SQLite has no such thing: there,
publishers look at every tick.
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
_REQUESTED = "campaign_bell"
_LOOK = 1.0  # seconds after which a listener looks whether it has to stop
_AGAIN = 5.0  # seconds between two tries to reach a database that is away


def request(connection: Connection) -> None:
    """Wake the publishers once, when this transaction is committed."""
    connection.info[_REQUESTED] = True


def reset(connection: Connection) -> None:
    """Forget a request that an earlier transaction on this connection left behind."""
    connection.info.pop(_REQUESTED, None)


def send(connection: Connection) -> None:
    """Just before the commit: wake the publishers if it was requested."""
    if connection.info.pop(_REQUESTED, False) and connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {_NAME}"))


def listen(engine: Engine, heard: Callable[[], None], stop: Event) -> None:
    """Call `heard` at each wake-up, until `stop` is set; returns at once on SQLite.

    If the database goes away, it is listened to again when it is back. Then `heard` is called too,
    because a wake-up may have been missed.
    """
    if engine.dialect.name != "postgresql":
        return
    while not stop.is_set():
        try:
            _wait(engine, heard, stop)
        except (SQLAlchemyError, OSError) as error:
            log.warning("Cannot hear the bell: %s", error, extra={"action": "bell_failed"})
            stop.wait(_AGAIN)


def _wait(engine: Engine, heard: Callable[[], None], stop: Event) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # It is used for as long as the publisher runs, so it is taken out of the pool.
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
