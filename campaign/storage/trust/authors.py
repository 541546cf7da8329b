"""Whose work a variant is, and which words are still drafts: what a plan writes down of both."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from campaign.model import Publication
from campaign.storage import row_images
from campaign.storage.tables import authors, drafts, edits
from campaign.storage.trust.approvals import portions

# Post, occurrence, channel.
_Identity = tuple[str, str, str]


def planned(
    connection: Connection, name: str, post: str, language: str, *, who: str, now: datetime
) -> None:
    """Write down that a person planned this variant: it is theirs, and that of its editors."""
    query = select(edits.c.who).where(edits.c.post == post, edits.c.language.in_((language, "")))
    for person in sorted({who, *connection.scalars(query)}):
        _once(connection, authors, {"variant_hash": name, "who": person, "at": now})
    row_images.written(connection, authors, "variant_hash", [name], now=now)


def edited(connection: Connection, post: str, language: str, *, who: str, now: datetime) -> None:
    """Write down that a person edited a post in a language, "" for all of it, at `now` (UTC).

    Every variant of these words that is planned from now on is that person's work, too.
    """
    mine = (edits.c.post == post) & (edits.c.language == language) & (edits.c.who == who)
    connection.execute(edits.delete().where(mine))
    connection.execute(edits.insert().values(post=post, language=language, who=who, at=now))
    row_images.written(connection, edits, "post", [post], now=now)


def of(connection: Connection, hashes: Collection[str]) -> dict[str, frozenset[str]]:
    """Whose work each of these variants is; what was planned before this was kept is nobody's."""
    found: dict[str, set[str]] = {name: set() for name in hashes}
    for names in portions(hashes):
        for row in connection.execute(select(authors).where(authors.c.variant_hash.in_(names))):
            found[row.variant_hash].add(row.who)
    return {name: frozenset(some) for name, some in found.items()}


def keep_drafts(
    connection: Connection, some: Collection[_Identity], *, known: Collection[_Identity]
) -> None:
    """Keep which publications have words that the calendar calls a draft.

    Of all that are `known` to the plan, exactly these are.
    """
    key = tuple_(drafts.c.post, drafts.c.occurrence, drafts.c.channel)
    stored = {tuple(row) for row in connection.execute(select(*drafts.c))}
    gone = sorted(each for each in stored if each in known and each not in some)
    for start in range(0, len(gone), 300):
        connection.execute(drafts.delete().where(key.in_(gone[start : start + 300])))
    new = [each for each in sorted(some) if each not in stored]
    if new:
        rows = [
            {"post": post, "occurrence": occurrence, "channel": channel}
            for post, occurrence, channel in new
        ]
        connection.execute(drafts.insert(), rows)


def drafted(connection: Connection, some: Collection[Publication]) -> frozenset[int]:
    """The numbers of those publications whose words are a draft."""
    stored = {tuple(row) for row in connection.execute(select(*drafts.c))}
    return frozenset(p.id for p in some if (p.post, p.occurrence, p.channel) in stored)


def _once(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())
