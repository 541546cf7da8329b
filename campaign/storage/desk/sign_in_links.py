"""Links that sign somebody in once: only the hash of a token is stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from campaign.model.sessions import Link, LinkKind
from campaign.storage.desk.tables import sign_in_links

_FIELDS = sign_in_links.c


def add(connection: Connection, link: Link) -> None:
    """Write a new link down; links that are over are forgotten."""
    connection.execute(delete(sign_in_links).where(_FIELDS.until <= link.created))
    connection.execute(
        sign_in_links.insert().values(
            id=link.id,
            kind=link.kind.value,
            person=link.person,
            created=link.created,
            until=link.until,
            used=None,
            browser="",
            session="",
        )
    )


def one(connection: Connection, id: str, *, lock: bool = False) -> Link | None:
    """The link of a token's hash; with `lock`, nobody else uses it meanwhile."""
    query = select(sign_in_links).where(_FIELDS.id == id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        return None
    fields = dict(row._mapping)
    return Link(**{**fields, "kind": LinkKind(fields["kind"])})


def use(
    connection: Connection, id: str, browser: str, session: str, person: str, now: datetime
) -> None:
    """Write down which browser used a link, and which session that began."""
    values = {"used": now, "browser": browser, "session": session, "person": person}
    connection.execute(update(sign_in_links).where(_FIELDS.id == id).values(**values))


def is_open(connection: Connection, person: str, kind: LinkKind, now: datetime) -> bool:
    """True while a person has a link of a kind that was not used, and holds at `now` (UTC)."""
    query = select(_FIELDS.id).where(
        _FIELDS.person == person,
        _FIELDS.kind == kind.value,
        _FIELDS.used.is_(None),
        _FIELDS.until > now,
    )
    return connection.scalar(query.limit(1)) is not None


def drop(connection: Connection, person: str, kind: LinkKind | None = None) -> None:
    """Delete the links of a person, or those of one kind: they open nothing any more."""
    query = delete(sign_in_links).where(_FIELDS.person == person)
    connection.execute(query if kind is None else query.where(_FIELDS.kind == kind.value))


def drop_all(connection: Connection) -> None:
    """Delete all links: nobody knows which of them were used."""
    connection.execute(delete(sign_in_links))
