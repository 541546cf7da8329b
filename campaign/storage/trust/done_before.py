"""Who did something, with the name that they have now, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.storage.trust import people


@dataclass(frozen=True, slots=True)
class DoneBefore:
    """Who did it last, by id and by name, and when (UTC)."""

    who: str
    name: str
    at: datetime


def named(connection: Connection, who: str, at: datetime) -> DoneBefore:
    """What a row or an entry tells, with the person's name; an id where nobody has one."""
    person = people.one(connection, who)
    return DoneBefore(who, person.name if person and person.name else who, at)
