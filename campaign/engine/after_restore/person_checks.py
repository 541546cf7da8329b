"""Posts that a backup has left in doubt, on networks that nobody can ask (Telegram, Apprise).

A person looks at the account once, for everything that the channel is still to send. A post that
becomes due before that is unknown, and the person decides about it alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from campaign.engine.after_restore.marks import PUT_BACK, is_mute
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.unbooked_posts import Ready
from campaign.model import Decision, Delivery, State
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.storage import former_channels, publications, record, restores
from campaign.storage.database import Database
from campaign.storage.trust import people

log = logging.getLogger(__name__)

#: The reason of a post that became due before a person had looked.
NOBODY_LOOKED: Final = (
    f"{PUT_BACK}: it may have gone out before its time, and nobody can ask there: a person decides"
)


def none_out(
    database: Database, channel: str, *, actor: Actor, now: datetime, region: str = EVERYWHERE
) -> int:
    """Write down that a person has looked: nothing of the channel that is not published is out.

    Gives how many that concerns. What is scheduled goes at its time. What was missed, failed or
    cancelled may be sent again like any other. What is unknown is decided one by one. A backup that
    was put back before this moment casts no new doubt on them. `region` is the channel's, so that
    whoever decides there may say it. Raises StorageError and Forbidden.
    """
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.DECIDE, [region])
        reason = f"decided by {actor.name}: it is not there"
        options = former_channels.options(connection).get(channel)
        found = restores.in_doubt_on(connection, channel)
        some = [each for each in found if is_mute(each.platform, options)]
        restores.believe(connection, some)
        for state in dict.fromkeys(p.state for p in some):
            mine = [p for p in some if p.state is state]
            publications.remember(
                connection, mine, state, state, actor.name, reason, now, decision=Decision.ABSENT
            )
        # Said once more, it is not written again: so that the record tells who was first.
        if some or not restores.is_checked(connection, channel):
            restores.check(connection, channel, actor.name, now)
        record.chain(connection)
    return len(some)


def left_to_persons(
    context: EngineContext, ready: Sequence[Ready], report: TickReport
) -> list[Ready]:
    """Mark the doubtful ones among these as unknown, for a person; gives those that may leave.

    If a person released one just now, it is in neither group: the next look reads it anew.
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
