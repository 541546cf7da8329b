"""Who settled a publication last, when and how: what somebody is told who comes second."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from campaign.model import Decision, State
from campaign.storage import concerned, publications
from campaign.storage.concerned import Concerned
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


def moves(database: Database, number: int) -> tuple[Settled, ...]:
    """Everything that happened to one publication, the oldest first."""
    with database.read() as connection:
        names = {each.id: each.name for each in people.everybody(connection) if not each.redacted}
        return tuple(
            _of(row, names.get(row["who"], row["who"]))
            for row in publications.story(connection, number)
        )


def lately(
    database: Database, since: datetime, *, regions: Collection[str] = (), limit: int = 8
) -> tuple[tuple[Settled, Concerned], ...]:
    """What was in doubt, failed or missed and was settled since an instant (UTC), the last first.

    Of `regions` alone where some are named.
    """
    with database.read() as connection:
        rows = concerned.settled_since(connection, since, regions, limit)
        about = concerned.read(connection, {row["publication"] for row in rows})
        names = {each.id: each.name for each in people.everybody(connection) if not each.redacted}
    return tuple(
        (_of(row, names.get(row["who"], row["who"])), about[row["publication"]]) for row in rows
    )


def last(connection: Connection, number: int) -> Settled | None:
    """The last move of one publication, None where there is none."""
    story = publications.story(connection, number)
    if not story:
        return None
    person = people.one(connection, story[-1]["who"])
    known = person is not None and person.redacted is None
    return _of(story[-1], person.name if person and known else story[-1]["who"])


def _of(row: Mapping[str, Any], name: str) -> Settled:
    return Settled(
        number=row["publication"],
        who=row["who"],
        name=name,
        at=row["at"],
        state=State(row["after"]),
        decision=Decision(row["decision"]),
        reason=row["reason"],
    )
