"""What is at its network at this moment: the request left, and the answer is to come."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
)

from campaign.model import AttemptOutcome, Publication
from campaign.storage.pauses import ALL
from campaign.storage.publication_rows import value
from campaign.storage.tables import attempts, parts, publications

_FIELDS = publications.c
_PORTION = 500  # short enough for one statement's parameters


def open_in(connection: Connection, scope: str) -> list[Publication]:
    """What is open in a pause's scope: its network may be working on it. The longest due first."""
    return _open(connection, _within(scope))


def among(connection: Connection, numbers: Collection[int]) -> list[Publication]:
    """Which of these publications are on their way, the longest due first."""
    wanted = set(numbers)
    return [p for p in _on_their_way(connection) if p.id in wanted] if wanted else []


def as_they_stand(
    connection: Connection, numbers: Collection[int]
) -> list[tuple[Publication, int]]:
    """These publications as they are now, each with how many of its parts are out, by number."""
    found: list[tuple[Publication, int]] = []
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _PORTION):
        some = wanted[start : start + _PORTION]
        counted = (
            select(parts.c.publication, func.count().label("out"))
            .where(parts.c.publication.in_(some))
            .group_by(parts.c.publication)
        )
        out = {row.publication: row.out for row in connection.execute(counted)}
        query = select(publications).where(_FIELDS.id.in_(some)).order_by(_FIELDS.id)
        rows = [value(row) for row in connection.execute(query)]
        found += [(p, out.get(p.id, 0)) for p in rows]
    return found


def _on_their_way(connection: Connection) -> list[Publication]:
    last = (
        select(attempts.c.outcome)
        .where(attempts.c.publication == _FIELDS.id)
        .order_by(attempts.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    second_step = and_(
        _FIELDS.state == literal_column("'pending'"), last == AttemptOutcome.SECOND_STEP
    )
    return _open(connection, or_(_FIELDS.state == literal_column("'publishing'"), second_step))


def _open(connection: Connection, which: ColumnElement[bool]) -> list[Publication]:
    query = select(publications).where(
        # The same words as in the index: SQLite uses a partial index for no others.
        text("publications.state IN ('publishing', 'pending', 'unknown')"),
        which,
    )
    return [value(row) for row in connection.execute(query.order_by(_FIELDS.due, _FIELDS.id))]


def _within(scope: str) -> ColumnElement[bool]:
    kind, _, name = scope.partition(":")
    columns = {
        "platform": _FIELDS.platform,
        "region": _FIELDS.region,
        "channel": _FIELDS.channel,
    }
    return true() if scope == ALL else columns[kind] == name
