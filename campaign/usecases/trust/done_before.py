"""Who did before what somebody wants to do, for the second of two people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from campaign.model import Publication
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import approvals, asks, history, remarks
from campaign.storage.trust.done_before import DoneBefore, named

__all__ = ["Deed", "DoneBefore", "by", "done_before", "last_done"]


class Deed(StrEnum):
    """What two people may do at once about the same words."""

    APPROVE = "approve"
    SEND_BACK = "send back"
    TAKE_BACK = "take back"
    GO_ON = "go on"
    ASK = "ask"


def done_before(database: Database, chosen: Sequence[Publication], deed: Deed) -> DoneBefore | None:
    """The last time that this was done about these words; None where nobody has done it.

    Raises StorageError.
    """
    hashes = {p.variant_hash for p in chosen}
    with database.read() as connection:
        match deed:
            case Deed.APPROVE:
                yeses = approvals.of(connection, hashes).values()
                found = [(e.at, e.who) for some in yeses for e in some if e.revoked is None]
            case Deed.SEND_BACK:
                said = remarks.of(connection, hashes).values()
                found = [(e.at, e.who) for some in said for e in some if e.holds]
            case Deed.TAKE_BACK:
                yeses = approvals.of(connection, hashes).values()
                found = _ends((e.revoked, e.revoked_by) for some in yeses for e in some)
            case Deed.GO_ON:
                said = remarks.of(connection, hashes).values()
                found = _ends((e.ended, e.ended_by) for some in said for e in some)
            case Deed.ASK:
                asked = asks.of(connection, chosen).values()
                found = [(e.at, e.who) for some in asked for e in some]
        if not found:
            return None
        at, who = max(found)
        return named(connection, who, at)


def last_done(
    database: Database,
    acts: Collection[RecordAct],
    *,
    post: str = "",
    publication: int | None = None,
    person: str = "",
    details: Mapping[str, Any] | None = None,
) -> DoneBefore | None:
    """The last time that one of these acts was done, by the record; None when nobody did lately.

    What it was about: a post, a publication, a person, and `details` of its public part. Raises
    StorageError.
    """
    with database.read() as connection:
        found = history.newest(
            connection, acts, post=post, publication=publication, person=person, details=details
        )
        return named(connection, *found) if found is not None else None


def by(database: Database, id: str, at: datetime) -> DoneBefore:
    """The same for what its own row tells: who did it, by id, and when (UTC)."""
    with database.read() as connection:
        return named(connection, id, at)


def _ends(some: Iterable[tuple[datetime | None, str]]) -> list[tuple[datetime, str]]:
    return [(at, who) for at, who in some if at is not None]
