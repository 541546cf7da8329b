"""The tables of the desk; the others are in `campaign.storage.tables` and `trust.tables`."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from campaign.storage.tables import Canonical, Instant, metadata

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

# Requests that were carried out, so that a repeat does nothing twice. `id` is the hash (SHA-256,
# hex) of who asked and the key of the request, `content` that of what was asked. Kept for a day.
repeats = Table(
    "repeats",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("content", String(64), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("outcome", Canonical, nullable=False),
)

# Addresses that hear of publications. `sealed` is the address and
# the secret that signs, sealed: an address may hold a token in its path. `events` are words
# with a space between them. What was numbered in the record up to `seen` has its deliveries.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("made", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("paused", Instant),
    Column("paused_by", Text, nullable=False, server_default=text("''")),
    Column("ended", Instant),
    Column("ended_by", Text, nullable=False, server_default=text("''")),
)

# One event for one webhook: exactly the bytes that are sent, and what came of the tries. `message`
# is the webhook-id, which a receiver tells repeats by. `next_try` is None once it is over: `done`
# says since when it has arrived, None for given up.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hook", Integer, ForeignKey("webhooks.id"), nullable=False),
    Column("message", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("made", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("next_try", Instant),
    Column("last_try", Instant),
    Column("status", Integer),
    Column("answer", Text, nullable=False, server_default=text("''")),
    Column("done", Instant),
    Column("worker", Text, nullable=False, server_default=text("''")),
    Column("lease_until", Instant),
    UniqueConstraint("hook", "message"),
    # What is to be sent, however much was ever sent.
    Index(
        "ix_deliveries_next_try",
        "next_try",
        sqlite_where=text("next_try IS NOT NULL"),
        postgresql_where=text("next_try IS NOT NULL"),
    ),
)

# The bytes of files as they were when somebody opened or edited them, by their SHA-256 (hex). `at`
# is when they were last of use.
file_texts = Table(
    "file_texts",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_file_texts_at", "at"),
)

# What was edited through the desk in the last day, so that whoever did it can undo it. `before` and
# `after` name the file's bytes in `file_texts`, "" where there was no file. `keys` are the changed
# fields, one a line. `undone` is when it was undone.
edits_made = Table(
    "edits_made",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("keys", Text, nullable=False),
    Column("before", String(64), nullable=False),
    Column("after", String(64), nullable=False),
    Column("undone", Instant),
    Index("ix_edits_made_at", "at"),
    Index("ix_edits_made_session", "session"),
    Index("ix_edits_made_file", "file"),
)

# Who has a post open: since when, and when their page last gave a sign. It is a notice, no lock.
openings = Table(
    "openings",
    metadata,
    Column("post", Text, primary_key=True),
    Column("session", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("opened", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Index("ix_openings_seen", "seen"),
)

# Sign-ins at networks that were begun from the desk. `id` is the hash (SHA-256, hex) of the state
# that the network has to bring back. `sealed` is what the second step needs: the verifier, the
# application, and the address that was shown. `version` is the channel's credential as it was then.
# A row is used once; `outcome` and `says` tell what came of it, "" while nobody knows.
connections = Table(
    "connections",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("channel", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("server", Text, nullable=False),
    Column("redirect", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("begun", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("used", Instant),
    Column("outcome", Text, nullable=False, server_default=text("''")),
    Column("says", Text, nullable=False, server_default=text("''")),
    Index("ix_connections_until", "until"),
)

# How each channel's credential stood when it was last tried: whose account it opened, what it may,
# and until when. Never the credential itself.
account_standings = Table(
    "account_standings",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("tested_by", Text, nullable=False),
    Column("connected", Integer, nullable=False),
    Column("standing", Text, nullable=False),
    Column("says", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("rights", Canonical, nullable=False),
    Column("lacking", Canonical, nullable=False),
    Column("ends", Instant),
    Column("renews", Integer, nullable=False),
)
