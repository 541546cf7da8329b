"""Tries to publish: written down before the request leaves, and finished after the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from campaign.model import Attempt, AttemptOutcome, Publication
from campaign.model.attempts import SETTLED
from campaign.storage import attempt_entries, record
from campaign.storage.compiled_sql import Quick
from campaign.storage.record import RecordAct
from campaign.storage.tables import attempts, publications

_FIELDS = attempts.c

_BEGIN = Quick(
    lambda _: attempts.insert(),
    keys=(
        "publication",
        "variant_hash",
        "key",
        "worker",
        "started",
        "outcome",
        "payload",
        "answer",
    ),
)
_END = Quick(
    lambda _: (
        update(attempts)
        .where(
            _FIELDS.publication == bindparam("number"),
            _FIELDS.started == bindparam("begun"),
        )
        .values(ended=bindparam("now"), outcome=bindparam("how"), answer=bindparam("said"))
    )
)


def begin(
    connection: Connection,
    leaving: Sequence[tuple[Publication, Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Write down what is about to be sent, by publication and payload.

    A try is identified by its publication and the instant `now` (UTC) at which it began.
    """
    _BEGIN.many(
        connection,
        [
            {
                "publication": publication.id,
                "variant_hash": publication.variant_hash,
                "key": publication.key,
                "worker": publication.worker,
                "started": now,
                "outcome": AttemptOutcome.UNDER_WAY.value,
                "payload": payload,
                "answer": "",
            }
            for publication, payload in leaving
        ],
    )
    attempt_entries.began(connection, leaving, now)


@dataclass(frozen=True, slots=True)
class AttemptEnd:
    """How a try ended, and what the network answered; `started` (UTC) is when it began.

    `post` and `worker` are those of its publication, for the record. `move` is the publication's
    own move, where that is told in the same entry (`attempt_entries.published`).
    """

    publication: int
    started: datetime
    outcome: AttemptOutcome
    answer: str
    post: str = ""
    worker: str = ""
    move: Mapping[str, Any] | None = None


def end(connection: Connection, endings: Sequence[AttemptEnd], now: datetime) -> None:
    """Write down how tries ended, at `now` (UTC)."""
    _END.many(
        connection,
        [
            {
                "number": each.publication,
                "begun": each.started,
                "now": now,
                "how": each.outcome.value,
                "said": each.answer,
            }
            for each in endings
        ],
    )
    record.note(
        connection,
        [
            attempt_entries.ended(
                RecordAct.ATTEMPT_ENDED,
                publication=each.publication,
                post=each.post,
                who=each.worker,
                started=each.started,
                now=now,
                outcome=each.outcome,
                ended=now,
                answer=each.answer,
                move=each.move,
            )
            for each in endings
        ],
    )


def abandon(
    connection: Connection,
    publication: int,
    outcome: AttemptOutcome,
    answer: str,
    now: datetime,
) -> None:
    """End a publication's open attempts: their worker never reported how they ended."""
    open_ones = (_FIELDS.publication == publication, _FIELDS.ended.is_(None))
    _set(connection, open_ones, now, outcome=outcome, answer=answer, ended=now)


def mark_absent(connection: Connection, publication: int, now: datetime) -> None:
    """Mark every doubtful try of a publication as not arrived."""
    doubtful = (_FIELDS.publication == publication, leaves_doubt())
    _set(connection, doubtful, now, outcome=AttemptOutcome.ABSENT)


def leaves_doubt() -> ColumnElement[bool]:
    """The condition that the post may be there after a try: `AttemptOutcome.leaves_doubt`."""
    return _FIELDS.outcome.not_in(sorted(SETTLED))


def begin_second_step(connection: Connection, publication: int, now: datetime) -> datetime | None:
    """Write down that the last try's second step is under way since `now` (UTC).

    Gives since when an earlier second step is in doubt, None when none is.
    """
    last = _last(connection, publication)
    if last is None:
        return None
    # What nobody can read may be the same in the words of another version.
    in_doubt = (AttemptOutcome.SECOND_STEP, AttemptOutcome.UNCLASSIFIED)
    doubt: datetime | None = last.ended if AttemptOutcome(last.outcome) in in_doubt else None
    _change(connection, last.id, now, outcome=AttemptOutcome.SECOND_STEP, ended=now)
    return doubt


def undo_second_step(
    connection: Connection, publication: int, began: datetime, doubt: datetime | None
) -> None:
    """Write down that the second step which began at `began` is not under way.

    A `doubt` about an earlier second step (its instant, UTC) stays. A mark that another worker
    wrote since then stays too.
    """
    last = _last(connection, publication)
    if last is not None and (last.outcome, last.ended) == (AttemptOutcome.SECOND_STEP, began):
        if doubt is None:
            _change(connection, last.id, began, outcome=AttemptOutcome.PENDING)
        else:
            _change(connection, last.id, began, ended=doubt)


def finish_second_step(
    connection: Connection, publication: int, answer: str, now: datetime
) -> None:
    """Write down the network's answer to the second step of the last try."""
    last = _last(connection, publication)
    if last is not None and last.outcome == AttemptOutcome.SECOND_STEP:
        published = AttemptOutcome.PUBLISHED
        _change(connection, last.id, now, outcome=published, answer=answer, ended=now)


def _last(connection: Connection, publication: int) -> Any:
    query = select(_FIELDS.id, _FIELDS.outcome, _FIELDS.ended)
    mine = query.where(_FIELDS.publication == publication).order_by(_FIELDS.id.desc()).limit(1)
    return connection.execute(mine).first()


def _change(connection: Connection, identifier: int, now: datetime, **values: Any) -> None:
    _set(connection, (_FIELDS.id == identifier,), now, **values)


def _set(
    connection: Connection, where: Sequence[ColumnElement[bool]], now: datetime, **values: Any
) -> None:
    """Change tries, and write that into the record."""
    post = select(publications.c.post).where(publications.c.id == _FIELDS.publication)
    changed = connection.execute(
        update(attempts)
        .where(*where)
        .values(**values)
        .returning(
            *(_FIELDS.id, _FIELDS.publication, _FIELDS.started, _FIELDS.worker),
            post.scalar_subquery().label("post"),
        )
    )
    rows = sorted(changed.all(), key=lambda row: row.id)
    attempt_entries.marked(connection, rows, now, **values)


def of(connection: Connection, publication: int) -> list[Attempt]:
    """Every attempt of one publication, oldest first."""
    query = select(attempts).where(_FIELDS.publication == publication).order_by(_FIELDS.id)
    return [
        Attempt(**{**row._mapping, "outcome": AttemptOutcome(row.outcome)})
        for row in connection.execute(query)
    ]
