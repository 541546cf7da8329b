"""What was edited through the desk, so that whoever did it can undo it within a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.engine import Row

from campaign.storage.desk.tables import edits_made

#: How long an edit can be undone.
KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EditMade:
    """One edit of one file: who made it, when (UTC), in which session, and of which fields.

    `before` and `after` are the SHA-256 of the file's bytes, "" where there was no file. `undone`
    is when (UTC) it was undone.
    """

    id: int
    at: datetime
    who: str
    session: str
    post: str
    file: str
    keys: tuple[str, ...]
    before: str
    after: str
    undone: datetime | None = None


def add(
    connection: Connection,
    *,
    who: str,
    session: str,
    post: str,
    file: str,
    keys: Sequence[str],
    before: str,
    after: str,
    now: datetime,
    undone: datetime | None = None,
) -> int:
    """Write an edit down, and forget those that are older than a day; gives its number.

    One that undoes another is `undone` itself: it is no edit to be undone.
    """
    # The newest stays, however old it is: SQLite would give its number again, and a page may still
    # name it.
    newest = select(func.max(edits_made.c.id)).scalar_subquery()
    old = (edits_made.c.at < now - KEPT) & (edits_made.c.id < newest)
    connection.execute(delete(edits_made).where(old))
    row = edits_made.insert().values(
        at=now,
        who=who,
        session=session,
        post=post,
        file=file,
        keys="\n".join(keys),
        before=before,
        after=after,
        undone=undone,
    )
    number: int = connection.execute(row.returning(edits_made.c.id)).scalar_one()
    return number


def one(connection: Connection, id: int) -> EditMade | None:
    """One edit by its number; None when it is not known, or not any more."""
    row = connection.execute(select(edits_made).where(edits_made.c.id == id)).first()
    return None if row is None else _edit(row)


def of_session(connection: Connection, session: str, since: datetime) -> list[EditMade]:
    """The edits of a session that are not undone, made after `since` (UTC), the newest first."""
    query = (
        select(edits_made)
        .where(
            edits_made.c.session == session,
            edits_made.c.at > since,
            edits_made.c.undone.is_(None),
        )
        .order_by(edits_made.c.id.desc())
    )
    return [_edit(row) for row in connection.execute(query)]


def later(connection: Connection, file: str, id: int) -> list[EditMade]:
    """The edits of a file after the one with this number, in their order."""
    query = select(edits_made).where(edits_made.c.file == file, edits_made.c.id > id)
    return [_edit(row) for row in connection.execute(query.order_by(edits_made.c.id))]


def made(connection: Connection, file: str, after: str) -> EditMade | None:
    """The newest edit that left a file with the bytes of this SHA-256."""
    mine = (edits_made.c.file == file) & (edits_made.c.after == after)
    query = select(edits_made).where(mine).order_by(edits_made.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else _edit(row)


def made_anew(connection: Connection, post: str) -> EditMade | None:
    """The edit that made the file of a post, where that was lately and is not undone."""
    fields = edits_made.c
    mine = (fields.post == post) & (fields.before == "") & fields.undone.is_(None)
    row = connection.execute(select(edits_made).where(mine).order_by(fields.id.desc())).first()
    return None if row is None else _edit(row)


def undo(connection: Connection, id: int, now: datetime) -> bool:
    """Mark an edit as undone at `now` (UTC); False when it is already."""
    mine = (edits_made.c.id == id) & edits_made.c.undone.is_(None)
    return connection.execute(update(edits_made).where(mine).values(undone=now)).rowcount == 1


def _edit(row: Row[tuple[object, ...]]) -> EditMade:
    values = row._mapping
    return EditMade(
        values["id"],
        values["at"],
        values["who"],
        values["session"],
        values["post"],
        values["file"],
        tuple(values["keys"].split("\n")) if values["keys"] else (),
        values["before"],
        values["after"],
        values["undone"],
    )
