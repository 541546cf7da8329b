"""Make, list, pause and end the addresses that hear of publications; send something there again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Connection

from campaign.calendar.known import did_you_mean
from campaign.errors import CampaignError, StorageError
from campaign.model.people import EVERYWHERE, Actor
from campaign.model.webhooks import Delivered, Event, Hook
from campaign.plan.rights import Act
from campaign.platforms import receivers
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import deliveries, repeats, webhooks
from campaign.storage.record import RecordAct
from campaign.storage.secrets.keyring import Keyring
from campaign.storage.trust import history, people
from campaign.usecases.trust.names import checked_name

#: How many webhooks there may be at a time: each event is sent to each of them.
MOST: Final = 20


class CannotChange(CampaignError):
    """No such webhook can be made, or there is none to change."""


class Ended(CannotChange):
    """The webhook was ended: nothing is sent there any more."""

    def __init__(self, hook: Hook) -> None:
        self.hook = hook
        super().__init__(f"webhook {hook.id} was ended on {hook.ended:%Y-%m-%d}")


class HearsAlready(CannotChange):
    """Somebody else lets the same address hear of the same events."""

    def __init__(self, hook: Hook) -> None:
        self.hook = hook
        super().__init__(f'this address hears of that already, as "{hook.name}"')


class SentAgain(CannotChange):
    """A delivery was sent again since a page has shown it."""

    def __init__(self, delivered: Delivered) -> None:
        self.delivered = delivered
        super().__init__(f"delivery {delivered.id} was sent again already: look at it again")


@dataclass(frozen=True, slots=True)
class Made:
    """A new webhook, and the secret that signs: it is shown now, and kept sealed.

    `secret` is "" when the same request had made it before: then it was shown.
    """

    hook: Hook
    secret: str


def make(
    database: Database,
    keyring: Keyring,
    name: str,
    url: str,
    events: Collection[Event],
    *,
    inside: bool,
    actor: Actor,
    now: datetime,
    once: str = "",
) -> Made:
    """Let an address hear of events from `now` (UTC) on; no `events` stand for all.

    With `inside`, the address may stand in the own network. `once` is the key of the request: sent
    again, it makes no second webhook. Raises CannotChange, HearsAlready where another person has
    made the same, UnfitName, Forbidden and StorageError.
    """
    name = checked_name(name)
    try:
        url = receivers.checked(url, inside=inside)
    except ValueError as error:
        raise CannotChange(str(error)) from error
    secret = receivers.new_secret()
    sealed = keyring.seal(json.dumps([url, secret]))
    host = urlsplit(url).hostname or ""
    with database.write() as connection:
        # Of two that are made at one time, the second sees the first.
        people.lock(connection)
        actor = people.demand(connection, actor, Act.MACHINES, [EVERYWHERE])
        what = {"act": "tell an address", "name": name, "url": url, "events": sorted(events)}
        earlier = repeats.once(connection, once, actor.name, what, now) if once else None
        if earlier is not None:
            return Made(_now(connection, earlier["hook"]), "")
        if same := _alike(connection, keyring, url, frozenset(events or Event), actor):
            raise HearsAlready(same)
        if sum(hook.ended is None for hook in webhooks.every(connection)) >= MOST:
            raise CannotChange(f"there are {MOST} webhooks already: end one first")
        seen, _ = record.head(connection)
        number = webhooks.add(
            connection,
            name=name,
            host=host,
            sealed=sealed,
            events=frozenset(events or Event),
            seen=seen,
            who=actor.name,
            now=now,
        )
        details = {"hook": number, "host": host, "events": sorted(events)}
        _record(connection, RecordAct.WEBHOOK_MADE, actor, now, details)
        if once:
            repeats.keep(connection, once, {"hook": number})
        made = webhooks.one(connection, number)
    assert made is not None
    return Made(made, secret)


def every(database: Database, *, actor: Actor) -> Sequence[Hook]:
    """All webhooks, oldest first. Raises Forbidden."""
    with database.read() as connection:
        people.asked(connection, actor, Act.MACHINES, [EVERYWHERE])
        return webhooks.every(connection)


def last(database: Database, number: int, *, actor: Actor, limit: int = 20) -> Sequence[Delivered]:
    """The newest deliveries of one webhook, newest first. Raises Forbidden."""
    with database.read() as connection:
        people.asked(connection, actor, Act.MACHINES, [EVERYWHERE])
        return deliveries.last(connection, number, limit)


def pause(database: Database, number: int, *, actor: Actor, now: datetime) -> Hook:
    """Send nothing there for now; what happens meanwhile is sent afterwards.

    Raises CannotChange and Forbidden.
    """
    with database.write() as connection:
        actor, _ = _open(connection, number, actor)
        if webhooks.pause(connection, number, actor.name, now):
            _record(connection, RecordAct.WEBHOOK_PAUSED, actor, now, {"hook": number})
        return _now(connection, number)


def resume(database: Database, number: int, *, actor: Actor, now: datetime) -> Hook:
    """Send there again, from where it was paused. Raises CannotChange and Forbidden."""
    with database.write() as connection:
        actor, _ = _open(connection, number, actor)
        if webhooks.resume(connection, number):
            _record(connection, RecordAct.WEBHOOK_RESUMED, actor, now, {"hook": number})
        return _now(connection, number)


def end(database: Database, number: int, *, actor: Actor, now: datetime) -> Hook:
    """Send nothing there any more, and forget its secret. Raises CannotChange and Forbidden."""
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.MACHINES, [EVERYWHERE])
        _known(webhooks.one(connection, number, lock=True), number)
        if webhooks.end(connection, number, actor.name, now):
            _record(connection, RecordAct.WEBHOOK_ENDED, actor, now, {"hook": number})
        return _now(connection, number)


def resend(
    database: Database, number: int, *, actor: Actor, now: datetime, shown: datetime | None = None
) -> Delivered:
    """Send one delivery again, under its id of before, so that a receiver can tell that.

    `shown` is when (UTC) a page has shown it: where it was sent again since, it is not once more.
    Raises SentAgain, CannotChange and Forbidden.
    """
    with database.write() as connection:
        people.demand(connection, actor, Act.MACHINES, [EVERYWHERE])
        found = deliveries.one(connection, number)
        if found is None:
            raise CannotChange(f"there is no delivery {number}")
        actor, _ = _open(connection, found.hook, actor)
        details = {"hook": found.hook, "message": found.message}
        last = history.newest(connection, [RecordAct.WEBHOOK_RESENT], details=details)
        if last is not None and shown is not None and last[1] >= shown:
            raise SentAgain(found)
        if not deliveries.resend(connection, number, now):
            raise CannotChange(f"delivery {number} is being sent at this moment")
        _record(connection, RecordAct.WEBHOOK_RESENT, actor, now, details)
        again = deliveries.one(connection, number)
    assert again is not None
    return again


def event_of(name: str) -> Event:
    """An event by its name; raises CannotChange for an unknown one."""
    try:
        return Event(name)
    except ValueError:
        remedy = did_you_mean(name, [event.value for event in Event])
        raise CannotChange(f'there is no event "{name}": {remedy}') from None


def _alike(
    connection: Connection, keyring: Keyring, url: str, events: frozenset[Event], actor: Actor
) -> Hook | None:
    """The webhook by which somebody else lets this very address hear of these very events."""
    for hook in webhooks.every(connection):
        if hook.ended is not None or hook.made_by == actor.name or hook.events != events:
            continue
        with suppress(StorageError):  # sealed with a key that is not there any more
            if json.loads(keyring.open(webhooks.sealed_address(connection, hook.id)))[0] == url:
                return hook
    return None


def _open(connection: Connection, number: int, actor: Actor) -> tuple[Actor, Hook]:
    actor = people.demand(connection, actor, Act.MACHINES, [EVERYWHERE])
    found = _known(webhooks.one(connection, number, lock=True), number)
    if found.ended is not None:
        raise Ended(found)
    return actor, found


def _known(hook: Hook | None, number: int) -> Hook:
    if hook is None:
        raise CannotChange(f"there is no webhook {number}: `campaign webhooks list`")
    return hook


def _now(connection: Connection, number: int) -> Hook:
    return next(each for each in webhooks.every(connection) if each.id == number)


def _record(
    connection: Connection,
    act: RecordAct,
    actor: Actor,
    now: datetime,
    details: Mapping[str, object],
) -> None:
    record.append(connection, act, who=actor.name, now=now, details=details)
