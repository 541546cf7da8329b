"""The record: one append-only chain of everything that people and the publisher did.

::

    append(…)   by a person        one entry, in the transaction of the act it tells of
    note(…)     by the publisher   many entries, in the transaction of their acts
    chain(…)    end of a tick      number n, hash = SHA-256(hash of n-1, entry n), for those
                                   that could not be chained at once (`chaining`)

Values that tell of a person stand in an entry as commitments; the values and their salts lie beside
it in `private`. When a person is forgotten, only these are deleted, and every hash stays the same.
The form of an entry is in `record_format`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection

from campaign.storage import chaining, record_format
from campaign.storage.chaining import chain, has_loose, head
from campaign.storage.record_format import PRIVATE, canonical, commitment

__all__ = [
    "Entry",
    "RecordAct",
    "append",
    "chain",
    "chain_requested",
    "has_chained",
    "has_loose",
    "head",
    "note",
    "reset",
]

# In the connection's own memory: this transaction is to be chained before it is committed.
_REQUESTED: Final = "campaign_chain"


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
    PERSON_RENAMED = "person.renamed"
    ADDRESS_CHANGED = "person.address-changed"
    SIGN_IN_LINK_GIVEN = "sign-in.link-given"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    ROLE_GIVEN = "role.given"
    ROLE_TAKEN = "role.taken"
    INVITED = "review.invited"
    INVITATION_ENDED = "review.invitation-ended"
    VARIANT_STORED = "variant.stored"
    INVITATION_ANSWERED = "review.invitation-answered"
    VARIANT_PLANNED = "variant.planned"
    VARIANT_APPROVED = "variant.approved"
    VARIANT_RELEASED = "variant.released"
    VARIANT_SENT_BACK = "variant.sent-back"
    SEND_BACK_ENDED = "variant.send-back-ended"
    VARIANT_COMMENTED = "variant.commented"
    APPROVAL_ASKED = "approval.asked"
    APPROVAL_REMINDED = "approval.reminded"
    APPROVAL_TAKEN_BACK = "approval.taken-back"
    PUBLICATION_MOVED = "publication.moved"
    ATTEMPT_BEGAN = "attempt.began"
    ATTEMPT_ENDED = "attempt.ended"
    ATTEMPT_MARKED = "attempt.marked"
    PART_OUT = "part.out"
    PAUSED = "pause.began"
    RESUMED = "pause.ended"
    CHANGE_BEGAN = "change.began"
    CHANGE_ENDED = "change.ended"
    WITHDRAWAL_ASKED = "withdrawal.asked"
    WITHDRAWAL_DONE = "withdrawal.done"
    CORRECTION_ASKED = "correction.asked"
    CORRECTION_DONE = "correction.done"
    READING_COMPARED = "reading.compared"
    READING_ACCEPTED = "reading.accepted"
    CONSENT_ENDED = "consent.ended"
    FINDING_DISMISSED = "finding.dismissed"
    FINDING_REINSTATED = "finding.reinstated"
    NOTICE_SENT = "notice.sent"
    CHANNEL_CHECKED = "channel.checked"
    CONNECTED = "account.connected"
    DISCONNECTED = "account.disconnected"
    ACCESS_GIVEN = "access.given"
    ACCESS_ENDED = "access.ended"
    WEBHOOK_MADE = "webhook.made"
    WEBHOOK_PAUSED = "webhook.paused"
    WEBHOOK_RESUMED = "webhook.resumed"
    WEBHOOK_RESENT = "webhook.resent"
    WEBHOOK_ENDED = "webhook.ended"
    SKIPPED = "publication.skipped"
    SKIP_ENDED = "publication.skip-ended"
    RESTORED = "backup.restored"
    EXPORTED = "evidence.exported"
    TRANSLATION_REVIEWED = "translation.reviewed"
    TRANSLATION_MARKED = "translation.marked"
    TRANSLATION_WRITTEN = "translation.written"
    FIGURE_ENTERED = "figure.entered"
    POST_NAMED = "post.named"
    KPI_ENTERED = "kpi.entered"
    REPORT_DECIDED = "report.decided"


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


def note(connection: Connection, some: Sequence[Entry]) -> None:
    """Write entries, as `append` does, but many and fast; some may be chained after the tick."""
    salts = iter(record_format.salts(sum(1 + len(entry.private) for entry in some)))
    chaining.insert(connection, [_row(entry, salts) for entry in some])


def reset(connection: Connection) -> None:
    """Forget what an earlier transaction on this connection left behind."""
    connection.info.pop(_REQUESTED, None)
    connection.info.pop(chaining.CHAINED, None)


def has_chained(connection: Connection) -> bool:
    """True when this transaction has chained an entry."""
    return bool(connection.info.get(chaining.CHAINED))


def chain_requested(connection: Connection) -> None:
    """Just before the commit: chain what was appended, unless somebody else chains just now."""
    if connection.info.pop(_REQUESTED, False):
        chain(connection)


def _row(entry: Entry, salts: Iterator[str]) -> dict[str, Any]:
    hidden = {"who": entry.who, **entry.private}
    private = {key: (next(salts), value) for key, value in hidden.items()}
    commitments = {key: commitment(salt, value) for key, (salt, value) in private.items()}
    return {
        "at": entry.at,
        "act": entry.act.value,
        "post": entry.post,
        "publication": entry.publication,
        "public": canonical({**entry.details, PRIVATE: commitments}),
        "private": canonical(private),
        "hash": "",
    }
