"""Send the report of a week to its readers on the Monday after it, each delivery once.

::

    due? → claimed (committed) → the report is written → leaving (committed) → the last byte → sent

`leaving` is committed by the fence, directly before what lets a delivery arrive (see
`campaign.platforms.apprise.deliveries`). So a program that is killed anywhere before it sends anew,
and one that is killed behind it leaves a doubt, which a person settles: the same report is never
sent again unasked. A service that says no is asked again, for some hours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Final, Protocol

from analytics.isoweek import Week
from campaign.errors import CampaignError, StorageError, Withheld
from campaign.storage import sent_reports
from campaign.storage.database import Database
from campaign.storage.sent_reports import Key, Stage

log = logging.getLogger(__name__)

#: For how long a worker that does not end a delivery is believed to live.
LEASE: Final = timedelta(minutes=5)
#: How often a refused delivery is tried; the waits between the tries grow by as much as `WAIT`.
TRIES: Final = 12
WAIT: Final = timedelta(minutes=5)
#: Longer than any database lives: a delivery that was refused for good waits for a person.
_NEVER: Final = timedelta(days=36_500)


class Result(Protocol):
    """What became of a delivery."""

    @property
    def outcome(self) -> str:
        """`taken`, `refused` (it did not arrive) or `doubt`."""

    @property
    def reason(self) -> str:
        """Why, without any secret."""


class Route(Protocol):
    """One address that a report goes to."""

    id: str
    service: str


#: Sends the report of a week to a route; the callable is called directly before the last byte.
Send = Callable[[Route, Callable[[], None]], Result]


@dataclass(frozen=True, slots=True)
class To:
    """A reader by name, the routes to them, and what makes and sends their report.

    `routes` raises CampaignError or ValueError when the address cannot be used. `prepare` makes
    the report and gives what sends it; it may take seconds.
    """

    name: str
    routes: Callable[[], Sequence[Route]]
    prepare: Callable[[], Send]


def due(now: datetime, zone: tzinfo, at: time) -> Week | None:
    """The week whose report is due at `now` (UTC): last week, from Monday at `at` in the zone on.

    None on a Monday before that hour. An hour that a clock change leaves out comes as late as the
    clock does then.
    """
    this = Week.of(now, zone)
    begins = datetime.combine(this.monday, at, tzinfo=zone).astimezone(UTC)
    return this.previous() if now >= begins else None


def send_due(
    database: Database,
    readers: Sequence[To],
    week: Week,
    *,
    worker: str,
    now: Callable[[], datetime],
) -> list[str]:
    """Send the report of a week to whoever has not got it; gives what failed, in words.

    `now` gives the time (UTC). Raises StorageError.
    """
    with database.read() as connection:
        known = {each.key: each for each in sent_reports.of(connection, [str(week)])}
    if any(each.stage is Stage.LEAVING for each in known.values()):
        with database.write() as connection:
            for each in sent_reports.doubt_the_dead(connection, now()):
                _doubted(each.key, each.service, "the program ended while it was sent")
    failed = []
    for reader in readers:
        try:
            failed += _to(database, reader, week, known, worker, now)
        except StorageError:
            raise
        except (CampaignError, ValueError, OSError) as error:
            failed.append(f"{reader.name}: {error}")
            log.error(
                "The report of %s cannot be sent to %s: %s",
                week,
                reader.name,
                error,
                extra={"action": "report_not_sent"},
            )
    return failed


def _to(
    database: Database,
    reader: To,
    week: Week,
    known: dict[Key, sent_reports.Delivery],
    worker: str,
    now: Callable[[], datetime],
) -> list[str]:
    """Send to one reader; what is settled is not even looked at, for the address may be slow."""
    send: Send | None = None
    failed = []
    for route in reader.routes():
        key = Key(str(week), reader.name, route.id)
        if (before := known.get(key)) and not _may_go(before, now()):
            continue
        with database.write() as connection:
            if not sent_reports.claim(connection, key, route.service, worker, now(), now() + LEASE):
                continue
        try:
            send = send or reader.prepare()
            result = send(route, partial(_leave, database, key, worker, now))
        except Withheld:
            continue  # another worker has it
        except (CampaignError, ValueError, OSError) as error:
            # Nothing left: what was raised came before the last byte.
            result = _Failed(str(error))
        if words := _ended(database, key, route.service, worker, now, result, before):
            failed.append(f"{reader.name}: {words}")
    return failed


@dataclass(frozen=True, slots=True)
class _Failed:
    reason: str
    outcome: str = "refused"


def _may_go(before: sent_reports.Delivery, now: datetime) -> bool:
    return before.stage in (Stage.CLAIMED, Stage.REFUSED) and before.until <= now


def _leave(database: Database, key: Key, worker: str, now: Callable[[], datetime]) -> None:
    """Commit that it leaves; raises Withheld when another worker has taken it since."""
    with database.write() as connection:
        if not sent_reports.leave(connection, key, worker, now()):
            raise Withheld("another worker sends this report")


def _ended(
    database: Database,
    key: Key,
    service: str,
    worker: str,
    now: Callable[[], datetime],
    result: Result,
    before: sent_reports.Delivery | None,
) -> str:
    """Write down how it ended; gives why it failed, "" when it did not."""
    stage = {"taken": Stage.SENT, "refused": Stage.REFUSED}.get(result.outcome, Stage.DOUBT)
    tries = (before.tries if before else 0) + 1
    wait = WAIT * tries if tries < TRIES else _NEVER
    with database.write() as connection:
        sent_reports.end(
            connection,
            key,
            worker,
            stage,
            now(),
            until=now() + wait if stage is Stage.REFUSED else None,
            detail=result.reason,
        )
    if stage is Stage.SENT:
        log.info(
            "The report of %s was sent to %s",
            key.period,
            key.reader,
            extra={"action": "report_sent"},
        )
        return ""
    if stage is Stage.DOUBT:
        _doubted(key, service, result.reason)
    else:
        again = "it is tried again" if tries < TRIES else "it is not tried again"
        log.error(
            "The report of %s was not sent to %s, and %s: %s",
            key.period,
            key.reader,
            again,
            result.reason,
            extra={"action": "report_not_sent"},
        )
    return result.reason


def _doubted(key: Key, service: str, reason: str) -> None:
    log.error(
        "The report of %s may have reached %s (%s) and is not sent again: %s. "
        "Ask, then: campaign report sent",
        key.period,
        key.reader,
        service,
        reason,
        extra={"action": "report_in_doubt"},
    )
