"""Which notices people have had: each once, whichever worker on this database sends it.

There is one notice for each time that a person decided about a publication. If it failed, was given
another time and failed again, that is a new notice. What the engine tries over and over is not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from campaign.model import Decision, Publication, State
from campaign.storage import record
from campaign.storage.pauses import ENGINE, Pause
from campaign.storage.pauses import open as open_pauses
from campaign.storage.publication_rows import of_fields
from campaign.storage.record import Entry, RecordAct
from campaign.storage.tables import history, notices, publications

_FIELDS = publications.c
#: States that only a person can end.
_RESTING = (State.MISSED, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Mark:
    """What identifies a notice: its kind, its number, the last decision."""

    kind: str
    number: int
    decided: int = 0


def fresh(connection: Connection, kinds: Collection[str]) -> list[tuple[Mark, Publication]]:
    """The publications in these states without a notice yet, the longest due first.

    Those that a person has just decided about are left out.
    """
    last = (
        select(func.coalesce(func.max(history.c.id), 0))
        .where(history.c.publication == _FIELDS.id, _by_a_person())
        .scalar_subquery()
    )
    has_notice = exists().where(
        notices.c.kind == _FIELDS.state,
        notices.c.number == _FIELDS.id,
        notices.c.decided == last,
    )
    query = (
        select(publications, last.label("decided"))
        .where(_FIELDS.state.in_(sorted(kinds)), ~has_notice, ~_decided_now())
        .order_by(_FIELDS.due, _FIELDS.id)
    )
    found = []
    for row in connection.execute(query):
        fields = dict(row._mapping)
        decided = fields.pop("decided")
        found.append((Mark(row.state, row.id, decided), of_fields(fields)))
    return found


def fresh_held(
    connection: Connection, kind: str, held: Sequence[Publication]
) -> list[tuple[Mark, Publication]]:
    """The ones of those that are `held` that have no notice of this kind yet.

    There is one notice for each time that a person decided about it, as above.
    """
    found = []
    for publication in held:
        last = connection.scalar(
            select(func.coalesce(func.max(history.c.id), 0)).where(
                history.c.publication == publication.id, _by_a_person()
            )
        )
        mark = Mark(kind, publication.id, last or 0)
        if not had(connection, mark):
            found.append((mark, publication))
    return found


def unsaid(connection: Connection, marks: Collection[Mark]) -> list[Mark]:
    """Those of these notices that nobody has had."""
    columns = (notices.c.kind, notices.c.number, notices.c.decided)
    wanted = {each.kind for each in marks}
    had = {
        Mark(*row)
        for row in connection.execute(select(*columns).where(notices.c.kind.in_(sorted(wanted))))
    }
    return [each for each in marks if each not in had]


def fresh_pauses(connection: Connection, kind: str, now: datetime) -> list[tuple[Mark, Pause]]:
    """The engine's own pauses that are on at `now` (UTC) and without a notice yet."""
    paused = [each for each in open_pauses(connection, now).on if each.who == ENGINE]
    query = select(notices.c.number).where(notices.c.kind == kind)
    noticed = set(connection.scalars(query)) if paused else set()
    return [(Mark(kind, each.id), each) for each in paused if each.id not in noticed]


def had(connection: Connection, one: Mark) -> bool:
    """True when people have had a notice of this already."""
    same = exists().where(
        notices.c.kind == one.kind,
        notices.c.number == one.number,
        notices.c.decided == one.decided,
    )
    return bool(connection.scalar(select(same)))


def mark(connection: Connection, marks: Sequence[Mark], now: datetime) -> set[Mark]:
    """Write down that these notices go out at `now` (UTC); gives those that no other worker has."""
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
    record.note(connection, [_entry(each, now) for each in marks if each in ours])
    return ours


def _entry(mark: Mark, now: datetime) -> Entry:
    details = {"kind": mark.kind, "number": mark.number, "decided": mark.decided}
    return Entry(RecordAct.NOTICE_SENT, "", now, details=details)


def _by_a_person() -> ColumnElement[bool]:
    moved = and_(history.c.before.in_(_RESTING), history.c.before != history.c.after)
    return or_(moved, history.c.decision != Decision.NONE)


def _decided_now() -> ColumnElement[bool]:
    """The condition that a person's decision put it where it is, and it has not moved since."""
    moves = history.alias("moves")
    last_move = (
        select(func.max(moves.c.id))
        .where(moves.c.publication == _FIELDS.id, moves.c.before != moves.c.after)
        .scalar_subquery()
    )
    return exists().where(history.c.id == last_move, history.c.decision != Decision.NONE)
