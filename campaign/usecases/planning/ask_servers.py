"""Ask servers for their own limits, once a day, and hold what they take no more.

::

    whose last answer is old? → claim (committed) → ask → keep → hold what no longer fits

A claim is written before a server is asked, so that of several workers one asks. One that does not
answer is asked again after an hour; until then its last answer stands, or the network's table.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from campaign.errors import CampaignError, RateLimited, Unavailable
from campaign.model import Channel, Hold, Publication, ServerLimits
from campaign.platforms import registry
from campaign.platforms.protocols import Platform, Tells
from campaign.storage import publications, server_limits
from campaign.storage.database import Database
from campaign.storage.pauses import ENGINE
from campaign.storage.server_limits import Server, server_of
from campaign.usecases.planning.fitting import Fitting

log = logging.getLogger(__name__)

#: How old an answer may become, and how long a server that gives none is left alone.
AGE: Final = timedelta(days=1)
AGAIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The result of asking one server, for all its channels.

    `channels` are those by which it was asked. `said` is its answer, None when it gave none; then
    `trouble` says why. `held` are publications that it takes no more, by number, and `freed` those
    that it takes again.
    """

    channels: tuple[str, ...]
    said: ServerLimits | None
    trouble: str = ""
    held: tuple[int, ...] = ()
    freed: tuple[int, ...] = ()


def ask_servers(
    database: Database,
    channels: Iterable[Channel],
    connect: Callable[[Channel], Platform],
    now: datetime,
    *,
    age: timedelta = AGE,
    most: int | None = None,
    others: Iterable[Channel] = (),
) -> list[Asked]:
    """Ask each server whose last answer is older than `age` at `now` (UTC), but `most` at a time.

    With an `age` of 0 each is asked, also one that has just not answered. `connect` gives a
    channel's network. `others` are not asked by, as paused channels are not; but what their server
    allows holds for them too. A server that cannot be asked is logged. Raises StorageError.
    """
    groups: dict[Server, list[Channel]] = {}
    everyone: dict[Server, dict[str, Channel]] = {}
    for channel in channels:
        everyone.setdefault(server_of(channel), {})[channel.name] = channel
        if registry.asks(channel.platform) and channel.server and not channel.paused:
            groups.setdefault(server_of(channel), []).append(channel)
    for channel in others:
        everyone.setdefault(server_of(channel), {}).setdefault(channel.name, channel)
    with database.read() as connection:
        tried = server_limits.tried(connection) if groups else {}
    old = {server: some for server, some in groups.items() if _is_old(tried.get(server), now, age)}
    done: list[Asked] = []
    for server, some in list(old.items())[:most]:
        before = tried[server][0] if server in tried else None
        with database.write() as connection:
            ours = server_limits.claim(connection, server, before, now)
        if ours or not age:
            done.append(_ask(database, server, some, everyone[server], connect, now))
    return done


def _is_old(tried: tuple[datetime, datetime | None] | None, now: datetime, age: timedelta) -> bool:
    if tried is None or not age:
        return True
    last, answered = tried
    # A clock that was put back must not make an answer young for ever.
    if answered is not None and timedelta(0) <= now - answered < age:
        return False
    return not timedelta(0) <= now - last < AGAIN


def _ask(
    database: Database,
    server: Server,
    channels: Sequence[Channel],
    everyone: Mapping[str, Channel],
    connect: Callable[[Channel], Platform],
    now: datetime,
) -> Asked:
    names = tuple(channel.name for channel in channels)
    said, trouble = None, ""
    for channel in channels:
        try:
            platform = connect(channel)
            said = platform.ask_limits() if isinstance(platform, Tells) else None
            trouble = "" if said else f"{server[1]} says nothing of its limits"
        except (Unavailable, RateLimited) as error:  # no other channel's question fares better
            trouble = str(error)
            break
        except CampaignError as error:
            trouble = str(error)
        except Exception as error:  # one server's nonsense must not keep us from asking the others
            log.exception("Unforeseen while asking", extra={"action": "unforeseen"})
            trouble = f"{type(error).__name__}: {error}"
        if said is not None:
            break
    if said is None:
        log.warning(
            "Not known what %s allows: %s", server[1], trouble, extra={"action": "limits_unknown"}
        )
        return Asked(names, None, trouble)
    for each in said.ignored:
        log.warning("%s: %s", server[1], each, extra={"action": "limits_ignored"})
    held, freed = _keep(database, server, everyone, said, now)
    if held:
        log.warning(
            "%s publications no longer fit their server: %s",
            *(len(held), ", ".join(str(number) for number in held[:20])),
            extra={"action": "limits_shrank"},
        )
    return Asked(names, said, "", tuple(held), tuple(freed))


def _keep(
    database: Database,
    server: Server,
    channels: Mapping[str, Channel],
    said: ServerLimits,
    now: datetime,
) -> tuple[list[int], list[int]]:
    """Keep the answer, hold what it takes no more, and free what was held so and fits again.

    Gives the numbers of both. All is one transaction: an answer that was kept without its holds
    would count as young for a day. The texts are measured before it, so that nobody waits for that.
    """
    fitting = Fitting(channels, said)
    with database.read() as connection:
        fitting.faults(connection)
    held: list[int] = []
    freed: list[int] = []
    with database.write() as connection:
        server_limits.keep(connection, server, said, registry.limits(server[0]), now)
        for publication, fault in fitting.faults(connection):
            if _mark(connection, publication, fault, now):
                (held if fault else freed).append(publication.id)
    return held, freed


def _mark(connection: Connection, publication: Publication, fault: str, now: datetime) -> bool:
    hold = Hold.LIMITS if fault else Hold.NONE
    if (publication.hold, publication.hold_detail) == (hold, fault):
        return False
    return publications.mark(connection, publication, hold, fault, who=ENGINE, now=now)
