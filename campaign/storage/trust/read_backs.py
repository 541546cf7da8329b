"""What readers got of published posts: which are to be read when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from campaign.model import Publication, State
from campaign.storage import raw_rows, row_images
from campaign.storage.publication_rows import of_fields, value
from campaign.storage.tables import publications
from campaign.storage.trust.tables import changes, read_backs

_FIELDS = read_backs.c
_PUBLICATIONS = publications.c
_NAMES = tuple(column.name for column in read_backs.columns)


class Outcome(StrEnum):
    """What came of reading a post back.

    `same`: readers get what was approved. `different`: they do not. `gone`: they get nothing.
    `untold`: its network tells no program. `unread`: it could not be read; it is tried again.
    """

    SAME = "same"
    DIFFERENT = "different"
    GONE = "gone"
    UNTOLD = "untold"
    UNREAD = "unread"


#: What a person should look at.
TROUBLES: Final = (Outcome.DIFFERENT, Outcome.GONE)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One look at a publication as its readers get it, at an instant (UTC).

    `number` counts the looks from 0. `variant_hash` is what it was compared with. `detail` says in
    words what came of it, `differences` and `readings` are JSON values.
    """

    publication: int
    number: int
    variant_hash: str
    at: datetime
    outcome: Outcome
    tries: int = 1
    detail: str = ""
    differences: Sequence[Mapping[str, Any]] = ()
    readings: Sequence[Mapping[str, Any]] = ()
    accepted: datetime | None = None
    accepted_by: str = ""


# A post of which a part is deleted or edited differs from what was approved until all parts are.
_CHANGING = select(changes.c.publication).where(
    text("changes.state NOT IN ('done', 'dropped')"), changes.c.tries > 0
)


def due(
    connection: Connection, ages: Sequence[timedelta], now: datetime, until: timedelta, limit: int
) -> list[tuple[Publication, int]]:
    """What is to be read at `now` (UTC), with the number of the look; the longest due first.

    `ages` are how old a publication is at each look; `until` is how long after its age a look still
    makes sense. A post whose words were changed since a look is looked at anew. One that could not
    be read is tried again after the `WAITS`.
    """
    found: list[tuple[Publication, int]] = []
    for number in range(len(ages) - 1, -1, -1):
        newest, oldest = now - ages[number], now - ages[number] - until
        query = (
            select(publications)
            .where(
                _PUBLICATIONS.state == State.PUBLISHED,
                _PUBLICATIONS.published_at <= newest,
                _PUBLICATIONS.published_at > oldest,
                _PUBLICATIONS.remote_id != "",
                _PUBLICATIONS.id.not_in(_CHANGING),
                ~exists().where(_done(number, now)),
                # A later look says all that an earlier one would have.
                ~exists().where(
                    _FIELDS.publication == _PUBLICATIONS.id,
                    _FIELDS.number > number,
                    _FIELDS.variant_hash == _PUBLICATIONS.variant_hash,
                ),
            )
            .order_by(_PUBLICATIONS.published_at, _PUBLICATIONS.id)
            .limit(limit)
        )
        seen = {publication.id for publication, _ in found}
        rows = connection.execute(query)
        found += [(value(row), number) for row in rows if row.id not in seen]
    return found[:limit]


def _done(number: int, now: datetime) -> ColumnElement[bool]:
    """The condition that a look has been taken, or is not to be tried again yet."""
    rests = or_(
        *(
            and_(_FIELDS.tries == tries, _FIELDS.at > now - wait)
            for tries, wait in enumerate(WAITS, start=1)
        ),
        _FIELDS.tries > len(WAITS),
    )
    return and_(
        _FIELDS.publication == _PUBLICATIONS.id,
        _FIELDS.number == number,
        _FIELDS.variant_hash == _PUBLICATIONS.variant_hash,
        or_(_FIELDS.outcome != Outcome.UNREAD, rests),
    )


#: How long a look that failed waits before the next try; after these it is given up.
WAITS: Final = tuple(timedelta(minutes=m) for m in (5, 15, 60, 180, 360, 720))


def keep(connection: Connection, look: ReadBack) -> None:
    """Write down what came of a look; an earlier try of the same look is replaced."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {
        "publication": look.publication,
        "number": look.number,
        "variant_hash": look.variant_hash,
        "at": look.at,
        "outcome": look.outcome.value,
        "tries": look.tries,
        "detail": look.detail,
        "differences": list(look.differences),
        "readings": list(look.readings),
        "accepted": look.accepted,
        "accepted_by": look.accepted_by,
    }
    insert = dialect.insert(read_backs).values(values)
    keys = ("publication", "number")
    replaced = {name: value for name, value in values.items() if name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=replaced))
    _stand(connection, look.publication, look.number, look.at)


def of(connection: Connection, publication: int) -> list[ReadBack]:
    """Every look at one publication, the earliest first."""
    query = select(read_backs).where(_FIELDS.publication == publication).order_by(_FIELDS.number)
    return [_look(row._mapping) for row in connection.execute(query)]


def last(connection: Connection) -> list[ReadBack]:
    """The last look at each publication; one that could not be read counts if there is no other."""
    looks: dict[int, ReadBack] = {}
    for row in connection.execute(select(read_backs).order_by(_FIELDS.number)):
        look = _look(row._mapping)
        if look.outcome is not Outcome.UNREAD or look.publication not in looks:
            looks[look.publication] = look
    return list(looks.values())


def counts(connection: Connection) -> dict[Outcome, int]:
    """How many publications have each outcome at their last look that could be made."""
    rank = case((_FIELDS.outcome == Outcome.UNREAD, 0), else_=1)
    newest = (
        select(
            _FIELDS.outcome,
            func.row_number()
            .over(partition_by=_FIELDS.publication, order_by=(rank.desc(), _FIELDS.number.desc()))
            .label("place"),
        )
    ).subquery()
    query = (
        select(newest.c.outcome, func.count()).where(newest.c.place == 1).group_by(newest.c.outcome)
    )
    return {Outcome(outcome): number for outcome, number in connection.execute(query)}


def troubles(connection: Connection) -> list[tuple[Publication, ReadBack]]:
    """What readers get otherwise than it was approved, and nobody has accepted: the last look each.

    The longest published first.
    """
    later = read_backs.alias("later")
    query = (
        select(publications, *(column.label(f"look_{column.name}") for column in read_backs.c))
        .join(read_backs, _FIELDS.publication == _PUBLICATIONS.id)
        .where(
            _PUBLICATIONS.state == State.PUBLISHED,
            _FIELDS.variant_hash == _PUBLICATIONS.variant_hash,
            _FIELDS.outcome.in_(TROUBLES),
            _FIELDS.accepted.is_(None),
            ~exists().where(
                later.c.publication == _FIELDS.publication,
                later.c.number > _FIELDS.number,
                later.c.outcome != Outcome.UNREAD,
            ),
        )
        .order_by(_PUBLICATIONS.published_at, _PUBLICATIONS.id)
    )
    found = []
    for row in connection.execute(query):
        fields = dict(row._mapping)
        look = {name: fields.pop(f"look_{name}") for name in _NAMES}
        found.append((of_fields(fields), _look(look)))
    return found


def troubles_of(
    connection: Connection, since: datetime, until: datetime, as_of: datetime
) -> list[ReadBack]:
    """What readers got otherwise of the posts of [since, until), at the last look until `as_of`.

    All are in UTC. One look a publication; also those that a person lives with.
    """
    later = read_backs.alias("later")
    query = (
        select(read_backs)
        .join(publications, _FIELDS.publication == _PUBLICATIONS.id)
        .where(
            _PUBLICATIONS.published_at >= since,
            _PUBLICATIONS.published_at < until,
            _FIELDS.at <= as_of,
            _FIELDS.outcome.in_(TROUBLES),
            ~exists().where(
                later.c.publication == _FIELDS.publication,
                later.c.number > _FIELDS.number,
                later.c.at <= as_of,
                later.c.outcome != Outcome.UNREAD,
            ),
        )
        .order_by(_FIELDS.publication)
    )
    return [_look(row._mapping) for row in connection.execute(query)]


def accept(connection: Connection, publication: int, who: str, now: datetime) -> int:
    """Write down that a person lives with what readers get of a publication; gives how many looks.

    A later look that finds another difference is told again.
    """
    query = (
        update(read_backs)
        .where(
            _FIELDS.publication == publication,
            _FIELDS.outcome.in_(TROUBLES),
            _FIELDS.accepted.is_(None),
        )
        .values(accepted=now, accepted_by=who)
    )
    accepted = list(connection.scalars(query.returning(_FIELDS.number)))
    for number in accepted:
        _stand(connection, publication, number, now)
    return len(accepted)


def _stand(connection: Connection, publication: int, number: int, now: datetime) -> None:
    fields = raw_rows.bare(read_backs).c
    mine = (fields.publication == publication, fields.number == number)
    row_images.stand(connection, read_backs, *mine, who="", now=now)


def _look(fields: Mapping[Any, Any]) -> ReadBack:
    return ReadBack(**{**fields, "outcome": Outcome(fields["outcome"])})
