"""The tables of the desk; the others are in `campaign.storage.tables` and `trust.tables`."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from campaign.storage.tables import Instant, metadata

# Who is signed in. `id` is the hash (SHA-256, hex) of what the cookie holds. `person` is "" for
# whoever works alone, while nobody is registered. `how` is the way in, `device` names the browser.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("how", Text, nullable=False),
    Column("device", Text, nullable=False),
    Index("ix_sessions_person", "person"),
)

# Links that sign somebody in once. `id` is the hash of the token. `browser` is the hash of what the
# browser that used it holds, `session` the one that it began, "" while it is unused.
sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("used", Instant),
    Column("browser", Text, nullable=False),
    Column("session", Text, nullable=False),
)

# Passkeys. `id` is the credential's own, in base64url; `handle` is what the authenticator calls the
# person, the same for all of theirs.
passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("transports", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("used", Instant),
    Index("ix_passkeys_person", "person"),
)

# What a browser was asked and has not answered: challenges of passkeys, and sign-ins under way at
# an identity provider. `id` is the hash of the challenge; a row is deleted when it is answered.
challenges = Table(
    "challenges",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("until", Instant, nullable=False),
)

# Who tried how often: one instant a name, as in `buckets`. A row that is over means nothing.
tries = Table(
    "sign_in_tries",
    metadata,
    Column("name", Text, primary_key=True),
    Column("next_free", Instant, nullable=False),
)

# How a person wants the desk; `shortcuts` is 0 where no single key does anything.
preferences = Table(
    "preferences",
    metadata,
    Column("person", Text, primary_key=True),
    Column("language", Text, nullable=False),
    Column("shortcuts", Integer, nullable=False),
)
