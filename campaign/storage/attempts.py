"""Tries to publish, written down before the request leaves and finished after the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from campaign.model import Attempt, AttemptOutcome, Publication
from campaign.model.attempts import SETTLED
from campaign.storage.compiled_sql import Quick
from campaign.storage.tables import attempts

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

    A try is known by its publication and the instant `now` (UTC) at which it began.
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


@dataclass(frozen=True, slots=True)
class AttemptEnd:
    """How a try ended, and what the network said; `started` (UTC) is when it began."""

    publication: int
    started: datetime
    outcome: AttemptOutcome
    answer: str


def end(connection: Connection, endings: Sequence[AttemptEnd], now: datetime) -> None:
    """Write down how tries ended."""
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


def abandon(
    connection: Connection,
    publication: int,
    outcome: AttemptOutcome,
    answer: str,
    now: datetime,
) -> None:
    """End a publication's open attempts, of which no one told how they ended."""
    connection.execute(
        update(attempts)
        .where(_FIELDS.publication == publication, _FIELDS.ended.is_(None))
        .values(outcome=outcome, answer=answer, ended=now)
    )


def settle(connection: Connection, publication: int) -> None:
    """Write down of every doubtful try of a publication that it did not arrive."""
    connection.execute(
        update(attempts)
        .where(_FIELDS.publication == publication, leaves_doubt())
        .values(outcome=AttemptOutcome.ABSENT)
    )


def leaves_doubt() -> ColumnElement[bool]:
    """That a try has ended so that the post may be there: `AttemptOutcome.leaves_doubt`."""
    return _FIELDS.outcome.not_in(sorted(SETTLED))


def second_step(connection: Connection, publication: int, now: datetime) -> datetime | None:
    """Write down that the last try's second step is under way since an instant (UTC).

    Gives the instant of an earlier one of which nobody told what came, None when there is none.
    """
    last = _last(connection, publication)
    if last is None:
        return None
    # What nobody can read may be the same in the words of another version.
    in_doubt = (AttemptOutcome.SECOND_STEP, AttemptOutcome.UNCLASSIFIED)
    doubt: datetime | None = last.ended if AttemptOutcome(last.outcome) in in_doubt else None
    _change(connection, last.id, outcome=AttemptOutcome.SECOND_STEP, ended=now)
    return doubt


def back_to(
    connection: Connection, publication: int, began: datetime, doubt: datetime | None
) -> None:
    """Write down that nothing is under way since `began`, but perhaps since a `doubt` before (UTC).

    What another worker wrote down since then stays.
    """
    last = _last(connection, publication)
    if last is not None and (last.outcome, last.ended) == (AttemptOutcome.SECOND_STEP, began):
        if doubt is None:
            _change(connection, last.id, outcome=AttemptOutcome.PENDING)
        else:
            _change(connection, last.id, ended=doubt)


def finish(connection: Connection, publication: int, answer: str, now: datetime) -> None:
    """Write down what the network told of the last try when its second step was done."""
    last = _last(connection, publication)
    if last is not None and last.outcome == AttemptOutcome.SECOND_STEP:
        _change(connection, last.id, outcome=AttemptOutcome.PUBLISHED, answer=answer, ended=now)


def _last(connection: Connection, publication: int) -> Any:
    query = select(_FIELDS.id, _FIELDS.outcome, _FIELDS.ended)
    mine = query.where(_FIELDS.publication == publication).order_by(_FIELDS.id.desc()).limit(1)
    return connection.execute(mine).first()


def _change(connection: Connection, identifier: int, **values: Any) -> None:
    connection.execute(update(attempts).where(_FIELDS.id == identifier).values(**values))


def of(connection: Connection, publication: int) -> list[Attempt]:
    """Every attempt of one publication, oldest first."""
    query = select(attempts).where(_FIELDS.publication == publication).order_by(_FIELDS.id)
    return [
        Attempt(**{**row._mapping, "outcome": AttemptOutcome(row.outcome)})
        for row in connection.execute(query)
    ]
