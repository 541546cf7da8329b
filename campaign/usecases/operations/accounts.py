"""The accounts: how each channel's credential stands, what stops it, and what it will send next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from campaign.config import Config
from campaign.errors import CampaignError
from campaign.model import Access, Channel, Publication, ServerLimits, Standing
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.platforms.protocols import Platform
from campaign.storage import overview, pauses, went_out
from campaign.storage.database import Database
from campaign.storage.desk import connections
from campaign.storage.desk.connections import Tried
from campaign.storage.pauses import Pause
from campaign.storage.secrets import credentials
from campaign.storage.trust import people
from campaign.usecases.operations.credentials import examine

#: How many of what a channel sends next are shown.
SHOWN: Final = 5

_FINE: Final = (Standing.WORKS, Standing.PAUSED, Standing.UNREACHABLE)


class UnknownChannel(CampaignError):
    """There is no channel of this name in the configuration."""


class Kept(StrEnum):
    """Where a channel's credential is."""

    HERE = "here"
    ENVIRONMENT = "environment"
    NOT_NEEDED = "not needed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Account:
    """One channel's account.

    `kept` is where its credential is; `since` when that was brought or renewed last, and `ends`
    when only a person can bring a new one (UTC, None for not known or never). `tried` is how it
    stood when it was last tried, `stops` the pauses that cover the channel, `last` when it last
    published (UTC). `coming` is how many publications are scheduled, `late` how many of
    them are due already, and `next` when (UTC) the first of them may go.
    """

    channel: Channel
    title: str
    kept: Kept
    since: datetime | None
    ends: datetime | None
    tried: Tried | None
    stops: tuple[Pause, ...]
    last: datetime | None
    coming: int
    late: int
    next: datetime | None
    limits: ServerLimits | None

    @property
    def is_paused(self) -> bool:
        """Nothing of it goes out: by a pause, or by the configuration."""
        return bool(self.stops) or self.channel.paused

    @property
    def is_broken(self) -> bool:
        """Its credential is missing, or did not work when it was last tried."""
        if self.kept is Kept.MISSING:
            return True
        return self.tried is not None and self.tried.standing not in _FINE

    @property
    def needs_person(self) -> bool:
        """Somebody has to look: it cannot send, though the configuration wants it to."""
        return not self.channel.paused and (self.is_broken or bool(self.stops))


@dataclass(frozen=True, slots=True)
class Coming:
    """What a channel sends when it goes on: how many are late, how many follow, and the first."""

    late: int
    all: int
    first: tuple[Publication, ...]


def accounts(
    database: Database,
    config: Config,
    now: datetime,
    *,
    environ: Mapping[str, str],
    limits: Callable[[Channel], ServerLimits | None] = lambda _: None,
) -> tuple[Account, ...]:
    """Every channel's account at `now` (UTC); the ones that need a person come first.

    `environ` is the process's environment, of which only the names are looked at; `limits` gives
    what a channel's server said of its own limits.
    """
    with database.read() as connection:
        kept = credentials.kept(connection)
        tried = connections.tried(connection)
        on = pauses.open(connection, now)
        last = went_out.last_of_channels(connection, config.channels)
        coming = went_out.coming_of_channels(connection, now)
    found = []
    for name, channel in config.channels.items():
        since, ends = kept.get(name, (None, None))
        number, late, first = coming.get(name, (0, 0, None))
        found.append(
            Account(
                channel,
                title=registry.TITLES.get(channel.platform, channel.platform),
                kept=_where(channel, name in kept, environ),
                since=since,
                ends=ends,
                tried=tried.get(name),
                stops=on.of(channel, config.regions.get(channel.region)),
                last=last.get(name),
                coming=number,
                late=late,
                next=first,
                limits=limits(channel),
            )
        )
    return tuple(sorted(found, key=lambda each: not each.needs_person))


def coming(database: Database, channel: Channel, until: datetime) -> Coming:
    """What a channel may send before an instant (UTC); what is late is due at that moment."""
    with database.read() as connection:
        late = overview.coming(connection, [channel.name], until, SHOWN)
        far = overview.coming(
            connection, [channel.name], datetime.max.replace(tzinfo=until.tzinfo), SHOWN
        )
    return Coming(late.count, far.count, far.first)


def channel_of(config: Config, name: str) -> Channel:
    """A channel by its name; raises UnknownChannel."""
    found = config.channels.get(name)
    if found is None:
        raise UnknownChannel(f'there is no channel "{name[:60]}"')
    return found


def test(
    database: Database,
    channels: Iterable[Channel],
    secret: Callable[[Channel], str],
    connect: Callable[[Channel, str], Platform],
    *,
    actor: Actor,
    now: datetime,
) -> dict[str, Access]:
    """Try the credentials of these channels, post nothing, and remember how they stood.

    Whoever may let a channel go on may try it. Channels that are paused are tried as well. Raises
    Forbidden and StorageError.
    """
    channels = [replace(each, paused=False) for each in channels]
    regions = sorted({each.region for each in channels})
    with database.read() as connection:
        people.asked(connection, actor, Act.RESUME, regions)
    found = examine(channels, secret, connect)
    with database.write() as connection:
        who = people.demand(connection, actor, Act.RESUME, regions).name
        before = connections.tried(connection)
        some = [_tried(before.get(name), name, access, who, now) for name, access in found.items()]
        connections.remember(connection, some)
    return found


def _tried(before: Tried | None, name: str, access: Access, who: str, now: datetime) -> Tried:
    """How it stood just now; what was known of its rights stays, as long as the account is it."""
    new = Tried(name, now, who, access.standing, access.says, access.account)
    if before is None or not before.connected:
        return new
    if access.account and access.account != before.account:
        return new
    return replace(
        before,
        at=now,
        tested_by=who,
        standing=access.standing,
        says=access.says,
    )


def _where(channel: Channel, is_kept: bool, environ: Mapping[str, str]) -> Kept:
    if not registry.wants_credential(channel.platform):
        return Kept.NOT_NEEDED
    if channel.secret:
        names = (channel.secret, f"{channel.secret}_FILE")
        return Kept.ENVIRONMENT if any(environ.get(each) for each in names) else Kept.MISSING
    return Kept.HERE if is_kept else Kept.MISSING
