"""After something was stopped: wait until nothing of it begins any more, and tell what had begun.

::

    a pause, a yes taken back, and what is in flight (committed) → the fence's gap → answers

What left before the commit cannot be called back. Its answer comes within seconds as a rule, so it
is waited for a moment: then a person reads how it ended and not that it may end so or so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from campaign.model import Publication, State
from campaign.plan.lifecycle import OPEN
from campaign.plan.reasons import in_words
from campaign.storage import in_flight
from campaign.storage.database import Database
from campaign.storage.fence import GAP

#: Seconds for which the answers of what had left are waited for, and between two looks for them.
ANSWERS: Final = 5.0
_STEP: Final = 0.1

#: Lets a number of seconds pass.
Wait = Callable[[float], object]
#: Reads the publications that something concerns.
Concerned = Callable[[Connection], Sequence[Publication]]


class Whereabouts(StrEnum):
    """Where a publication is when it was stopped.

    `held`: it is not public and does not become so. `on-its-way`: it had left, and nobody knows
    yet what came of it. `out`: it was public before it could be stopped.
    """

    HELD = "held"
    ON_ITS_WAY = "on-its-way"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Standing:
    """One publication after it was stopped.

    `worker` sends it, or was the last who did; `parts_out` counts the parts of a thread that are
    public while it is `held`; `published_at` is UTC. `had_left` says that all or a part of it was
    on its way when it was stopped, and did not come back unsent.
    """

    id: int
    post: str
    channel: str
    state: State
    where: Whereabouts
    worker: str = ""
    reason: str = ""
    url: str = ""
    published_at: datetime | None = None
    parts_out: int = 0
    had_left: bool = False


def stop(
    database: Database,
    concerned: Concerned,
    before: Sequence[Publication],
    wait: Wait | None = None,
) -> tuple[Standing, ...]:
    """Wait until nothing of what is `concerned` begins to leave any more, and tell how it stands.

    To be called after the commit of what stops it; `before` is what was `flying` in that
    transaction. `concerned` reads the publications to tell of. Those in flight are waited for as
    long as answers come within seconds. Without `wait` nobody waits: what was let through before
    the commit begins within the fence's `GAP`, or never.
    """
    with database.read() as connection:
        some = [*before, *concerned(connection)]
        numbers = {each.id for each in some}
        # Whatever may still begin was claimed before the commit, and was in flight then or is now.
        now = in_flight.among(connection, numbers)
        claims = {p.id: p.claim for p in (*before, *now)}
    if wait is not None and any(each.state in OPEN for each in some):
        wait(GAP)
        _await(database, claims, wait)
    with database.read() as connection:
        still = _still(connection, claims)
        rows = in_flight.as_they_stand(connection, numbers)
    found = (_standing(p, parts_out, p.id in still) for p, parts_out in rows)
    return tuple(
        replace(each, had_left=True) if each.id in claims and not _came_back(each) else each
        for each in found
    )


def flying(connection: Connection, concerned: Concerned) -> list[Publication]:
    """What of it is in flight, to be read in the transaction that stops it."""
    return in_flight.among(connection, [each.id for each in concerned(connection)])


def _came_back(each: Standing) -> bool:
    return each.where is Whereabouts.HELD and not each.parts_out


def _await(database: Database, claims: Mapping[int, int], wait: Wait) -> None:
    """Until all have landed, but not without end."""
    for _ in range(round((ANSWERS - GAP) / _STEP)):
        with database.read() as connection:
            if not _still(connection, claims):
                return
        wait(_STEP)


def _still(connection: Connection, claims: Mapping[int, int]) -> set[int]:
    """Which are on their way as they were: one that was claimed anew meets the fence, and waits.

    The doubt about a second step stays, whoever has taken it up since.
    """
    return {
        p.id
        for p in in_flight.among(connection, claims)
        if p.state is State.PENDING or p.claim == claims[p.id]
    }


def _standing(p: Publication, parts_out: int, in_the_air: bool) -> Standing:
    return Standing(
        id=p.id,
        post=p.post,
        channel=p.channel,
        state=p.state,
        where=_where(p, in_the_air),
        worker=p.worker,
        reason=in_words(p),
        url=p.url,
        published_at=p.published_at,
        parts_out=parts_out,
    )


def _where(publication: Publication, in_the_air: bool) -> Whereabouts:
    if in_the_air or publication.state is State.UNKNOWN:
        return Whereabouts.ON_ITS_WAY
    is_out = publication.state in (State.PUBLISHED, State.WITHDRAWN)
    return Whereabouts.OUT if is_out else Whereabouts.HELD
