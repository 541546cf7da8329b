"""Finished variants, their approvals, and the cards they were drawn from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from campaign.model import Approval, Card, MachinePart, Media, Variant
from campaign.storage import wakeups
from campaign.storage.tables import approvals, cards, variants


def store(connection: Connection, finished: Variant, now: datetime) -> str:
    """Store a finished variant under its content hash, once, and give the hash."""
    name = finished.hash
    known = connection.scalar(select(variants.c.hash).where(variants.c.hash == name))
    if known is None:
        connection.execute(variants.insert().values(hash=name, body=asdict(finished), created=now))
    return name


def load(connection: Connection, hashes: Collection[str]) -> dict[str, Variant]:
    """The variants of these hashes; all that are stored are found."""
    found: dict[str, Variant] = {}
    for some in _portions(sorted(set(hashes))):
        query = select(variants.c.hash, variants.c.body).where(variants.c.hash.in_(some))
        for name, body in connection.execute(query):
            found[name] = _variant(body)
    return found


def approve(
    connection: Connection, hashes: Iterable[str], *, who: str, now: datetime, note: str = ""
) -> int:
    """Write down that a person approves these variants; gives how many were new."""
    wanted = set(hashes)
    fresh = sorted(wanted - approved(connection, wanted))
    if fresh:
        connection.execute(
            approvals.insert(),
            [{"variant_hash": name, "who": who, "at": now, "note": note} for name in fresh],
        )
        wakeups.request(connection)
    return len(fresh)


def revoke(connection: Connection, hashes: Collection[str], *, who: str, now: datetime) -> set[str]:
    """Take back every approval of these variants that still stands; gives those that had one.

    A later approval is a new one.
    """
    found: set[str] = set()
    for some in _portions(sorted(set(hashes))):
        taken_back = (
            update(approvals)
            .where(approvals.c.variant_hash.in_(some), approvals.c.revoked.is_(None))
            .values(revoked=now, revoked_by=who)
            .returning(approvals.c.variant_hash)
        )
        found.update(connection.scalars(taken_back))
    return found


def approved(connection: Connection, hashes: Collection[str]) -> set[str]:
    """Those of these variants that a person has approved, and nobody has taken that back."""
    found: set[str] = set()
    for some in _portions(sorted(set(hashes))):
        query = select(approvals.c.variant_hash).where(
            approvals.c.variant_hash.in_(some), approvals.c.revoked.is_(None)
        )
        found.update(connection.scalars(query))
    return found


def approvals_of(connection: Connection, name: str) -> list[Approval]:
    """Who approved one variant, when, and who took that back, oldest first."""
    query = select(approvals).where(approvals.c.variant_hash == name).order_by(approvals.c.id)
    return [
        Approval(row.variant_hash, row.who, row.at, row.note, row.revoked, row.revoked_by)
        for row in connection.execute(query)
    ]


def drawn(connection: Connection, keys: Collection[str]) -> dict[str, Media]:
    """Which of these cards have been drawn already, by card key; their alt text is empty."""
    found: dict[str, Media] = {}
    for some in _portions(sorted(set(keys))):
        for row in connection.execute(select(cards).where(cards.c.key.in_(some))):
            found[row.key] = Media(row.sha256, row.mime, row.width, row.height, row.size, "")
    return found


def remember_card(connection: Connection, key: str, media: Media, now: datetime) -> None:
    """Write down which picture was drawn for a card; a lost picture is replaced."""
    connection.execute(cards.delete().where(cards.c.key == key))
    connection.execute(
        cards.insert().values(
            key=key,
            sha256=media.sha256,
            mime=media.mime,
            width=media.width,
            height=media.height,
            size=media.size,
            drawn=now,
        )
    )


def _variant(body: Mapping[str, Any]) -> Variant:
    fields = dict(body)
    fields["texts"] = tuple(fields["texts"])
    fields["hashtags"] = tuple(fields["hashtags"])
    fields["card"] = Card(**fields["card"]) if fields["card"] else None
    for key in ("media", "beside"):
        fields[key] = tuple(Media(**media) for media in fields.get(key, ()))
    fields["machine"] = tuple(MachinePart(**part) for part in fields.get("machine", ()))
    return Variant(**fields)


def _portions(names: list[str], size: int = 500) -> Iterable[list[str]]:
    """Lists short enough for one statement's parameters."""
    for start in range(0, len(names), size):
        yield names[start : start + size]
