"""Who did what: the record as people read it, the newest first.

What was done to many publications at one moment by one person is one line. Steps that another act
tells as well are left out, and so is how rows stand: `campaign evidence` has all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from campaign.model.people import Person
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import history, people
from campaign.storage.trust.entries import Entry
from campaign.storage.trust.history import Wanted
from campaign.usecases.trust import deeds
from campaign.usecases.trust.story import Deed, Doer

#: Entries on one page, before those of one moment are put together.
LENGTH: Final = 600
# Portions of the record that one page looks through until it has its entries.
_LOOKS: Final = 10
_NEAR: Final = 40  # lines in which acts of one moment are looked for
_TOGETHER: Final = timedelta(minutes=1)
_LEFT_OUT: Final = (
    *(RecordAct.ROWS_STAND, RecordAct.ROWS_GONE, RecordAct.FOUND, RecordAct.VARIANT_STORED),
    *(RecordAct.ATTEMPT_BEGAN, RecordAct.NOTICE_SENT, RecordAct.SEALED, RecordAct.STAMPED),
)
#: What is for those who register people.
_ABOUT_PEOPLE: Final = frozenset(
    {
        *(RecordAct.PERSON_ADDED, RecordAct.PERSON_DISABLED, RecordAct.PERSON_ENABLED),
        *(RecordAct.PERSON_REDACTED, RecordAct.ROLE_GIVEN, RecordAct.ROLE_TAKEN),
        *(RecordAct.PERSON_RENAMED, RecordAct.ADDRESS_CHANGED, RecordAct.SIGN_IN_LINK_GIVEN),
        *(RecordAct.PASSKEY_ADDED, RecordAct.PASSKEY_REMOVED),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One act, or what somebody did to many publications at one moment.

    `deed` is the newest of them, `numbers` are those of all their entries, `channels` where.
    """

    deed: Deed
    post: str
    numbers: tuple[int, ...]
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Lines, the newest first; `further` is the number to look on from, None at the end.

    `people` are those by whom it can be narrowed down.
    """

    lines: Sequence[Line]
    further: int | None
    people: Sequence[Person]


def read(
    database: Database,
    *,
    person: str = "",
    post: str = "",
    day: date | None = None,
    zone: ZoneInfo,
    below: int | None = None,
    about_people: bool = True,
) -> HistoryPage:
    """A page of the record, narrowed down to a person, a post, or a day in a zone.

    `below` is `further` of the page before. Without `about_people`, what was done about people and
    their roles is left out.
    """
    left_out = {*_LEFT_OUT, *(() if about_people else _ABOUT_PEOPLE)}
    since, until = _span(day, zone) if day else (None, None)
    wanted = Wanted(person, post, since, until, {each.value for each in left_out})
    with database.read() as connection:
        known = people.everybody(connection)
        found: list[Entry] = []
        for _ in range(_LOOKS):
            portion = history.back(connection, wanted, below, LENGTH - len(found))
            found += portion.entries
            below = portion.further
            if below is None or len(found) >= LENGTH:
                break
        lines = _lines(connection, found, known)
    return HistoryPage(lines, below, [each for each in known if each.redacted is None])


def _span(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    begins, ends = (
        datetime.combine(each, datetime.min.time(), zone).astimezone(UTC)
        for each in (day, day + timedelta(days=1))
    )
    return begins, ends


def _lines(connection: Connection, found: Sequence[Entry], known: Sequence[Person]) -> list[Line]:
    names = {each.id: Doer(each.id, each.name, each.redacted is not None) for each in known}
    numbers = {each.publication for each in found if each.publication is not None}
    some = history.named(connection, numbers)
    posts = {number: post for number, (post, _) in some.items()}
    channels = {number: channel for number, (_, channel) in some.items()}
    lines: list[Line] = []
    for entry in found:
        deed = deeds.from_entry(entry, channels, {}, lambda who: deeds.doer(who, names))
        if deed.is_step and deed.act != RecordAct.VARIANT_PLANNED:
            continue
        line = Line(
            deed,
            entry.post or posts.get(entry.publication or 0, ""),
            (entry.number,),
            (deed.channel,) if deed.channel else (),
        )
        # What one command did is written post by post, in the order in which it did it.
        near = range(len(lines) - 1, max(-1, len(lines) - 1 - _NEAR), -1)
        like = next((place for place in near if _same(lines[place], line)), None)
        if like is None:
            lines.append(line)
        else:
            lines[like] = _joined(lines[like], line)
    return lines


def _same(one: Line, other: Line) -> bool:
    return (
        (one.post, one.deed.act, one.deed.words, one.deed.who, one.deed.note)
        == (other.post, other.deed.act, other.deed.words, other.deed.who, other.deed.note)
        and abs(one.deed.at - other.deed.at) < _TOGETHER
        and bool(one.deed.channel)
    )


def _joined(one: Line, other: Line) -> Line:
    channels = dict.fromkeys((*one.channels, *other.channels))
    return Line(one.deed, one.post, (*one.numbers, *other.numbers), tuple(channels))
