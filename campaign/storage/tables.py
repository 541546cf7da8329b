"""The tables of planning and publishing; `analytics.store` owns those of measuring."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from campaign.storage.record_format import canonical


class Instant(TypeDecorator[datetime]):
    """A UTC instant: refuses naive values on the way in, gives aware ones on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone, got {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Canonical(TypeDecorator[Any]):
    """JSON that is stored in the one form that the record hashes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, **more: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **more)


# A finished variant under its content hash; never changed, never deleted.
variants = Table(
    "variants",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("created", Instant, nullable=False),
)

# Under which references the people have agreed whom a variant shows: found for ever, also when the
# post's file is gone.
consent_uses = Table(
    "consent_uses",
    metadata,
    _text("consent", primary_key=True),
    Column("variant_hash", String(64), ForeignKey("variants.hash"), primary_key=True),
)

# Which of its post's two frames a variant is in: so that the few are found among all variants.
variant_frames = Table(
    "variant_frames",
    metadata,
    Column("variant_hash", String(64), ForeignKey("variants.hash"), primary_key=True),
    _text("post"),
    _text("channel"),
    _text("frame"),
)

# One variant for one channel at one instant. The identity is (post, occurrence, channel) and not
# the time, so that moving a post can never publish it twice.
publications = Table(
    "publications",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("post"),
    _text("occurrence"),
    _text("channel"),
    _text("platform"),
    _text("region"),
    _text("language"),
    _text("activity"),
    _text("state"),
    Column("due", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("variant_hash", String(64), ForeignKey("variants.hash"), nullable=False),
    Column("recipe", String(64), nullable=False),
    _text("key"),
    Column("tries", Integer, nullable=False, default=0),
    _text("worker", default=""),
    Column("lease_until", Instant),
    _text("remote_id", default=""),
    _text("url", default=""),
    Column("published_at", Instant),
    _text("reason", default=""),
    # What keeps it back, and which findings or which address; "" for nothing.
    _text("hold", default="", server_default=text("''")),
    _text("hold_detail", default=""),
    _text("token", default=""),
    # Grows with each claim and is never reused: so the answer of an earlier worker is recognised.
    Column("claim", Integer, nullable=False, default=0, server_default=text("0")),
    Column("doubtful_since", Instant),
    Column("put_off", Instant),
    # Who cancelled it, and why asking its network has settled nothing; "" for nothing.
    _text("cancelled", default="", server_default=text("''")),
    _text("query_result", default="", server_default=text("''")),
    # From when on the people whom it shows no longer agree, None for never, and why, in words.
    Column("consent_until", Instant),
    _text("consent", default="", server_default=text("''")),
    UniqueConstraint("post", "occurrence", "channel"),
    UniqueConstraint("key"),
    Index("ix_publications_state_not_before", "state", "not_before"),
    Index("ix_publications_channel_published_at", "channel", "published_at"),
    # What a tick reads: small, however much was ever published.
    Index(
        "ix_publications_scheduled",
        "not_before",
        sqlite_where=text("state = 'scheduled'"),
        postgresql_where=text("state = 'scheduled'"),
    ),
    Index(
        "ix_publications_open",
        "state",
        sqlite_where=text("state IN ('publishing', 'pending', 'unknown')"),
        postgresql_where=text("state IN ('publishing', 'pending', 'unknown')"),
    ),
    # One post in flight for each channel, whoever sends it: the database enforces it.
    Index(
        "uq_publications_flying",
        "channel",
        unique=True,
        sqlite_where=text("state = 'publishing'"),
        postgresql_where=text("state = 'publishing'"),
    ),
    Index("ix_publications_published_at", "published_at"),
    # A remote post belongs to one publication: if a second one names it, that one is not believed.
    # Rows of before this was known have no claim, and are left alone.
    Index(
        "uq_publications_booked",
        "channel",
        "remote_id",
        unique=True,
        sqlite_where=text("remote_id <> '' AND claim > 0"),
        postgresql_where=text("remote_id <> '' AND claim > 0"),
    ),
)

# One try to publish, committed before the request leaves and finished after the answer.
attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", Integer, ForeignKey("publications.id"), nullable=False, index=True),
    Column("variant_hash", String(64), nullable=False),
    _text("key"),
    _text("worker"),
    Column("started", Instant, nullable=False),
    Column("ended", Instant),
    _text("outcome"),
    Column("payload", JSON, nullable=False),
    _text("answer", default=""),
)

# Every change of state, with who and why; append-only. `reason` is for a person to read.
history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", Integer, ForeignKey("publications.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    _text("who"),
    _text("before"),
    _text("after"),
    _text("reason", default=""),
    # What a person decided by it, "" for nothing.
    _text("decision", default="", server_default=text("''")),
)

# Who approved which variant, and who took that back; rows are added and ended, never deleted.
approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("variant_hash", String(64), ForeignKey("variants.hash"), nullable=False, index=True),
    _text("who"),
    Column("at", Instant, nullable=False),
    _text("note", default=""),
    # For which step of its region's policy: the role that was needed.
    _text("step", default="approver", server_default=text("'approver'")),
    # What it rests on: a "person", an "invitation", or "alone" while nobody is registered.
    _text("basis", default="alone", server_default=text("'alone'")),
    # `Policy.asked_in` of the region that asked for it: elsewhere, and by another policy, it is
    # asked anew.
    _text("policy", default="approver/one/own", server_default=text("'approver/one/own'")),
    Column("revoked", Instant),
    _text("revoked_by", default="", server_default=text("''")),
)

# Variants of which all steps of a policy are approved; `policy` is `Policy.asked_in` of the region,
# with "/alone" behind it where nobody was registered. The publisher asks this table. Taking a yes
# back deletes the row.
releases = Table(
    "releases",
    metadata,
    Column("variant_hash", String(64), ForeignKey("variants.hash"), primary_key=True),
    _text("policy", primary_key=True),
    Column("at", Instant, nullable=False),
)

# What people said of a variant: a "comment", or "sent-back" with what is to be changed, which holds
# the variant until somebody ends it.
remarks = Table(
    "remarks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("variant_hash", String(64), ForeignKey("variants.hash"), nullable=False, index=True),
    _text("kind"),
    _text("who"),
    Column("at", Instant, nullable=False),
    _text("words"),
    Column("ended", Instant),
    _text("ended_by", default="", server_default=text("''")),
)

# Whose work a variant is: who planned it, and who edited its words.
authors = Table(
    "authors",
    metadata,
    Column("variant_hash", String(64), ForeignKey("variants.hash"), primary_key=True),
    _text("who", primary_key=True),
    Column("at", Instant, nullable=False),
)

# Who last edited the words of a post in a language, for the variants that are planned of them.
edits = Table(
    "edits",
    metadata,
    _text("post", primary_key=True),
    _text("language", primary_key=True),
    _text("who", primary_key=True),
    Column("at", Instant, nullable=False),
)

# Which publications have words that the calendar calls a draft, as of the last plan.
drafts = Table(
    "drafts",
    metadata,
    _text("post", primary_key=True),
    _text("occurrence", primary_key=True),
    _text("channel", primary_key=True),
)

# Everything that people and the publisher did, in one chain. An entry is written without `number`
# and `hash` in the transaction of the act, and gets both when it is chained; after that it never
# changes. `private` has the values that stand in `public` as commitments, with their salts: so a
# person can be forgotten and the chain still holds.
record = Table(
    "record",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer),
    Column("at", Instant, nullable=False),
    _text("act"),
    _text("post"),
    Column("publication", Integer, index=True),
    Column("public", Canonical, nullable=False),
    Column("private", Canonical, nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("number"),
    # Entries about a publication are found by that: they are many, and written fast.
    Index(
        "ix_record_post",
        "post",
        sqlite_where=text("publication IS NULL"),
        postgresql_where=text("publication IS NULL"),
    ),
)

# Which stored picture a card's recipe was drawn to, so that each card is drawn once.
cards = Table(
    "cards",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("sha256", String(64), nullable=False),
    _text("mime"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("drawn", Instant, nullable=False),
)

# The parts of a thread, or a first comment, each with its own receipt; part 0 is the post itself.
parts = Table(
    "parts",
    metadata,
    Column("publication", Integer, ForeignKey("publications.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("key"),
    _text("remote_id", index=True),
    _text("url"),
    Column("raw", JSON, nullable=False),
    Column("published_at", Instant, nullable=False, index=True),
)

# Who stopped what, and who resumed it; a pause without an end is on. `scope` is "all",
# "region:NAME", "platform:NAME" or "channel:NAME"; `until` ends it by itself.
pauses = Table(
    "pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("scope"),
    _text("who"),
    Column("at", Instant, nullable=False),
    _text("reason"),
    Column("until", Instant),
    Column("ended", Instant),
    _text("ended_by", default=""),
)

# The pace of a whole platform or server, shared by all workers: when its next request may leave,
# and until when it asked to be left alone.
buckets = Table(
    "buckets",
    metadata,
    _text("name", primary_key=True),
    Column("next_free", Instant, nullable=False),
    Column("held_until", Instant),
)

# Credentials that a network renews, sealed; one worker renews at a time, and `version` tells a
# renewed one from the one that was read.
credentials = Table(
    "credentials",
    metadata,
    _text("channel", primary_key=True),
    _text("sealed"),
    Column("expires", Instant),
    Column("renewed", Instant, nullable=False),
    _text("holder", default=""),
    Column("held_until", Instant),
    Column("version", Integer, nullable=False),
)

# What people were told, so that nothing is told twice: a publication in a state, or a pause, by its
# number; `decided` is the last decision of a person about it in `history`, 0 for none.
notices = Table(
    "notices",
    metadata,
    _text("kind", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("decided", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
)

# What servers said of their own limits, by network and address. `limits` holds the fields that
# differ from the network's table. `tried_at` is when one was last asked, `asked_at` when it last
# answered.
server_limits = Table(
    "server_limits",
    metadata,
    _text("platform", primary_key=True),
    _text("server", primary_key=True),
    Column("tried_at", Instant, nullable=False),
    Column("asked_at", Instant),
    _text("software", default=""),
    _text("version", default=""),
    Column("limits", JSON, nullable=False),
    Column("ignored", JSON, nullable=False),
)

# Who works on this database, when they last said so, and by how many seconds their machine's own
# clock was slow (below 0: fast) as far as they knew.
workers = Table(
    "workers",
    metadata,
    _text("name", primary_key=True),
    _text("version"),
    Column("started", Instant, nullable=False),
    Column("beat", Instant, nullable=False),
    Column("stopped", Instant),
    Column("skew", Float),
)

# When a backup was put back: what it knew ends at `known_until`, so that whatever was due between
# then and `at` may have gone out.
restores = Table(
    "restores",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("known_until", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    _text("who"),
)

# When a person last looked at an account that cannot be asked, after a backup was put back, and
# found nothing there of what its channel may still send.
channel_checks = Table(
    "channel_checks",
    metadata,
    _text("channel", primary_key=True),
    Column("at", Instant, nullable=False),
    _text("who"),
)

# Each channel as it was last published on, so that what is in doubt can be asked about although
# it left the configuration. Holds no credential.
former_channels = Table(
    "former_channels",
    metadata,
    _text("name", primary_key=True),
    Column("settings", JSON, nullable=False),
    Column("at", Instant, nullable=False),
)
