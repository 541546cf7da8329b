"""Of what a backup has left in doubt: what nobody can ask about, and is to be sent later.

Its network tells nothing (Telegram, Apprise), so a person looks at the account: once, for all that
the channel is still to send. What becomes due before that is unknown, and theirs to decide alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from campaign.engine.context import EngineContext, TickReport
from campaign.engine.foreign import Ready
from campaign.engine.restored import PUT_BACK, is_mute
from campaign.model import Decision, Delivery, State
from campaign.storage import former, publications, restores
from campaign.storage.database import Database

log = logging.getLogger(__name__)

#: Why it waits, of a post that became due before anybody had looked.
NOBODY_LOOKED: Final = (
    f"{PUT_BACK}: it may have gone out before its time, and nobody can ask there: a person decides"
)


def none_out(database: Database, channel: str, *, who: str, now: datetime) -> int:
    """Write down that somebody has looked: nothing of the channel that is not published is out.

    What is scheduled goes at its time, and what was missed, failed or cancelled may be sent again
    like any other; how many there were. What is unknown is decided one by one. A backup that was
    put back before that casts no new doubt on them. Raises StorageError.
    """
    reason = f"decided by {who}: it is not there"
    with database.write() as connection:
        options = former.options(connection).get(channel)
        found = restores.in_doubt_on(connection, channel)
        some = [each for each in found if is_mute(each.platform, options)]
        restores.believe(connection, some)
        for state in dict.fromkeys(p.state for p in some):
            mine = [p for p in some if p.state is state]
            publications.remember(
                connection, mine, state, state, who, reason, now, decision=Decision.ABSENT
            )
        restores.check(connection, channel, who, now)
    return len(some)


def left_to_persons(
    context: EngineContext, ready: Sequence[Ready], report: TickReport
) -> list[Ready]:
    """Those of these that may leave; the others are unknown now, and a person decides.

    What a person has just released is neither: the next look sees it as it stands by then.
    """
    kept = []
    for each in ready:
        publication, _, platform = each
        if publication.doubtful_since is None or platform.delivery is not Delivery.AT_MOST_ONCE:
            kept.append(each)
            continue
        now = context.clock()
        with context.database.write() as connection:
            done = restores.is_doubted(connection, publication) and publications.change(
                connection,
                publication,
                State.UNKNOWN,
                who=context.worker,
                now=now,
                reason=NOBODY_LOOKED,
                not_before=now,
            )
        if done:
            report.moved(publication.id, State.UNKNOWN, NOBODY_LOOKED)
            log.warning(
                "Not sent %s: %s", publication.id, NOBODY_LOOKED, extra={"action": "now_unknown"}
            )
    return kept
