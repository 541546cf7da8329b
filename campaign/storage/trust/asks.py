"""Who was asked for a yes to which words, and to whom that was mailed: rows are added, and stay."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, exists, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from campaign.model import Publication
from campaign.storage.publication_rows import value
from campaign.storage.tables import publications
from campaign.storage.trust import changes
from campaign.storage.trust.tables import ask_mails, asks


class AskKind(StrEnum):
    """The first time that a yes is asked for, or another one."""

    ASK = "ask"
    REMIND = "remind"


@dataclass(frozen=True, slots=True)
class Ask:
    """A yes was asked for: to which words of which publication, by whom, when (UTC)."""

    id: int
    variant_hash: str
    publication: int
    kind: AskKind
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AskMail:
    """An ask was mailed to a person at an instant (UTC); `reason` says why it failed, "" if not."""

    ask: int
    person: str
    at: datetime
    reason: str


def add(
    connection: Connection, some: Sequence[Publication], kind: AskKind, *, who: str, now: datetime
) -> None:
    """Write down that somebody asks for a yes to these, with the words that they have now."""
    rows = [
        {"variant_hash": p.variant_hash, "publication": p.id, "kind": kind, "who": who, "at": now}
        for p in some
    ]
    if rows:
        connection.execute(asks.insert(), rows)


def of(connection: Connection, some: Collection[Publication]) -> dict[int, list[Ask]]:
    """What was asked for each of these with the words that it has, by number, oldest first."""
    words = {p.id: p.variant_hash for p in some}
    found: dict[int, list[Ask]] = {number: [] for number in words}
    for row in _read(connection, words):
        if row.variant_hash == words[row.publication]:
            found[row.publication].append(row)
    return found


def open_ones(connection: Connection) -> tuple[list[Publication], dict[int, list[Ask]]]:
    """The publications for which a yes was asked that may still be wanted, and what was asked."""
    # The same words as in the index: SQLite uses a partial index for no others.
    scheduled = text("publications.state = 'scheduled'")
    for_these_words = exists().where(
        asks.c.publication == publications.c.id,
        asks.c.variant_hash == publications.c.variant_hash,
    )
    query = select(publications).where(scheduled, for_these_words)
    some = [value(row) for row in connection.execute(query.order_by(publications.c.id))]
    # What is out and waits for other words is asked with those.
    some += changes.awaiting(connection)
    found = of(connection, some)
    return [p for p in some if found[p.id]], {
        number: each for number, each in found.items() if each
    }


def mails(connection: Connection, numbers: Collection[int]) -> dict[int, list[AskMail]]:
    """The mails of each of these asks, by its number."""
    found: dict[int, list[AskMail]] = {number: [] for number in numbers}
    wanted = sorted(found)
    for start in range(0, len(wanted), 500):
        query = (
            select(ask_mails)
            .where(ask_mails.c.ask.in_(wanted[start : start + 500]))
            .order_by(ask_mails.c.at, ask_mails.c.person)
        )
        for row in connection.execute(query):
            found[row.ask].append(AskMail(**row._mapping))
    return found


def book(connection: Connection, number: int, person: str, now: datetime) -> bool:
    """Write down that an ask is mailed to a person; False when any worker has done so before."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = (
        dialect.insert(ask_mails)
        .values(ask=number, person=person, at=now, reason="")
        .on_conflict_do_nothing()
        .returning(ask_mails.c.ask)
    )
    return connection.scalar(new) is not None


def failed(connection: Connection, numbers: Collection[int], person: str, reason: str) -> None:
    """Write down why the mail about these asks did not leave."""
    connection.execute(
        update(ask_mails)
        .where(ask_mails.c.ask.in_(sorted(numbers)), ask_mails.c.person == person)
        .values(reason=reason)
    )


def _read(connection: Connection, numbers: Collection[int]) -> list[Ask]:
    found = []
    wanted = sorted(numbers)
    for start in range(0, len(wanted), 500):
        query = select(asks).where(asks.c.publication.in_(wanted[start : start + 500]))
        rows = connection.execute(query.order_by(asks.c.id))
        found += [Ask(**{**row._mapping, "kind": AskKind(row.kind)}) for row in rows]
    return found
