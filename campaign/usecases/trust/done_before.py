"""Who did before what somebody wants to do about a request, for the second of two people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from campaign.model import Publication
from campaign.storage.database import Database
from campaign.storage.trust import approvals, asks, people, remarks


class Deed(StrEnum):
    """What two people may do at once about the same words."""

    APPROVE = "approve"
    TAKE_BACK = "take back"
    GO_ON = "go on"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class DoneBefore:
    """Who did it last, by id and by name, and when (UTC)."""

    who: str
    name: str
    at: datetime


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
        person = people.one(connection, who)
    return DoneBefore(who, person.name if person and person.name else who, at)


def _ends(some: Iterable[tuple[datetime | None, str]]) -> list[tuple[datetime, str]]:
    return [(at, who) for at, who in some if at is not None]
