"""Tell people what needs them, once, and never at the expense of a publication.

::

    look (read) → a door that can be used → mark as told (committed) → send, once

What is marked and then not sent is lost: it is logged, and `campaign status` shows it still. The
other way round, a message could come again and again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection

from campaign.notices import APART, FOREIGN, KINDS, PAUSED, Notice, message
from campaign.plan.pace import Rate
from campaign.plan.reasons import in_words
from campaign.storage import notices as told
from campaign.storage import rate_limits
from campaign.storage.database import Database

log = logging.getLogger(__name__)

#: Sends a title and a text; "" when it arrived, else why not, in words without a secret.
Send = Callable[[str, str], str]

_PACE = Rate(1, APART)


def tell(
    database: Database,
    on: Collection[str],
    *,
    campaign: str,
    connect: Callable[[], Send],
    now: datetime,
) -> str:
    """Tell in one message what is new of the kinds `on`; why that failed, "" when it did not.

    `campaign` is its title, `now` a UTC instant; `connect` is called when there is something to
    tell, and what it raises is raised here, with nothing marked. Of a kind of which something was
    told within the last minute nothing is told now, by any worker; it waits. Raises StorageError.
    """
    with database.read() as connection:
        if not _fresh(connection, on, now):
            return ""
    send = connect()
    with database.write() as connection:
        new = _fresh(connection, on, now)
        free = {
            kind
            for kind in sorted({mark.kind for mark in new})
            if rate_limits.admit(connection, f"notices {kind}", _PACE, now, 1)
        }
        chosen = [mark for mark in new if mark.kind in free]
        ours = told.mark(connection, chosen, now)
    found = [new[mark] for mark in chosen if mark in ours]
    if not found:
        return ""
    failed = send(*message(campaign, found))
    numbers = ", ".join(f"{each.kind} {each.number}" for each in found[:20])
    if failed:
        log.error("Nobody was told of %s: %s", numbers, failed, extra={"action": "notice_failed"})
    else:
        log.info("People were told of %s", numbers, extra={"action": "notice_sent"})
    return failed


def _fresh(connection: Connection, on: Collection[str], now: datetime) -> dict[told.Mark, Notice]:
    """What is new, by its mark."""
    states = [kind for kind in KINDS if kind in on and kind not in (PAUSED, FOREIGN)]
    found = {
        mark: Notice(mark.kind, mark.number, p.channel, in_words(p), p.post, mark.decided)
        for mark, p in (told.fresh(connection, states) if states else ())
    }
    for mark, p in told.fresh_held(connection, FOREIGN) if FOREIGN in on else ():
        found[mark] = Notice(FOREIGN, mark.number, p.channel, in_words(p), p.post, mark.decided)
    for mark, pause in told.fresh_pauses(connection, PAUSED, now) if PAUSED in on else ():
        channel = pause.scope.removeprefix("channel:")
        found[mark] = Notice(PAUSED, mark.number, channel, pause.reason)
    return found
