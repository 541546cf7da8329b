"""Who settled a publication last, when and how: what somebody is told who comes second."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.model import Decision, State
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.storage.trust import people


@dataclass(frozen=True, slots=True)
class Settled:
    """The last move of a publication: by whom, when (UTC), into which state, and why in words.

    `who` is the id that was written down, `name` how a person reads it. `decision` is what a person
    decided by it, `Decision.NONE` for a move of the publisher or another act.
    """

    number: int
    who: str
    name: str
    at: datetime
    state: State
    decision: Decision
    reason: str


def settled(database: Database, numbers: Collection[int]) -> Mapping[int, Settled]:
    """The last move of each of these publications; one that does not exist is left out."""
    with database.read() as connection:
        return {number: found for number in numbers if (found := last(connection, number))}


def last(connection: Connection, number: int) -> Settled | None:
    """The last move of one publication, None where there is none."""
    story = publications.story(connection, number)
    if not story:
        return None
    row = story[-1]
    person = people.one(connection, row["who"])
    return Settled(
        number=number,
        who=row["who"],
        name=person.name if person and person.redacted is None else row["who"],
        at=row["at"],
        state=State(row["after"]),
        decision=Decision(row["decision"]),
        reason=row["reason"],
    )
