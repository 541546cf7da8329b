"""Every yes to a variant: rows are added and ended, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from campaign.model import Approval, Basis
from campaign.storage import row_images
from campaign.storage.tables import approvals, variants


def lock(connection: Connection, hashes: Collection[str]) -> None:
    """Let nobody else decide about these variants before this transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        for names in portions(hashes):
            query = select(variants.c.hash).where(variants.c.hash.in_(names))
            connection.execute(query.order_by(variants.c.hash).with_for_update(key_share=True))


def add(connection: Connection, some: Sequence[Approval]) -> None:
    """Write these down."""
    if some:
        connection.execute(
            approvals.insert(),
            [
                {
                    "variant_hash": each.variant_hash,
                    "who": each.who,
                    "at": each.at,
                    "note": each.note,
                    "step": each.step,
                    "basis": each.basis.value,
                    "policy": each.policy,
                }
                for each in some
            ],
        )
        first = some[0]
        _stand(connection, {each.variant_hash for each in some}, first.who, first.at)


def of(connection: Connection, hashes: Collection[str]) -> dict[str, list[Approval]]:
    """Every yes to each of these variants, also those that were taken back, oldest first."""
    found: dict[str, list[Approval]] = {name: [] for name in hashes}
    for names in portions(hashes):
        query = select(approvals).where(approvals.c.variant_hash.in_(names))
        for row in connection.execute(query.order_by(approvals.c.id)):
            found[row.variant_hash].append(_value(row))
    return found


def take_back(
    connection: Connection,
    hashes: Collection[str],
    *,
    who: str,
    now: datetime,
    only: str | None = None,
) -> set[str]:
    """Take back every yes to these variants that still stands; gives those that had one.

    With `only`, those that this person gave. A later yes is a new one.
    """
    found: set[str] = set()
    for names in portions(hashes):
        taken_back = (
            update(approvals)
            .where(approvals.c.variant_hash.in_(names), approvals.c.revoked.is_(None))
            .values(revoked=now, revoked_by=who)
            .returning(approvals.c.variant_hash)
        )
        if only is not None:
            taken_back = taken_back.where(approvals.c.who == only)
        found.update(connection.scalars(taken_back))
    _stand(connection, found, who, now)
    return found


def latest(
    connection: Connection, posts: Collection[str]
) -> dict[tuple[str, str], list[tuple[str, datetime]]]:
    """The variants of these posts that somebody approved, by post and channel, the newest first.

    Each with the instant (UTC) of its last yes, also of one that was taken back: what changed since
    then is what a person wants to see.
    """
    body = variants.c.body
    found: dict[tuple[str, str], dict[str, datetime]] = {}
    for names in portions(posts):
        post = body["post"].as_string()
        query = (
            select(approvals.c.variant_hash, approvals.c.at, post, body["channel"].as_string())
            .join(variants, variants.c.hash == approvals.c.variant_hash)
            .where(post.in_(names))
        )
        for name, at, of_post, channel in connection.execute(query):
            some = found.setdefault((of_post, channel), {})
            some[name] = max(at, some.get(name, at))
    return {
        which: sorted(some.items(), key=lambda each: (each[1], each[0]), reverse=True)
        for which, some in found.items()
    }


def portions(names: Collection[str], size: int = 500) -> Iterable[list[str]]:
    """Lists short enough for one statement's parameters."""
    every = sorted(set(names))
    for start in range(0, len(every), size):
        yield every[start : start + size]


def _stand(connection: Connection, hashes: Collection[str], who: str, now: datetime) -> None:
    """Write into the record how the rows of these variants stand now."""
    names = sorted(hashes)
    row_images.stand_among(connection, approvals, "variant_hash", names, who=who, now=now)


def _value(row: Any) -> Approval:
    return Approval(
        row.variant_hash,
        row.who,
        row.at,
        row.note,
        row.revoked,
        row.revoked_by,
        row.step,
        Basis(row.basis),
        row.policy,
    )
