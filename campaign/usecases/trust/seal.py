"""Seal the head of the record once a day, and have it stamped by an authority.

::

    chain what is loose → a line in the file of heads (on the disk) → "record.sealed"
        → ask the authority → files of request and reply → "record.stamped"

A crash between two steps leaves the first of them done, and the next seal goes on from there: a
line without an entry proves a little more than it has to. Nothing here touches a publication. What
fails is logged and told, and tried again an hour later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, select

from campaign.errors import CampaignError
from campaign.plan.pace import Rate
from campaign.storage import rate_limits, record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.record_format import instant
from campaign.storage.sealed_heads import SealedHeads
from campaign.storage.stamps import StampFiles
from campaign.storage.tables import record as entries

if TYPE_CHECKING:  # a door brings the authority, and only when it is asked
    from campaign.timestamp_authority import Stamp

log = logging.getLogger(__name__)

#: Has some bytes stamped; raises TimestampError.
Ask = Callable[[bytes], "Stamp"]

_SEALS: Final = (RecordAct.SEALED.value, RecordAct.STAMPED.value)
# An authority that refuses is asked again after this time, however many workers there are.
_AGAIN: Final = Rate(1, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a seal has done: the head, whether it was sealed now, and the stamp's time (UTC).

    `failed` says what could not be done, "" for nothing; it will be tried again.
    """

    number: int = 0
    hash: str = ""
    sealed: bool = False
    stamped: datetime | None = None
    failed: str = ""


def seal(
    database: Database,
    heads: SealedHeads,
    stamps: StampFiles,
    *,
    sealer: str,
    now: datetime,
    ask: Ask | None = None,
    authority: str = "",
    by_hand: bool = False,
) -> Sealed:
    """Seal the head at `now` (UTC) if a day's seal is due, or at once `by_hand`.

    `sealer` is the person or the worker who does. `ask` is the authority at the address
    `authority`, None where there is none. Raises StorageError when the database cannot be used; all
    other failures are in the result.
    """
    with database.read() as connection:
        last = _last(connection, RecordAct.SEALED)
        anew = by_hand or last is None or last.at.date() < now.astimezone(UTC).date()
        due = anew and _has_news(connection, last)
    done = _seal(database, heads, sealer, now) if due else Sealed()
    if ask is None or done.failed:
        return done
    with database.write() as connection:
        number, hash = _unstamped(connection)
        if not number:
            return done
        free = rate_limits.admit(connection, "evidence timestamp", _AGAIN, now, 1)
    if not free and not by_hand:
        return done
    done = replace(done, number=number, hash=hash)
    return _stamp(database, stamps, done, ask, authority, sealer, now)


def _seal(database: Database, heads: SealedHeads, who: str, now: datetime) -> Sealed:
    with database.write() as connection:
        record.chain(connection, wait=True)
        number, last = record.head(connection)
    if not number:
        return Sealed()
    if not heads.keep(number, last, now):
        return Sealed(number, last, failed=f"{heads.file}: the head cannot be written there")
    with database.write() as connection:
        details = {"number": number, "hash": last}
        record.append(connection, RecordAct.SEALED, who=who, now=now, details=details)
    log.info("Sealed entry %d", number, extra={"action": "sealed", "hash": last})
    return Sealed(number, last, sealed=True)


def _stamp(
    database: Database,
    stamps: StampFiles,
    done: Sealed,
    ask: Ask,
    authority: str,
    who: str,
    now: datetime,
) -> Sealed:
    number, hash = done.number, done.hash
    try:
        stamp = ask(hash.encode())
        stamps.put(number, hash, stamp.request, stamp.reply)
    except CampaignError as error:
        log.warning("No timestamp: %s", error, extra={"action": "timestamp_failed"})
        return replace(done, failed=f"{authority}: {error}")
    with database.write() as connection:
        details = {
            "number": number,
            "hash": hash,
            "authority": authority,
            "request": sha256(stamp.request).hexdigest(),
            "reply": sha256(stamp.reply).hexdigest(),
            "at": instant(stamp.at),
        }
        record.append(connection, RecordAct.STAMPED, who=who, now=now, details=details)
    log.info("Stamped entry %d", number, extra={"action": "stamped", "hash": hash})
    return replace(done, stamped=stamp.at)


def _unstamped(connection: Connection) -> tuple[int, str]:
    """The head that was sealed last, if it has no stamp; 0 and "" when it has, or there is none."""
    sealed = _last(connection, RecordAct.SEALED)
    stamped = _last(connection, RecordAct.STAMPED)
    if sealed is None or (stamped and stamped.public["number"] >= sealed.public["number"]):
        return 0, ""
    return sealed.public["number"], sealed.public["hash"]


def _last(connection: Connection, act: RecordAct) -> Any:
    query = select(entries).where(entries.c.act == act.value, entries.c.number.is_not(None))
    return connection.execute(query.order_by(entries.c.number.desc()).limit(1)).first()


def _has_news(connection: Connection, last: Any) -> bool:
    """True when something has happened since the last seal."""
    if record.has_loose(connection):
        return True
    after = last.number if last is not None else 0
    query = select(entries.c.id).where(entries.c.number > after, entries.c.act.not_in(_SEALS))
    return connection.scalar(query.limit(1)) is not None
