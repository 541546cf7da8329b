"""Invitations in the database: rows are added and ended, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from campaign.model.invitations import Answer, Invitation
from campaign.storage import row_images
from campaign.storage.trust.tables import invitations

_FIELDS = invitations.c
_SHOWN: Final = tuple(column for column in _FIELDS if column.name != "token")
_OPEN: Final = (_FIELDS.revoked.is_(None), _FIELDS.answered.is_(None))


def add(
    connection: Connection,
    *,
    token: str,
    post: str,
    region: str,
    language: str,
    to: str,
    who: str,
    now: datetime,
    until: datetime,
) -> int:
    """Write down an invitation and give its number; `token` is the hash of the link's token."""
    number: int = connection.execute(
        invitations.insert()
        .values(
            token=token,
            post=post,
            region=region,
            language=language,
            to=to,
            who=who,
            at=now,
            until=until,
            revoked_by="",
            answer="",
            name="",
            words="",
        )
        .returning(_FIELDS.id)
    ).scalar_one()
    _stand(connection, number, now)
    return number


def by_token(connection: Connection, token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation of a token's hash; with `lock`, nobody else ends it meanwhile."""
    query = select(*_SHOWN).where(_FIELDS.token == token)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _value(row)


def one(connection: Connection, number: int) -> Invitation | None:
    """One invitation by its number."""
    row = connection.execute(select(*_SHOWN).where(_FIELDS.id == number)).first()
    return None if row is None else _value(row)


def every(connection: Connection, post: str = "") -> Sequence[Invitation]:
    """All invitations, or those of one post, oldest first."""
    query = select(*_SHOWN).order_by(_FIELDS.id)
    if post:
        query = query.where(_FIELDS.post == post)
    return [_value(row) for row in connection.execute(query)]


def opened(connection: Connection, number: int, now: datetime) -> None:
    """Write down that the link was opened; that uses nothing up."""
    connection.execute(update(invitations).where(_FIELDS.id == number).values(opened=now))
    _stand(connection, number, now)


def revoke(connection: Connection, number: int, who: str, now: datetime) -> bool:
    """End an invitation; False when it was answered or ended before."""
    done = update(invitations).where(_FIELDS.id == number, *_OPEN)
    if connection.execute(done.values(revoked=now, revoked_by=who)).rowcount != 1:
        return False
    _stand(connection, number, now)
    return True


def answer(
    connection: Connection, number: int, said: Answer, name: str, words: str, now: datetime
) -> bool:
    """Write down the one answer; False when there is one, or when the invitation was ended."""
    done = update(invitations).where(_FIELDS.id == number, *_OPEN)
    values = {"answered": now, "answer": said.value, "name": name, "words": words}
    if connection.execute(done.values(**values)).rowcount != 1:
        return False
    _stand(connection, number, now)
    return True


def forget(connection: Connection, number: int) -> None:
    """Delete the names and words of an invitation; that it was answered stays."""
    nothing = {"to": "", "name": "", "words": ""}
    connection.execute(update(invitations).where(_FIELDS.id == number).values(**nothing))


def _stand(connection: Connection, number: int, now: datetime) -> None:
    row_images.written(connection, invitations, "id", [number], now=now)


def _value(row: Row[Any]) -> Invitation:
    fields = dict(row._mapping)
    return Invitation(**{**fields, "answer": Answer(fields["answer"])})
