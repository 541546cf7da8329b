"""The bytes of files as they were when somebody opened or edited them, for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from campaign.storage.desk.tables import file_texts

#: How long they are kept after they were last of use. A draft may lie in a browser for some days.
KEPT: Final = timedelta(days=7)
# How often the time of the same bytes is written down again.
_AGAIN: Final = timedelta(hours=6)


def keep(connection: Connection, data: bytes, now: datetime) -> str:
    """Keep these bytes from `now` (UTC) on, and forget what is too old; gives their SHA-256."""
    name = sha256(data).hexdigest()
    at = connection.scalar(select(file_texts.c.at).where(file_texts.c.hash == name))
    if at is not None and now - at < _AGAIN:
        return name
    connection.execute(delete(file_texts).where(file_texts.c.at < now - KEPT))
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = insert(file_texts).values(hash=name, bytes=data, at=now)
    connection.execute(row.on_conflict_do_update(index_elements=["hash"], set_={"at": now}))
    return name


def get(connection: Connection, name: str) -> bytes | None:
    """The bytes of this SHA-256; None when they are not kept, or not any more."""
    found: bytes | None = connection.scalar(
        select(file_texts.c.bytes).where(file_texts.c.hash == name)
    )
    return found
