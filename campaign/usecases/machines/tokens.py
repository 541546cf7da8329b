"""Make, list and end the tokens that let programs in; and know whom a token lets in.

A token acts as a person, who makes it for themselves, or as a machine with a role in a region. The
scopes of a token narrow what it is for; what is done with it takes the right besides, which the
use cases demand as of everybody else. Some acts take a person: no machine may do them
(`campaign.plan.rights.NEVER_BY_MACHINES`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection

from campaign.calendar.known import did_you_mean
from campaign.errors import CampaignError, Forbidden
from campaign.model.machines import MACHINE_ROLES, Scope, Token
from campaign.model.people import EVERYWHERE, Actor, Role
from campaign.plan.rights import Act
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import repeats
from campaign.storage.record import RecordAct
from campaign.storage.trust import people, tokens
from campaign.usecases.trust.names import checked_id
from campaign.usecases.trust.people import region_of

#: Begins every token, so that a scanner of secrets knows one that got into the wrong place.
PREFIX: Final = "campaign_"

#: How long a token holds: unless it is said otherwise, and at most.
USUAL: Final = timedelta(days=90)
LONGEST: Final = timedelta(days=366)

_BYTES: Final = 32
_FORM: Final = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


class CannotMake(CampaignError):
    """No such token can be made, or there is none to end."""


class NameTaken(CannotMake):
    """There is a token of this name."""

    def __init__(self, token: Token) -> None:
        self.token = token
        super().__init__(f'there is a token "{token.name}" already: end it, or choose another name')


@dataclass(frozen=True, slots=True)
class Made:
    """A new token, and its text: it is shown now, and stored nowhere.

    `text` is "" when the same request had made it before: then it was shown, and is gone.
    """

    token: Token
    text: str


@dataclass(frozen=True, slots=True)
class Let:
    """Whom a token lets in: as whom it acts at this moment, and what it is for."""

    token: Token
    actor: Actor


def make(
    database: Database,
    name: str,
    *,
    scopes: Collection[Scope],
    person: str = "",
    role: Role | None = None,
    region: str = "",
    lasts: timedelta = USUAL,
    regions: Iterable[str],
    actor: Actor,
    now: datetime,
    once: str = "",
) -> Made:
    """Make a token called `name` that lets a program in from `now` (UTC) on.

    It acts as `person`, who must be the actor, or as a machine that has `role` in `region` ("all"
    for every one). `regions` are those of the campaign. `once` is the key of the request: sent
    again, it makes no second token. Raises CannotMake, UnfitName and Forbidden.
    """
    name = checked_id(name)
    if not scopes:
        raise CannotMake(f"say what the token is for: {', '.join(scope.value for scope in Scope)}")
    if not timedelta() < lasts <= LONGEST:
        raise CannotMake(f"a token holds for a day at least and {LONGEST.days} days at most")
    if bool(person) is bool(role):
        raise CannotMake("say as whom the token acts: as a person, or as a machine with a role")
    place = "" if person else _place(role, region, regions)
    text = PREFIX + secrets.token_urlsafe(_BYTES)
    with database.write() as connection:
        # Of two that are made at one time, the second sees the first.
        people.lock(connection)
        actor = _maker(connection, actor, person)
        what = {
            "act": "token",
            "name": name,
            "scopes": sorted(scopes),
            "as": [person, role.value if role else "", place],
            "days": lasts.days,
        }
        earlier = repeats.once(connection, once, actor.name, what, now) if once else None
        if earlier is not None:
            before = tokens.one(connection, earlier["token"])
            assert before is not None
            return Made(before, "")
        if (taken := tokens.named(connection, name, now)) is not None:
            raise NameTaken(taken)
        number = tokens.add(
            connection,
            digest=digest(text),
            name=name,
            person=person,
            role=role,
            region=place,
            scopes=frozenset(scopes),
            who=actor.name,
            now=now,
            until=now + lasts,
        )
        details = {
            "token": number,
            "role": role.value if role else "",
            "region": place,
            "scopes": sorted(scopes),
            "until": (now + lasts).isoformat(),
        }
        record.append(
            connection,
            RecordAct.ACCESS_GIVEN,
            who=actor.name,
            now=now,
            details=details,
            private={"name": name, "person": person},
        )
        if once:
            repeats.keep(connection, once, {"token": number})
        made = tokens.one(connection, number)
    assert made is not None
    return Made(made, text)


def every(database: Database, *, actor: Actor) -> Sequence[Token]:
    """All tokens, oldest first; who gives no machine access sees their own."""
    with database.read() as connection:
        if is_keeper(connection, actor):
            return tokens.every(connection)
        assert actor.person is not None  # whoever works alone keeps all of them
        return tokens.every(connection, actor.person.id)


def end(database: Database, number: int, *, actor: Actor, now: datetime) -> Token:
    """Let a token let nobody in any more, from this moment on. Raises CannotMake and Forbidden."""
    with database.write() as connection:
        found = tokens.one(connection, number)
        own = found is not None and actor.person is not None and found.person == actor.person.id
        if own:
            people.keep(connection)
            actor = people.current(connection, actor)
        else:
            actor = people.demand(connection, actor, Act.MACHINES, [EVERYWHERE])
        if found is None:
            raise CannotMake(f"there is no token {number}: `campaign token list`")
        if tokens.end(connection, number, actor.name, now):
            record.append(
                connection,
                RecordAct.ACCESS_ENDED,
                who=actor.name,
                now=now,
                details={"token": number},
            )
        ended = tokens.one(connection, number)
    assert ended is not None
    return ended


def let_in(database: Database, text: str, now: datetime) -> Let | None:
    """Whom a token's text lets in at `now` (UTC); None for nobody: unknown, ended or over."""
    if not _FORM.fullmatch(text):
        return None
    with database.read() as connection:
        token = tokens.by_digest(connection, digest(text))
        if token is None or not token.is_open(now):
            return None
        try:
            actor = people.current(connection, _actor(connection, token))
        except Forbidden:  # the person was disabled or forgotten
            return None
    if token.used is None or token.used < now - timedelta(minutes=1):
        with database.write() as connection:
            tokens.used(connection, token.id, now)
    return Let(token, actor)


def digest(text: str) -> str:
    """What is stored of a token."""
    return sha256(text.encode()).hexdigest()


def is_keeper(connection: Connection, actor: Actor) -> bool:
    """True when somebody gives machines access, and so sees all that have it."""
    try:
        people.asked(connection, actor, Act.MACHINES, [EVERYWHERE])
    except Forbidden:
        return False
    return True


def scope_of(name: str) -> Scope:
    """A scope by its name; raises CannotMake for an unknown one."""
    try:
        return Scope(name)
    except ValueError:
        remedy = did_you_mean(name, [scope.value for scope in Scope])
        raise CannotMake(f'there is no scope "{name}": {remedy}') from None


def _place(role: Role | None, region: str, regions: Iterable[str]) -> str:
    if role not in MACHINE_ROLES:
        roles = " or ".join(each.value for each in MACHINE_ROLES)
        raise CannotMake(f"a machine can be {roles}: the other roles take a person")
    if not region:
        raise CannotMake("say where the machine has its role: a region, or all")
    return region_of(region, regions)


def _maker(connection: Connection, actor: Actor, person: str) -> Actor:
    """The actor, when they may make the token; raises Forbidden."""
    if not person:
        return people.asked(connection, actor, Act.MACHINES, [EVERYWHERE])
    actor = people.current(connection, actor)
    if actor.person is None:
        raise CannotMake("nobody is registered, so a token acts as a machine: give it a role")
    if actor.person.machine or actor.person.id != person:
        raise Forbidden(f"{actor.name} may make a token that acts as {actor.name}, and as no other")
    return actor


def _actor(connection: Connection, token: Token) -> Actor:
    if not token.person:
        machine = tokens.as_machine(token)
        return Actor(machine.id, machine)
    found = people.one(connection, token.person)
    if found is None:
        raise Forbidden(f"{token.person} is not registered here")
    return Actor(found.id, found)
