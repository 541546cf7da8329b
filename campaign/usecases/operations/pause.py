"""A person pauses everything, a region, a platform or a channel, and resumes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.calendar.known import did_you_mean, nearest
from campaign.errors import CampaignError
from campaign.model import Channel, Publication, Region
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act
from campaign.storage import in_flight, pauses, record
from campaign.storage.database import Database
from campaign.storage.desk import repeats
from campaign.storage.pauses import ALL, Pause, Pauses
from campaign.storage.record_format import instant
from campaign.storage.trust import people
from campaign.storage.trust.done_before import DoneBefore, named
from campaign.usecases.operations.stopping import Standing, Wait, flying, stop


class UnknownScope(CampaignError):
    """There is nothing of that name to pause."""


class NotPaused(CampaignError):
    """Nothing is paused under that name."""


class PausesChanged(CampaignError):
    """Other pauses are on by now than those that were shown; `pause` is the last of them."""

    def __init__(self, pause: Pause) -> None:
        self.pause = pause
        super().__init__(
            f"{pause.who} paused {pause.scope} on {pause.at:%Y-%m-%d %H:%M} UTC: {pause.reason}"
        )


def scopes(channels: Mapping[str, Channel], regions: Mapping[str, Region]) -> tuple[str, ...]:
    """Everything that can be paused, the widest first."""
    platforms = sorted({channel.platform for channel in channels.values()})
    return (
        ALL,
        *(f"platform:{name}" for name in platforms),
        *(f"region:{name}" for name in regions),
        *(f"channel:{name}" for name in channels),
    )


def reach(scope: str, channels: Mapping[str, Channel]) -> frozenset[str]:
    """The regions in which a pause stops something; `EVERYWHERE` where that is not known.

    It is not known of a channel or platform that has left the configuration.
    """
    kind, _, name = scope.partition(":")
    if kind == "region":
        return frozenset({name})
    found = {
        channel.region
        for channel in channels.values()
        if name == {"channel": channel.name, "platform": channel.platform}.get(kind)
    }
    return frozenset(found or {EVERYWHERE})


def checked(scope: str, channels: Mapping[str, Channel], regions: Mapping[str, Region]) -> str:
    """The scope itself; raises UnknownScope with the nearest name when it does not exist."""
    known = scopes(channels, regions)
    if scope in known:
        return scope
    kind, _, name = scope.partition(":")
    alike = [each for each in known if each.partition(":")[2] == scope]
    if scope and alike:
        raise UnknownScope(f"say which: {' or '.join(alike)}")
    some = {each.partition(":")[2] for each in known if each.startswith(f"{kind}:")}
    if name and some:
        raise UnknownScope(f'there is no {kind} "{name}": {did_you_mean(name, some)}')
    shapes = (ALL, "platform:NAME", "region:NAME", "channel:NAME")
    hint = f"; {did_you_mean(scope, known)}" if nearest(scope, known) is not None else ""
    raise UnknownScope(f'"{scope}" is none of {", ".join(shapes)}{hint}')


@dataclass(frozen=True, slots=True)
class Paused:
    """The number of a pause, and what of its scope had left already when it began.

    `before` says that the same request had begun it already.
    """

    number: int
    had_left: tuple[Standing, ...]
    before: bool = False


def pause(
    database: Database,
    scope: str,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    channels: Mapping[str, Channel] | None = None,
    until: datetime | None = None,
    wait: Wait | None = None,
    once: str = "",
) -> Paused:
    """Pause a scope from `now` until `until` (both UTC), or until it is resumed.

    `channels` are those of the configuration; by them the regions are known that a scope reaches.
    With `wait`, nothing of the scope begins to leave any more when this returns. What had left
    already gets some seconds for its answers. `once` is the key of a request that may come twice:
    the second begins no pause, also where the first was resumed meanwhile. Raises CampaignError
    without a reason, and for an end that is over already, and Forbidden.
    """
    if not reason.strip():
        raise CampaignError("say why: others will ask, and later so will you")
    if until is not None and until <= now:
        raise CampaignError("the pause would be over already: its end has passed")

    def concerned(connection: Connection) -> Sequence[Publication]:
        return in_flight.open_in(connection, scope)

    with database.write() as connection:
        actor = people.demand(connection, actor, Act.PAUSE, reach(scope, channels or {}))
        what = ["pause", scope, reason.strip(), instant(until) if until else ""]
        if once and (earlier := repeats.once(connection, once, actor.name, what, now)) is not None:
            return Paused(int(earlier["pause"]), (), before=True)
        number = pauses.begin(
            connection, scope, who=actor.name, reason=reason.strip(), now=now, until=until
        )
        if once:
            repeats.keep(connection, once, {"pause": number})
        before = flying(connection, concerned)
        record.chain(connection)
    found = stop(database, concerned, before, wait)
    return Paused(number, tuple(each for each in found if each.had_left))


def resume(
    database: Database,
    scope: str,
    *,
    actor: Actor,
    now: datetime,
    channels: Mapping[str, Channel] | None = None,
    shown: Collection[int] | None = None,
) -> Sequence[Pause]:
    """Resume a scope, and give the pauses that ended; raises NotPaused when there were none.

    `channels` are those of the configuration; by them the regions are known that a scope reaches.
    `shown` are the numbers of the pauses that a page has shown: only they are ended, so the same
    form sent twice ends no later pause. Raises PausesChanged where others are on too, and
    Forbidden.
    """
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.RESUME, reach(scope, channels or {}))
        if shown is not None:
            new = [p for p in pauses.open(connection, now).on if p.scope == scope]
            if other := [each for each in new if each.id not in shown]:
                raise PausesChanged(other[-1])
        ended = pauses.end(connection, scope, who=actor.name, now=now)
        still = pauses.open(connection, now)
        record.chain(connection)
    if not ended:
        others = ", ".join(dict.fromkeys(each.scope for each in still.on))
        still_paused = f"; what is paused: {others}" if others else "; nothing is paused"
        raise NotPaused(f"{scope} is not paused{still_paused}")
    return ended


def ended(database: Database, scope: str, numbers: Collection[int] = ()) -> DoneBefore | None:
    """Who ended the last of these pauses that a person ended, None where nobody has.

    Without numbers, the last pause of the scope.
    """
    with database.read() as connection:
        mine = [
            (p.ended, p.id, p.ended_by)
            for p in pauses.story(connection)
            if p.ended is not None and (p.id in numbers if numbers else p.scope == scope)
        ]
        if not mine:
            return None
        at, _, who = max(mine)
        return named(connection, who, at)


def paused(database: Database, now: datetime) -> Pauses:
    """The pauses that are on at `now` (UTC)."""
    with database.read() as connection:
        return pauses.open(connection, now)
