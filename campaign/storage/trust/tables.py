"""The tables of people and of what they decide; the others are in `campaign.storage.tables`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

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
    # Whoever signs in by an e-mail address is one person; those who were redacted have none.
    Index(
        "uq_people_email",
        "email",
        unique=True,
        sqlite_where=text("email <> ''"),
        postgresql_where=text("email <> ''"),
    ),
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

# Who was invited to review one post of one region without an account. `token` is the SHA-256 of the
# link's token, which is stored nowhere. `to` is an e-mail address or a name, `name` what the person
# typed; both go when they are forgotten. An answer is given once: "yes", or "change" with `words`.
invitations = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", String(64), nullable=False),
    Column("post", Text, nullable=False, index=True),
    Column("region", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("to", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("opened", Instant),
    Column("revoked", Instant),
    Column("revoked_by", Text, nullable=False),
    Column("answered", Instant),
    Column("answer", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    UniqueConstraint("token"),
)

# Consents that a person took back, by the command or in the register's files; what was withdrawn
# stays so. `at` is from when on it does not hold any more.
consents = Table(
    "consents",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
