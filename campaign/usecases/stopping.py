"""After something was stopped: wait until nothing of it begins any more, and tell what had begun.

::

    commit (a pause, a yes taken back) → all senders past the fence → what is in flight → answers

What left before the commit cannot be called back. Its answer comes within seconds as a rule, so it
is waited for a moment: then a person reads how it ended and not that it may end so or so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from campaign.model import Publication, State
from campaign.storage import in_flight
from campaign.storage.database import Database
from campaign.storage.pauses import ALL

#: How long senders are waited for: each writes to a socket, and lets go.
PATIENCE: Final = timedelta(seconds=10)
#: How long the answers of what had left already are waited for, and how often they are looked for.
ANSWERS: Final = timedelta(seconds=5)
_STEP: Final = timedelta(seconds=0.1)

#: Lets a number of seconds pass.
Wait = Callable[[float], object]


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
    public while it is `held`; `published_at` is UTC.
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


@dataclass(frozen=True, slots=True)
class Stopped:
    """What was stopped, and whether it surely is.

    With `quiet`, nothing of it begins any more; without, those of the workers `silent` who hold
    some of it have not answered, and what they hold may still leave.
    """

    standing: tuple[Standing, ...]
    quiet: bool = True
    silent: tuple[str, ...] = ()


def stop(
    database: Database,
    concerned: Callable[[Connection], Sequence[Publication]],
    wait: Wait | None = None,
    patience: timedelta = PATIENCE,
) -> Stopped:
    """Wait for the senders, and tell how what is `concerned` stands after that.

    To be called after the commit of what stops it. `concerned` reads the publications to tell of;
    those of them in flight are waited for, as long as answers come within seconds; without `wait`
    nobody waits for them. `patience` bounds how long the senders are waited for.
    """
    quiet = database.fence.wait_for_senders(patience)
    with database.read() as connection:
        numbers = [each.id for each in concerned(connection)]
        claims = {p.id: p.claim for p in in_flight.among(connection, numbers)}
    flying = set(claims)
    for _ in range(int(ANSWERS / _STEP)):
        if not flying or wait is None:
            break
        wait(_STEP.total_seconds())
        with database.read() as connection:
            flying = _still(connection, claims)
    # Whoever stood still may have gone on meanwhile.
    quiet = quiet or database.fence.wait_for_senders(_STEP)
    with database.read() as connection:
        flying = _still(connection, claims)
        silent = () if quiet else _silent(connection, claims)
        rows = in_flight.as_they_stand(connection, numbers)
    return Stopped(tuple(_standing(p, out, p.id in flying) for p, out in rows), quiet, silent)


def _still(connection: Connection, claims: Mapping[int, int]) -> set[int]:
    """Which are on their way as they were: one that was claimed anew meets the fence, and waits.

    The doubt about a second step stays, whoever has taken it up since.
    """
    return {
        p.id
        for p in in_flight.among(connection, claims)
        if p.state is State.PENDING or p.claim == claims[p.id]
    }


def _standing(p: Publication, parts_out: int, flying: bool) -> Standing:
    return Standing(
        id=p.id,
        post=p.post,
        channel=p.channel,
        state=p.state,
        where=_where(p, flying),
        worker=p.worker,
        reason=p.reason,
        url=p.url,
        published_at=p.published_at,
        parts_out=parts_out,
    )


def _where(publication: Publication, flying: bool) -> Whereabouts:
    if flying or publication.state is State.UNKNOWN:
        return Whereabouts.ON_ITS_WAY
    is_out = publication.state in (State.PUBLISHED, State.WITHDRAWN)
    return Whereabouts.OUT if is_out else Whereabouts.HELD


def _silent(connection: Connection, numbers: Collection[int]) -> tuple[str, ...]:
    """Who may stand between the answer and the first byte: the workers of what is in flight."""
    everything = in_flight.of_scope(connection, ALL)
    mine = [p for p in everything if p.id in numbers] or everything
    return tuple(sorted({p.worker for p in mine} - {""}))
