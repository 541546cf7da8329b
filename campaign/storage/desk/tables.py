"""The tables of the desk; the others are in `campaign.storage.tables` and `trust.tables`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, text

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

# Which publications a person skipped, and why; one that was taken back keeps its row.
skips = Table(
    "skips",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", Integer, ForeignKey("publications.id"), nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("ended", Instant),
    Column("ended_by", Text, nullable=False),
    # One skip of a publication is open at a time: of two people, the second is told of the first.
    Index(
        "uq_skips_publication",
        "publication",
        unique=True,
        sqlite_where=text("ended IS NULL"),
        postgresql_where=text("ended IS NULL"),
    ),
)
