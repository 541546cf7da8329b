"""Who has which post open: said to the others, never a lock."""

from __future__ import annotations

from datetime import datetime

from campaign.model.people import Actor
from campaign.storage.database import Database
from campaign.storage.desk import openings
from campaign.storage.desk.openings import Opening
from campaign.storage.trust import people


def sign(
    database: Database, post: str, *, actor: Actor, session: str, now: datetime
) -> tuple[Opening, ...]:
    """Note that a session has a post open at `now` (UTC); gives who else has.

    A page gives a sign when it is opened, and then about every half minute. After two minutes
    without one it counts as closed. Raises Forbidden for somebody who is not known.
    """
    with database.write() as connection:
        who = people.current(connection, actor).name
        openings.sign(connection, post, session, who, now)
        return _others(openings.now_open(connection, now, post), session)


def _others(found: list[Opening], session: str) -> tuple[Opening, ...]:
    return tuple(each for each in found if each.session != session)
