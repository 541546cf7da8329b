"""Changes of posts that are out: asked for, taken up by a worker, and how each part ended.

Whoever changes a row has locked its publication's row first (`lock`). So two workers, or a worker
and a person, never finish two parts of one publication without seeing each other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, text, update

from campaign.model import Publication
from campaign.model.changes import (
    ENDED,
    LEFT_TO_PERSONS,
    Change,
    ChangeKind,
    ChangeState,
    ChangeTry,
    TryOutcome,
)
from campaign.storage import row_images, wakeups
from campaign.storage.publication_rows import of_fields
from campaign.storage.publications import remember
from campaign.storage.tables import publications
from campaign.storage.trust.tables import change_tries, changes

_FIELDS = changes.c
_TRIES = change_tries.c
_PORTION = 500  # short enough for one statement's parameters


def lock(connection: Connection, publication: int) -> Publication | None:
    """A publication as it stands, locked until the end of the transaction; None for no such one."""
    query = select(publications).where(publications.c.id == publication).with_for_update()
    row = connection.execute(query).first()
    return None if row is None else of_fields(row._mapping)


def ask(
    connection: Connection,
    publication: Publication,
    part: int,
    kind: ChangeKind,
    *,
    remote_id: str,
    url: str,
    who: str,
    reason: str,
    now: datetime,
    variant_after: str = "",
    due: datetime | None = None,
) -> Change:
    """Write down that a person asks for a change of one part; no other of that part is open."""
    new: dict[str, Any] = {
        "publication": publication.id,
        "part": part,
        "kind": kind.value,
        "state": ChangeState.ASKED.value,
        "remote_id": remote_id,
        "url": url,
        "variant_before": publication.variant_hash,
        "variant_after": variant_after,
        "due": due,
        "who": who,
        "reason": reason,
        "asked": now,
        "not_before": now,
        "worker": "",
        "claim": 0,
        "tries": 0,
        "answer": "",
        "ended_by": "",
        "token": "",
    }
    row = connection.execute(changes.insert().values(**new).returning(changes)).one()
    _stand(connection, row.id, now)
    wakeups.request(connection)
    return _value(row)


def of(connection: Connection, publication: int) -> list[Change]:
    """Every change of one publication, the oldest first."""
    return _read(connection, _FIELDS.publication == publication)


def open_of(connection: Connection, publication: int) -> list[Change]:
    """The changes of one publication that have not ended."""
    return _read(connection, _open(), _FIELDS.publication == publication)


def under_way(connection: Connection, only: Collection[int] | None = None) -> list[Change]:
    """What the publisher goes on with by itself, of all publications or of some."""
    goes_on = _FIELDS.state.not_in([each.value for each in LEFT_TO_PERSONS])
    if only is None:
        return _read(connection, _open(), goes_on)
    found: list[Change] = []
    wanted = sorted(set(only))
    for start in range(0, len(wanted), _PORTION):
        some = wanted[start : start + _PORTION]
        found += _read(connection, _open(), goes_on, _FIELDS.publication.in_(some))
    return found


def not_ended(connection: Connection) -> list[Change]:
    """Everything that is not done yet, also what waits for a person."""
    return _read(connection, _open())


def being_withdrawn(connection: Connection) -> set[int]:
    """The publications that are being taken back: nobody is to be led to them any more."""
    query = select(_FIELDS.publication).where(_open(), _FIELDS.kind == ChangeKind.WITHDRAWAL.value)
    return set(connection.scalars(query))


def done(
    connection: Connection, publications_: Collection[int], kind: ChangeKind
) -> dict[int, list[Change]]:
    """The changes of a kind that are done, by publication."""
    found: dict[int, list[Change]] = {}
    wanted = sorted(set(publications_))
    for start in range(0, len(wanted), _PORTION):
        some = wanted[start : start + _PORTION]
        for each in _read(
            connection,
            _FIELDS.publication.in_(some),
            _FIELDS.kind == kind.value,
            _FIELDS.state == ChangeState.DONE.value,
        ):
            found.setdefault(each.publication, []).append(each)
    return found


def take_up(
    connection: Connection,
    change: Change,
    *,
    worker: str,
    lease_until: datetime,
    now: datetime,
    request: str,
) -> tuple[Change, int] | None:
    """Take up a change for one worker alone, and begin a try; None when it has changed since.

    `request` is what is about to be sent. Gives the change and the number of its try.
    """
    new: dict[str, Any] = {
        "state": ChangeState.WORKING,
        "worker": worker,
        "lease_until": lease_until,
        "claim": change.claim + 1,
        "tries": change.tries + 1,
    }
    if not _update(connection, change, now, **new):
        return None
    began = change_tries.insert().values(
        change=change.id,
        worker=worker,
        started=now,
        outcome=TryOutcome.UNDER_WAY.value,
        request=request,
        answer="",
    )
    number: int = connection.execute(began.returning(_TRIES.id)).scalar_one()
    row_images.written(connection, change_tries, "id", [number], now=now)
    return replace(change, **new), number


def end_try(
    connection: Connection, number: int, *, outcome: str, answer: str, now: datetime
) -> None:
    """Write down how a try ended, with the network's own answer."""
    connection.execute(
        update(change_tries)
        .where(_TRIES.id == number)
        .values(ended=now, outcome=outcome, answer=answer)
    )
    row_images.written(connection, change_tries, "id", [number], now=now)


def abandon_tries(connection: Connection, change: int, now: datetime) -> None:
    """End the open tries of a change: their worker never reported how they ended."""
    abandoned = (
        update(change_tries)
        .where(_TRIES.change == change, _TRIES.ended.is_(None))
        .values(ended=now, outcome=TryOutcome.NO_ANSWER.value)
        .returning(_TRIES.id)
    )
    numbers = list(connection.scalars(abandoned))
    row_images.written(connection, change_tries, "id", numbers, now=now)


def move(
    connection: Connection,
    change: Change,
    after: ChangeState,
    *,
    now: datetime,
    answer: str = "",
    not_before: datetime | None = None,
    token: str | None = None,
) -> bool:
    """Move a change that goes on to another state at `now` if its row is as it was read.

    Without `not_before` (UTC) or `token`, its own stays.
    """
    more: dict[str, Any] = {} if not_before is None else {"not_before": not_before}
    if token is not None:
        more["token"] = token
    return _update(connection, change, now, state=after, lease_until=None, answer=answer, **more)


def end(
    connection: Connection,
    change: Change,
    after: ChangeState,
    *,
    ended_by: str,
    now: datetime,
    answer: str = "",
    whatever_its_state: bool = False,
) -> bool:
    """Write down that a change is done, or dropped; False when its row is not as it was read.

    With `whatever_its_state`, only one that has ended stays as it is: a network's word that a post
    is gone is true whoever has the row by now.
    """
    new = {"lease_until": None, "answer": answer, "ended": now, "ended_by": ended_by}
    if whatever_its_state:
        same = (_FIELDS.id == change.id, _open())
        values = {"state": after.value, **new}
        done = connection.execute(update(changes).where(*same).values(values)).rowcount == 1
        _stand(connection, change.id, now)
        return done
    return _update(connection, change, now, state=after, **new)


def name_part(
    connection: Connection, change: Change, remote_id: str, url: str, now: datetime
) -> Change:
    """Write down the id of a part that was on its way when its withdrawal was asked for."""
    connection.execute(
        update(changes).where(_FIELDS.id == change.id).values(remote_id=remote_id, url=url)
    )
    _stand(connection, change.id, now)
    return replace(change, remote_id=remote_id, url=url)


def awaiting(connection: Connection) -> list[Publication]:
    """What is out and waits for new words, each as it will be once it has them.

    What takes the place of a withdrawn post is among them, so that it can be approved beforehand.
    """
    after = {
        each.publication: each.variant_after for each in not_ended(connection) if each.variant_after
    }
    found = []
    for number in sorted(after):
        query = select(publications).where(publications.c.id == number)
        row = connection.execute(query).one()
        found.append(replace(of_fields(row._mapping), variant_hash=after[number]))
    return found


def leave_place_empty(connection: Connection, change: Change, now: datetime) -> None:
    """Let nothing take the place of a post once it is withdrawn."""
    connection.execute(
        update(changes).where(_FIELDS.id == change.id, _open()).values(variant_after="", due=None)
    )
    _stand(connection, change.id, now)


def reword(
    connection: Connection,
    publication: Publication,
    variant_hash: str,
    recipe: str,
    *,
    who: str,
    now: datetime,
    reason: str,
) -> bool:
    """Write down that a published post has other words now; False when its row has changed."""
    fields = publications.c
    done = connection.execute(
        update(publications)
        .where(
            fields.id == publication.id,
            fields.state == publication.state.value,
            fields.variant_hash == publication.variant_hash,
        )
        .values(variant_hash=variant_hash, recipe=recipe)
    )
    if done.rowcount != 1:
        return False
    new = {"variant_hash": variant_hash, "recipe": recipe}
    state = publication.state
    remember(connection, [publication], state, state, who, reason, now, values=new)
    return True


def tries(connection: Connection, publication: int) -> list[ChangeTry]:
    """Every try of every change of one publication, the oldest first."""
    query = (
        select(change_tries)
        .join(changes, _FIELDS.id == _TRIES.change)
        .where(_FIELDS.publication == publication)
        .order_by(_TRIES.id)
    )
    return [ChangeTry(**row._mapping) for row in connection.execute(query)]


def tries_of(connection: Connection, change: int) -> list[ChangeTry]:
    """Every try of one change, the oldest first."""
    query = select(change_tries).where(_TRIES.change == change).order_by(_TRIES.id)
    return [ChangeTry(**row._mapping) for row in connection.execute(query)]


def outcomes(connection: Connection, change: int) -> list[str]:
    """How each try of a change ended, the oldest first."""
    query = select(_TRIES.outcome).where(_TRIES.change == change).order_by(_TRIES.id)
    return list(connection.scalars(query))


def _open() -> ColumnElement[bool]:
    # The same words as in the index: SQLite uses a partial index for no others.
    assert {each.value for each in ENDED} == {"done", "dropped"}
    return text("changes.state NOT IN ('done', 'dropped')")  # type: ignore[return-value]


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> list[Change]:
    query = select(changes).where(*conditions).order_by(_FIELDS.id)
    return [_value(row) for row in connection.execute(query)]


def _value(row: Row[Any]) -> Change:
    fields = dict(row._mapping)
    fields["kind"], fields["state"] = ChangeKind(fields["kind"]), ChangeState(fields["state"])
    return Change(**fields)


def _stand(connection: Connection, number: int, now: datetime) -> None:
    row_images.written(connection, changes, "id", [number], now=now)


def _update(connection: Connection, change: Change, now: datetime, **values: Any) -> bool:
    """Change a row if it is as it was read."""
    same = (
        _FIELDS.id == change.id,
        _FIELDS.state == change.state.value,
        _FIELDS.claim == change.claim,
    )
    if "state" in values:
        values["state"] = values["state"].value
    done = connection.execute(update(changes).where(*same).values(**values)).rowcount == 1
    if done:
        _stand(connection, change.id, now)
    return done
