"""Since when variants stand, and since when they are released; nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from campaign.storage.tables import releases, variants

# Names in one statement: each database takes so many.
_PORTION = 500


def created(connection: Connection, hashes: Collection[str]) -> dict[str, datetime]:
    """When (UTC) each of these variants was stored."""
    found: dict[str, datetime] = {}
    for some in _portions(hashes):
        query = select(variants.c.hash, variants.c.created).where(variants.c.hash.in_(some))
        found.update((row.hash, row.created) for row in connection.execute(query))
    return found


def released(connection: Connection, hashes: Collection[str]) -> dict[str, datetime]:
    """When (UTC) all steps were first approved, by variant; those not released are left out."""
    found: dict[str, datetime] = {}
    for some in _portions(hashes):
        query = select(releases).where(releases.c.variant_hash.in_(some)).order_by(releases.c.at)
        for row in connection.execute(query):
            found.setdefault(row.variant_hash, row.at)
    return found


def _portions(hashes: Collection[str]) -> list[list[str]]:
    names = sorted(set(hashes))
    return [names[start : start + _PORTION] for start in range(0, len(names), _PORTION)]
