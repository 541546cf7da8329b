"""Send what happened to the addresses that hear of it: nothing is lost, and repeats can be told.

::

    record (numbered) ─cursor of each webhook→ deliveries      one transaction a portion
    delivery due ─claim, lease→ still mine? ─signed POST→ arrived | again later | given up

The record has every act, in the order of its numbers, so that each webhook needs only to remember
up to which number it has its deliveries. A delivery is sent by one worker at a time. If a worker
dies in the middle, the delivery is sent again after its lease, under the same id.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import Connection

from campaign.errors import StorageError
from campaign.model.webhooks import Delivered, Event, Hook
from campaign.platforms.receivers import Answer
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import deliveries, webhooks
from campaign.storage.record import RecordAct
from campaign.storage.trust import entries
from campaign.storage.trust.entries import Entry
from campaign.usecases.machines import events

#: The waits between the tries of one delivery: some ten in a day.
WAITS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800)
)
#: For how long a worker has a delivery for itself, and how much of it must be left to send.
LEASE: Final = timedelta(minutes=5)
_LEFT: Final = timedelta(minutes=2)
#: What was sent, or given up, is listed for so long.
KEPT: Final = timedelta(days=30)

_PORTION: Final = 500  # entries of the record that one transaction looks at
_GONE: Final = 410
_LONGEST_WAIT: Final = timedelta(hours=8)  # however long a receiver asks to wait
#: Who paused a webhook whose receiver says that it is gone.
PROGRAM: Final = "campaign"


class Tell(Protocol):
    """Sends one message; `campaign.platforms.receivers.tell` but for the clock."""

    def __call__(
        self,
        url: str,
        secret: str,
        message: str,
        body: bytes,
        *,
        before: Callable[[], object],
    ) -> Answer:
        """Call `before` directly before the request, and say what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run did: deliveries that were made, arrived, failed for now, and were given up."""

    made: int = 0
    arrived: int = 0
    failed: int = 0
    given_up: int = 0


class _Lost(Exception):
    """The delivery is not this worker's any more."""


def deliver(
    database: Database,
    unseal: Callable[[str], str],
    tell: Tell,
    *,
    worker: str,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
    limit: int = 200,
) -> Sent:
    """Make the deliveries of what happened since the last time, and send what is due.

    `unseal` opens what is sealed, `worker` is this process's name, `clock` gives the time (UTC). At
    most `limit` are sent. After one that fails, its webhook is left alone until the next run, so
    that one receiver that hangs holds up no other. Raises StorageError.
    """
    made = make(database, clock())
    arrived = failed = given_up = 0
    resting: set[int] = set()
    while arrived + failed < limit and not stopping():
        with database.read() as connection:  # most of the time nothing is due: nobody is locked out
            if not deliveries.is_due(connection, clock()):
                break
        with database.write() as connection:
            taken = deliveries.claim(connection, worker, clock(), LEASE, resting)
            if taken is None:
                break
            sealed = webhooks.sealed_address(connection, taken.hook)
        answer = _send(database, unseal, tell, taken, sealed, worker, clock)
        if answer is None:
            resting.add(taken.hook)
            continue
        again = None if answer.arrived else _again(taken, answer, clock())
        with database.write() as connection:
            _write(connection, taken, answer, again, worker, clock())
        if answer.arrived:
            arrived += 1
            continue
        failed += 1
        given_up += again is None
        resting.add(taken.hook)
    if made:
        with database.write() as connection:
            deliveries.forget(connection, clock() - KEPT)
    return Sent(made, arrived, failed, given_up)


def make(database: Database, now: datetime) -> int:
    """Write down what is to be sent of what happened since the last time; gives how many."""
    made = 0
    with database.read() as connection:
        head, _ = record.head(connection)
        behind = webhooks.behind(connection, head)
    for number in behind:
        seen = 0
        while seen < head:
            with database.write() as connection:
                hook = webhooks.take(connection, number)
                if hook is None:
                    break
                seen = min(head, hook.seen + _PORTION)
                some = entries.of_acts(connection, hook.seen + 1, seen, events.ACTS)
                made += deliveries.add(connection, _deliveries(connection, hook, some, now))
                webhooks.saw(connection, number, max(seen, hook.seen))
    return made


def message_of(entry: Entry) -> str:
    """The id by which receivers know an entry, for ever: it is made of the entry's own hash.

    Its number would not do: after a backup was put back, numbers are given once more.
    """
    return f"msg_{entry.hash[:40]}"


def _deliveries(
    connection: Connection, hook: Hook, some: list[Entry], now: datetime
) -> list[Delivered]:
    found: list[tuple[Entry, Event]] = []
    for entry in some:
        event = events.event_of(entry)
        if event is not None and event in hook.events:
            found.append((entry, event))
    return [
        Delivered(
            0,
            hook.id,
            message_of(entry),
            event,
            events.body(connection, entry, event),
            now,
            next_try=now,
        )
        for entry, event in found
    ]


def _send(
    database: Database,
    unseal: Callable[[str], str],
    tell: Tell,
    taken: Delivered,
    sealed: str,
    worker: str,
    clock: Callable[[], datetime],
) -> Answer | None:
    """What came of one try; None when it was not sent because it is somebody else's."""

    def still_mine() -> None:
        with database.read() as connection:
            if not deliveries.is_mine(connection, taken.id, worker, clock() + _LEFT):
                raise _Lost

    try:
        url, secret = json.loads(unseal(sealed))
    except StorageError as error:
        return Answer(None, str(error)[:300])
    try:
        return tell(url, secret, taken.message, taken.body.encode(), before=still_mine)
    except _Lost:
        with database.write() as connection:
            deliveries.let_go(connection, taken.id, worker)
        return None


def _again(taken: Delivered, answer: Answer, now: datetime) -> datetime | None:
    """When it is tried again (UTC); None when it was tried for a day."""
    if answer.status == _GONE or taken.tries >= len(WAITS):
        return None
    usual = now + WAITS[taken.tries]
    asked = min(answer.again or usual, now + _LONGEST_WAIT)
    return max(usual, asked)


def _write(
    connection: Connection,
    taken: Delivered,
    answer: Answer,
    again: datetime | None,
    worker: str,
    now: datetime,
) -> None:
    deliveries.tried(
        connection,
        taken,
        worker,
        now=now,
        status=answer.status,
        answer=answer.words,
        arrived=answer.arrived,
        again=again,
    )
    # The receiver says that nobody is there any more, so nothing more is sent until a person looks.
    if answer.status == _GONE and webhooks.pause(connection, taken.hook, PROGRAM, now):
        details = {"hook": taken.hook, "status": answer.status}
        record.append(connection, RecordAct.WEBHOOK_PAUSED, who=PROGRAM, now=now, details=details)
