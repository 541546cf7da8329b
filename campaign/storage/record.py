"""The record: one append-only chain of everything that people and the publisher did.

::

    act's transaction:    append(…) by a person, note(…) by the publisher: an entry without number
    its end, or the
    end of a tick:        chain(…)   number n, hash = SHA-256(hash of n-1, entry n)

What a person does is chained in the transaction of the act. The publisher notes many entries a
second, and they are chained together at the end of its tick; after a crash, at the end of the next
one. Values that tell of a person stand in an entry as commitments; the values and their salts lie
beside it in `private`. When a person is forgotten, only these are deleted, and every hash stays the
same. The form of an entry is in `record_format`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, bindparam, literal_column, select, text, update

from campaign.storage import record_format
from campaign.storage.compiled_sql import Quick
from campaign.storage.record_format import BEGINNING, PRIVATE, commitment, instant
from campaign.storage.tables import record

# The key of PostgreSQL's advisory lock under which entries are chained: nothing else takes it.
_CHAIN: Final = 0x5245434F
# In the connection's own memory: this transaction is to be chained before it is committed.
_REQUESTED: Final = "campaign_chain"
_AT_ONCE: Final = 1000  # entries that are held in memory while they are chained


class RecordAct(StrEnum):
    """What an entry tells."""

    BEGAN = "record.began"
    FOUND = "record.found"
    ROWS_STAND = "rows.stand"
    ROWS_GONE = "rows.gone"
    SEALED = "record.sealed"
    STAMPED = "record.stamped"
    PRUNED = "record.pruned"
    PERSON_ADDED = "person.added"
    PERSON_DISABLED = "person.disabled"
    PERSON_ENABLED = "person.enabled"
    PERSON_REDACTED = "person.redacted"
    ROLE_GIVEN = "role.given"
    ROLE_TAKEN = "role.taken"
    INVITED = "review.invited"
    INVITATION_ENDED = "review.invitation-ended"
    VARIANT_STORED = "variant.stored"
    VARIANT_PLANNED = "variant.planned"
    VARIANT_APPROVED = "variant.approved"
    VARIANT_RELEASED = "variant.released"
    VARIANT_SENT_BACK = "variant.sent-back"
    VARIANT_COMMENTED = "variant.commented"
    APPROVAL_TAKEN_BACK = "approval.taken-back"
    PUBLICATION_MOVED = "publication.moved"
    ATTEMPT_BEGAN = "attempt.began"
    ATTEMPT_ENDED = "attempt.ended"
    ATTEMPT_MARKED = "attempt.marked"
    PART_OUT = "part.out"
    PAUSED = "pause.began"
    RESUMED = "pause.ended"
    WITHDRAWAL_ASKED = "withdrawal.asked"
    WITHDRAWAL_DONE = "withdrawal.done"
    CORRECTION_ASKED = "correction.asked"
    CORRECTION_DONE = "correction.done"
    READING_COMPARED = "reading.compared"
    CONSENT_ENDED = "consent.ended"
    FINDING_DISMISSED = "finding.dismissed"
    FINDING_REINSTATED = "finding.reinstated"
    NOTICE_SENT = "notice.sent"
    CHANNEL_CHECKED = "channel.checked"
    RESTORED = "backup.restored"
    EXPORTED = "evidence.exported"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, as it is written down; `append` says what the fields are."""

    act: RecordAct
    who: str
    at: datetime
    post: str = ""
    publication: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)


_INSERT = Quick(
    lambda _: record.insert(),
    keys=("at", "act", "post", "publication", "public", "private", "hash"),
)
_NUMBER = Quick(
    lambda _: (
        update(record)
        .where(record.c.id == bindparam("entry"))
        .values(number=bindparam("given"), hash=bindparam("own"))
    )
)
_LOOSE = (
    *(record.c.id, record.c.at, record.c.act, record.c.post, record.c.publication),
    record.c.public,
)
_READ = Quick(
    lambda _: (
        select(*_LOOSE)
        .where(record.c.number.is_(None))
        .order_by(record.c.id)
        .limit(literal_column(str(_AT_ONCE)))
    ),
    gives=_LOOSE,
)


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

    `details` are JSON values and never change; their key "private" is taken. `private` are words
    about or by a person, such as a name or a comment. `who` is private always. The entry is chained
    before the transaction is committed (`Database.write`).
    """
    note(connection, [Entry(act, who, now, post, publication, details or {}, private or {})])
    connection.info[_REQUESTED] = True


def note(connection: Connection, entries: Sequence[Entry]) -> None:
    """Write entries that are chained at the end of the tick; as `append`, but many and fast."""
    _INSERT.many(connection, [_row(entry) for entry in entries])


def reset(connection: Connection) -> None:
    """Forget a request that an earlier transaction on this connection left behind."""
    connection.info.pop(_REQUESTED, None)


def chain_requested(connection: Connection) -> None:
    """Just before the commit: chain what was appended."""
    if connection.info.pop(_REQUESTED, False):
        chain(connection)


def chain(connection: Connection, most: int | None = None) -> int:
    """Give every entry that has none its number and its hash; gives how many there were.

    With `most`, this ends when so many are done, so that nobody waits long for the lock. The order
    is that of their ids. On PostgreSQL, an entry with a lower id may be committed later: then it
    gets a later number.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_CHAIN})"))
    number, last = head(connection)
    done = 0
    while (most is None or done < most) and (some := _READ.rows(connection, {})):
        rows = []
        for id, at, act, post, publication, public in some:
            number += 1
            last = record_format.digest(
                last,
                number=number,
                id=id,
                at=instant(at),
                act=act,
                post=post,
                publication=publication,
                public=public,
            )
            rows.append({"entry": id, "given": number, "own": last})
        _NUMBER.many(connection, rows)
        done += len(rows)
    return done


def head(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last chained entry; 0 and `BEGINNING` before the first."""
    found = connection.execute(
        select(record.c.number, record.c.hash)
        .where(record.c.number.is_not(None))
        .order_by(record.c.number.desc())
        .limit(1)
    ).first()
    return (found.number, found.hash) if found else (0, BEGINNING)


def has_loose(connection: Connection) -> bool:
    """True when an entry waits to be chained."""
    query = select(record.c.id).where(record.c.number.is_(None)).limit(1)
    return connection.scalar(query) is not None


def _row(entry: Entry) -> dict[str, Any]:
    hidden = {
        key: [record_format.salt(), value]
        for key, value in (("who", entry.who), *entry.private.items())
    }
    commitments = {key: commitment(salt, value) for key, (salt, value) in hidden.items()}
    return {
        "at": entry.at,
        "act": entry.act.value,
        "post": entry.post,
        "publication": entry.publication,
        "public": {**entry.details, PRIVATE: commitments},
        "private": hidden,
        "hash": "",
    }
