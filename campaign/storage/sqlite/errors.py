"""What went wrong in SQLite, by its own codes: its sentences are for people."""

from __future__ import annotations

import sqlite3
from typing import Final

#: The file is no database, or is one no more (https://www.sqlite.org/rescode.html).
UNREADABLE: Final = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})


def primary_code(error: BaseException | None) -> int:
    """The primary result code of what SQLite raised, 0 for an error that is not SQLite's."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF
