"""How withdrawals and corrections stand: each part in words, with what a person can do about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.model import Publication
from campaign.model.changes import LEFT_TO_PERSONS, UNDER_WAY, Change, ChangeKind, ChangeState
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.storage.trust import changes


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One part: its number from 1, its address, how it stands and why.

    `again` is when it is tried next (UTC), None where nothing is to be tried.
    """

    part: int
    state: ChangeState
    url: str
    why: str
    again: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeStanding:
    """A publication with a withdrawal or a correction: who asked for it, when (UTC) and why.

    `by_person` says that a person has to do something; `settled` that nothing is left to do.
    """

    publication: Publication
    kind: ChangeKind
    who: str
    asked: datetime
    reason: str
    parts: tuple[ChangedPart, ...]

    @property
    def by_person(self) -> bool:
        """Whether a person has to do something about one of its parts."""
        return any(part.state in LEFT_TO_PERSONS for part in self.parts)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return not self.by_person and not any(part.state in UNDER_WAY for part in self.parts)


def standing(database: Database, numbers: Collection[int]) -> tuple[ChangeStanding, ...]:
    """The last change of each of these publications, as it stands now."""
    with database.read() as connection:
        found = (_of(connection, number) for number in sorted(set(numbers)))
        return tuple(each for each in found if each is not None)


def not_done(database: Database) -> tuple[ChangeStanding, ...]:
    """Every withdrawal and correction that has not ended."""
    with database.read() as connection:
        numbers = {each.publication for each in changes.not_ended(connection)}
    return standing(database, numbers)


def _of(connection: Connection, number: int) -> ChangeStanding | None:
    publication = publications.one(connection, number)
    mine = changes.of(connection, number)
    if publication is None or not mine:
        return None
    last = mine[-1]
    batch = {each.part: each for each in mine if each.kind is last.kind}
    if last.kind is not ChangeKind.WITHDRAWAL:
        batch = {n: each for n, each in batch.items() if each.variant_after == last.variant_after}
    parts = tuple(_part(batch[part]) for part in sorted(batch))
    return ChangeStanding(publication, last.kind, last.who, last.asked, last.reason, parts)


def _part(change: Change) -> ChangedPart:
    again = change.not_before if change.state in UNDER_WAY else None
    return ChangedPart(change.part + 1, change.state, change.url, change.answer, again)
