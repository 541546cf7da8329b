"""What is being taken back or corrected and is not done yet, for those who look after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from campaign.model import Publication
from campaign.model.changes import LEFT_TO_PERSONS, Change, ChangeKind
from campaign.storage import overview, publications
from campaign.storage.notices import Mark
from campaign.storage.overview import Some
from campaign.storage.trust import changes

#: How long a withdrawal may be open before that is a person's business.
LONG: Final = timedelta(hours=1)

_DOING: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.WITHDRAWAL: "is being withdrawn",
    ChangeKind.EDIT: "is being corrected",
    ChangeKind.REPLY: "is being corrected by a reply",
}


@dataclass(frozen=True, slots=True)
class OpenChanges:
    """The publications with an open withdrawal or correction, and of each in words how it stands.

    `by_person` are the changes that wait for a person: by publication, the newest of each.
    """

    publications: tuple[Publication, ...]
    why: Mapping[int, str]
    by_person: Mapping[int, Change]

    def some(self, limit: int) -> Some:
        """How many there are, and the first of them."""
        return overview.first(self.publications, limit)

    def marks(self, kind: str) -> dict[Mark, Publication]:
        """What a notice of this kind is to tell, once for each change that waits for a person."""
        return {
            Mark(kind, each.id, self.by_person[each.id].id): each
            for each in self.publications
            if each.id in self.by_person
        }


def read(connection: Connection, now: datetime) -> OpenChanges:
    """Everything that is open at `now` (UTC), as it was asked for."""
    mine: dict[int, list[Change]] = {}
    for each in changes.not_ended(connection):
        mine.setdefault(each.publication, []).append(each)
    found = (publications.one(connection, number) for number in mine)
    why, waits = {}, {}
    for number, some in mine.items():
        left = [each for each in some if _waits(each, now)]
        told = next((each for each in reversed(left or some) if each.answer), some[-1])
        why[number] = f"{_DOING[told.kind]}{f': {told.answer}' if told.answer else ''}"
        if left:
            waits[number] = left[-1]
    return OpenChanges(tuple(each for each in found if each is not None), why, waits)


def _waits(change: Change, now: datetime) -> bool:
    """Whether a change is a person's business."""
    long = change.kind is ChangeKind.WITHDRAWAL and now - change.asked > LONG
    return long or change.state in LEFT_TO_PERSONS
