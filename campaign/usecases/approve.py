"""Let exact variants go out: what is approved is a content hash, not a post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from campaign.model import Publication, State
from campaign.storage import publications, variants
from campaign.storage.database import Database


def waiting(database: Database) -> list[Publication]:
    """Scheduled publications whose variant no one has approved, the longest due first."""
    with database.read() as connection:
        scheduled = publications.in_states(connection, State.SCHEDULED)
        done = variants.approved(connection, {p.variant_hash for p in scheduled})
    return [p for p in scheduled if p.variant_hash not in done]


def approve(
    database: Database, chosen: Sequence[Publication], *, who: str, now: datetime, note: str = ""
) -> int:
    """Write down who lets these go out; gives how many variants were newly approved."""
    with database.write() as connection:
        return variants.approve(
            connection, {p.variant_hash for p in chosen}, who=who, now=now, note=note
        )
