"""The tables of people and of what they decide; the others are in `campaign.storage.tables`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from campaign.storage.tables import Instant, metadata

# Who works on the campaign. A person who was redacted keeps the id, without name and e-mail.
people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("disabled", Instant),
    Column("redacted", Instant),
)

# Which role a person has in which region ("*" for all); `record` keeps what was before.
roles = Table(
    "roles",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("region", Text, primary_key=True),
    Column("role", Text, primary_key=True),
)
