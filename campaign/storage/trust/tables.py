"""The tables of people and of what they decide; the others are in `campaign.storage.tables`."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

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

# What readers got of a published post, and whether it is what was approved. `number` counts the
# looks at one publication from 0. `outcome` is a word of `read_backs.Outcome`; `tries` counts the
# looks that failed. A person may have seen a difference and lives with it: then `accepted` is set.
read_backs = Table(
    "read_backs",
    metadata,
    Column("publication", Integer, ForeignKey("publications.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("variant_hash", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Column("differences", JSON, nullable=False),
    Column("readings", JSON, nullable=False),
    Column("accepted", Instant),
    Column("accepted_by", Text, nullable=False),
)
