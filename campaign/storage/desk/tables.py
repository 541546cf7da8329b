"""The tables of the desk; the others are in `campaign.storage.tables` and `trust.tables`."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from campaign.storage.tables import Instant, metadata

# Who is signed in. `id` is the hash (SHA-256, hex) of what the cookie holds. `person` is "" for
# whoever works alone, while nobody is registered.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Index("ix_sessions_person", "person"),
)
