"""What people were told: once, whichever of the workers on this database tells it.

A thing is told once for each time that a person decided about it: what failed, was given another
time and failed again is told again, what an engine tries over and over is not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from campaign.model import Decision, Publication, State
from campaign.storage import foreign
from campaign.storage.pauses import ENGINE, Pause
from campaign.storage.pauses import open as open_pauses
from campaign.storage.publications import of_fields
from campaign.storage.tables import history, notices, publications

_FIELDS = publications.c
#: States out of which only a person leads.
_RESTING = (State.MISSED, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a thing is known to have been told: its kind, its number, the last decision."""

    kind: str
    number: int
    decided: int = 0


def fresh(connection: Connection, kinds: Collection[str]) -> list[tuple[Mark, Publication]]:
    """The publications in states of these names that nobody was told of, the longest due first.

    What a person has just decided themselves is left out.
    """
    last = (
        select(func.coalesce(func.max(history.c.id), 0))
        .where(history.c.publication == _FIELDS.id, _by_a_person())
        .scalar_subquery()
    )
    told = exists().where(
        notices.c.kind == _FIELDS.state,
        notices.c.number == _FIELDS.id,
        notices.c.decided == last,
    )
    query = (
        select(publications, last.label("decided"))
        .where(_FIELDS.state.in_(sorted(kinds)), ~told, ~_decided_now())
        .order_by(_FIELDS.due, _FIELDS.id)
    )
    found = []
    for row in connection.execute(query):
        fields = dict(row._mapping)
        decided = fields.pop("decided")
        found.append((Mark(row.state, row.id, decided), of_fields(fields)))
    return found


def fresh_held(connection: Connection, kind: str) -> list[tuple[Mark, Publication]]:
    """What is held because its account shows its words already, and nobody was told of.

    Told once for each time that a person decided about it, as above.
    """
    found = []
    for publication in foreign.marked(connection):
        last = connection.scalar(
            select(func.coalesce(func.max(history.c.id), 0)).where(
                history.c.publication == publication.id, _by_a_person()
            )
        )
        mark = Mark(kind, publication.id, last or 0)
        told = exists().where(
            notices.c.kind == kind,
            notices.c.number == mark.number,
            notices.c.decided == mark.decided,
        )
        if not connection.scalar(select(told)):
            found.append((mark, publication))
    return found


def fresh_pauses(connection: Connection, kind: str, now: datetime) -> list[tuple[Mark, Pause]]:
    """The pauses by the engine itself that are on at `now` (UTC) and of which nobody was told."""
    paused = [each for each in open_pauses(connection, now).on if each.who == ENGINE]
    query = select(notices.c.number).where(notices.c.kind == kind)
    told = set(connection.scalars(query)) if paused else set()
    return [(Mark(kind, each.id), each) for each in paused if each.id not in told]


def mark(connection: Connection, marks: Sequence[Mark], now: datetime) -> set[Mark]:
    """Write down that these are told, at `now` (UTC), but those another worker was faster with."""
    if not marks:
        return set()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    ours: set[Mark] = set()
    for each in marks:
        new = (
            dialect.insert(notices)
            .values(kind=each.kind, number=each.number, decided=each.decided, at=now)
            .on_conflict_do_nothing()
            .returning(notices.c.number)
        )
        if connection.scalar(new) is not None:
            ours.add(each)
    return ours


def _by_a_person() -> ColumnElement[bool]:
    moved = and_(history.c.before.in_(_RESTING), history.c.before != history.c.after)
    return or_(moved, history.c.decision != Decision.NONE)


def _decided_now() -> ColumnElement[bool]:
    """That it stands where it does because a person decided so, and has not moved since."""
    moves = history.alias("moves")
    last_move = (
        select(func.max(moves.c.id))
        .where(moves.c.publication == _FIELDS.id, moves.c.before != moves.c.after)
        .scalar_subquery()
    )
    return exists().where(history.c.id == last_move, history.c.decision != Decision.NONE)
