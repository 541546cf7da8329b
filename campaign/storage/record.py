"""The record: one append-only chain of everything that people and the publisher did.

::

    act's transaction:   append(…)            an entry without number and hash
    end of a tick,
    end of a command:    chain(…)             number n, hash = SHA-256(hash of n-1, entry n)

Values that tell of a person stand in an entry as commitments, SHA-256(salt, value); the values and
their salts lie beside it in `private`. When a person is forgotten, only these are deleted, and
every hash stays the same.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, select, text, update

from campaign.storage.tables import record

#: What the first entry follows.
BEGINNING: Final = "0" * 64

# The key of PostgreSQL's advisory lock under which entries are chained: nothing else takes it.
_CHAIN: Final = 0x5245434F


class RecordAct(StrEnum):
    """What an entry tells."""

    PERSON_ADDED = "person.added"
    PERSON_DISABLED = "person.disabled"
    PERSON_ENABLED = "person.enabled"
    PERSON_REDACTED = "person.redacted"
    ROLE_GIVEN = "role.given"
    ROLE_TAKEN = "role.taken"
    INVITED = "review.invited"
    INVITATION_ENDED = "review.invitation-ended"
    INVITATION_ANSWERED = "review.invitation-answered"
    VARIANT_PLANNED = "variant.planned"
    VARIANT_APPROVED = "variant.approved"
    VARIANT_RELEASED = "variant.released"
    VARIANT_SENT_BACK = "variant.sent-back"
    SEND_BACK_ENDED = "variant.send-back-ended"
    VARIANT_COMMENTED = "variant.commented"
    APPROVAL_TAKEN_BACK = "approval.taken-back"
    PUBLICATION_MOVED = "publication.moved"
    ATTEMPT_BEGAN = "attempt.began"
    ATTEMPT_ENDED = "attempt.ended"
    PART_OUT = "part.out"
    PAUSED = "pause.began"
    RESUMED = "pause.ended"
    WITHDRAWAL_ASKED = "withdrawal.asked"
    WITHDRAWAL_DONE = "withdrawal.done"
    CORRECTION_ASKED = "correction.asked"
    CORRECTION_DONE = "correction.done"
    READING_COMPARED = "reading.compared"
    READING_ACCEPTED = "reading.accepted"
    CONSENT_ENDED = "consent.ended"
    FINDING_DISMISSED = "finding.dismissed"
    FINDING_REINSTATED = "finding.reinstated"
    CONNECTED = "account.connected"
    DISCONNECTED = "account.disconnected"
    RESTORED = "backup.restored"
    TRANSLATION_REVIEWED = "translation.reviewed"
    TRANSLATION_MARKED = "translation.marked"
    TRANSLATION_WRITTEN = "translation.written"


def append(
    connection: Connection,
    act: RecordAct,
    *,
    who: str,
    now: datetime,
    post: str = "",
    publication: int | None = None,
    details: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
) -> None:
    """Write an entry, in the transaction of the act it tells of; `now` is UTC.

    `details` are JSON values and never change. `private` are words about or by a person, such as a
    name or a comment. `who` is private always.
    """
    hidden = {key: [secrets.token_hex(16), value] for key, value in (private or {}).items()}
    hidden["who"] = [secrets.token_hex(16), who]
    public = {
        **(details or {}),
        **{key: commitment(salt, value) for key, (salt, value) in hidden.items()},
    }
    connection.execute(
        record.insert().values(
            at=now,
            act=act.value,
            post=post,
            publication=publication,
            public=public,
            private=hidden,
            hash="",
        )
    )


def commitment(salt: str, value: str) -> str:
    """What stands in an entry for a private value; it says nothing without its salt."""
    return "sha256:" + sha256(f"{salt}:{value}".encode()).hexdigest()


def chain(connection: Connection) -> int:
    """Give every entry that has none its number and its hash; gives how many there were."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_CHAIN})"))
    head = connection.execute(
        select(record.c.number, record.c.hash)
        .where(record.c.number.is_not(None))
        .order_by(record.c.number.desc())
        .limit(1)
    ).first()
    number, last = (head.number, head.hash) if head else (0, BEGINNING)
    loose = connection.execute(
        select(record).where(record.c.number.is_(None)).order_by(record.c.id)
    ).all()
    for row in loose:
        number += 1
        last = digest(last, number, row)
        connection.execute(
            update(record).where(record.c.id == row.id).values(number=number, hash=last)
        )
    return len(loose)


def digest(before: str, number: int, row: Any) -> str:
    """The hash of an entry that follows the hash `before`."""
    content = json.dumps(
        [
            *(before, number, row.at.astimezone(UTC).isoformat(), row.act, row.post),
            *(row.publication, row.public),
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sha256(content.encode()).hexdigest()
