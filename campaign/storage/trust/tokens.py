"""Tokens in the database: rows are added and ended, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, or_, select, update

from campaign.model.machines import MACHINE, Scope, Token
from campaign.model.people import Person, Role
from campaign.storage.trust.tables import tokens

_FIELDS = tokens.c
_SHOWN: Final = tuple(column for column in _FIELDS if column.name != "digest")
#: A token that is used many times a second is written down once in so long.
_FRESH: Final = timedelta(minutes=1)


def add(
    connection: Connection,
    *,
    digest: str,
    name: str,
    person: str,
    role: Role | None,
    region: str,
    scopes: frozenset[Scope],
    who: str,
    now: datetime,
    until: datetime,
) -> int:
    """Write a token down and give its number; `digest` is the hash of its text."""
    number: int = connection.execute(
        tokens.insert()
        .values(
            digest=digest,
            name=name,
            person=person,
            role=role.value if role else "",
            region=region,
            scopes=" ".join(sorted(scopes)),
            made=now,
            made_by=who,
            until=until,
        )
        .returning(_FIELDS.id)
    ).scalar_one()
    return number


def by_digest(connection: Connection, digest: str) -> Token | None:
    """The token of a text's hash, ended or not."""
    row = connection.execute(select(*_SHOWN).where(_FIELDS.digest == digest)).first()
    return None if row is None else _value(row)


def one(connection: Connection, number: int) -> Token | None:
    """One token by its number."""
    row = connection.execute(select(*_SHOWN).where(_FIELDS.id == number)).first()
    return None if row is None else _value(row)


def every(connection: Connection, person: str | None = None) -> Sequence[Token]:
    """All tokens, or those that act as one person, oldest first."""
    query = select(*_SHOWN).order_by(_FIELDS.id)
    if person is not None:
        query = query.where(_FIELDS.person == person)
    return [_value(row) for row in connection.execute(query)]


def named(connection: Connection, name: str, now: datetime) -> Token | None:
    """The token of this name that lets somebody in at an instant (UTC); None for none."""
    is_open = (_FIELDS.ended.is_(None), _FIELDS.until > now)
    row = connection.execute(select(*_SHOWN).where(_FIELDS.name == name, *is_open)).first()
    return None if row is None else _value(row)


def used(connection: Connection, number: int, now: datetime) -> None:
    """Write down that a token was used, to the minute."""
    stale = or_(_FIELDS.used.is_(None), _FIELDS.used < now - _FRESH)
    connection.execute(update(tokens).where(_FIELDS.id == number, stale).values(used=now))


def end(connection: Connection, number: int, who: str, now: datetime) -> bool:
    """End a token; False when it was ended before."""
    is_open = update(tokens).where(_FIELDS.id == number, _FIELDS.ended.is_(None))
    return connection.execute(is_open.values(ended=now, ended_by=who)).rowcount == 1


def machine(connection: Connection, who: str) -> Person | None:
    """The machine that is written down as `who`, with its role; None when its token was ended."""
    if not who.startswith(MACHINE):
        return None
    query = select(*_SHOWN).where(
        _FIELDS.name == who.removeprefix(MACHINE),
        _FIELDS.person == "",
        _FIELDS.ended.is_(None),
    )
    row = connection.execute(query.order_by(_FIELDS.id.desc()).limit(1)).first()
    return None if row is None else as_machine(_value(row))


def as_machine(token: Token) -> Person:
    """The machine that a token without a person acts as."""
    roles = {token.region: frozenset({token.role})} if token.role else {}
    return Person(token.who, token.name, "", roles, machine=True)


def _value(row: Row[Any]) -> Token:
    fields = dict(row._mapping)
    fields["role"] = Role(fields["role"]) if fields["role"] else None
    # A scope of a later version of this program gives nothing here.
    known = {scope.value for scope in Scope}
    fields["scopes"] = frozenset(Scope(each) for each in fields["scopes"].split() if each in known)
    return Token(**fields)
