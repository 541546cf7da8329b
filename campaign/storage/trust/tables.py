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

# Which findings somebody lets stand, and why; one that was taken back keeps its row.
dismissals = Table(
    "dismissals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("judged", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ended_by", Text, nullable=False),
    Column("ended", Instant),
    Index("ix_dismissals_post", "post"),
    Index(
        "ix_dismissals_judged",
        "judged",
        unique=True,
        sqlite_where=text("ended IS NULL"),
        postgresql_where=text("ended IS NULL"),
    ),
)

# What is taken back or corrected, one row for each part of a publication. The row is committed as
# `working` before its request leaves. Of one part, one change is open at a time.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", Integer, ForeignKey("publications.id"), nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("remote_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    # What is public, and what takes its place; "" for nothing.
    Column("variant_before", String(64), nullable=False),
    Column("variant_after", String(64), nullable=False),
    Column("due", Instant),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("worker", Text, nullable=False),
    Column("lease_until", Instant),
    # Grows with each time a worker takes it up, so that the answer of an earlier one is recognised.
    Column("claim", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("ended", Instant),
    Column("ended_by", Text, nullable=False),
    # Finds a reply at its network that is accepted and not public yet.
    Column("token", Text, nullable=False),
    Index(
        "uq_changes_open",
        "publication",
        "part",
        unique=True,
        sqlite_where=text("state NOT IN ('done', 'dropped')"),
        postgresql_where=text("state NOT IN ('done', 'dropped')"),
    ),
)

# Every try of a change, committed before its request leaves and finished after the answer.
change_tries = Table(
    "change_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("change", Integer, ForeignKey("changes.id"), nullable=False, index=True),
    Column("worker", Text, nullable=False),
    Column("started", Instant, nullable=False),
    Column("ended", Instant),
    Column("outcome", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("answer", Text, nullable=False),
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

# What lets a program in. `digest` is the hash (SHA-256, hex) of the token; the token itself is
# stored nowhere. A token acts as `person`, or, where that is "", as a machine that has `role` in
# `region`. `scopes` are words with a space between them.
tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("made", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("until", Instant, nullable=False),
    Column("used", Instant),
    Column("ended", Instant),
    Column("ended_by", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("digest"),
    Index("ix_tokens_name", "name"),
)

# Who was asked for a yes to which words: "ask", or "remind" for those who were asked before.
asks = Table(
    "asks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("variant_hash", String(64), ForeignKey("variants.hash"), nullable=False),
    Column("publication", Integer, ForeignKey("publications.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# To whom an ask was mailed, written before the mail leaves. `reason` says why it did not, "" for a
# mail that was taken.
ask_mails = Table(
    "ask_mails",
    metadata,
    Column("ask", Integer, ForeignKey("asks.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
)
