"""Which credentials work, and which will end before what is planned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import datetime, tzinfo

from analytics.metrics import utc
from campaign.errors import CampaignError, ConfigError, PlatformError, Unavailable
from campaign.model import Access, Channel, Ending, Standing
from campaign.platforms.protocols import Examines, Identifies, LeavesOut, Platform
from campaign.storage.database import Database
from campaign.storage.secrets import credentials

THREADS = 8  # channels asked at once


def forecast(database: Database, now: datetime) -> tuple[Ending, ...]:
    """The credentials that end before planned posts, the soonest first: for `status`.

    `now` is a UTC instant. A credential that has ended already is among them as long as posts are
    planned for its channel. One that renews itself never is. `in_words` makes a sentence of the
    result.
    """
    utc(now, "now")
    with database.read() as connection:
        return tuple(credentials.endings(connection))


def in_words(endings: Sequence[Ending], zone: tzinfo) -> str:
    """The forecast as a sentence, its instants on the clock of `zone`; "" when nothing ends."""
    if not endings:
        return ""
    posts = sum(ending.posts for ending in endings)
    few = len(endings) == 1
    local = ((e.channel, e.expires.astimezone(zone)) for e in endings)
    whom = ", ".join(f"{channel} on {at:%d %b %Y %H:%M %Z}" for channel, at in local)
    return (
        f"{'This credential ends' if few else f'These {len(endings)} credentials end'} before "
        f"{posts} planned post{'' if posts == 1 else 's'}: {whom}"
    )


def examine(
    channels: Iterable[Channel],
    secret: Callable[[Channel], str],
    connect: Callable[[Channel, str], Platform],
    report: Callable[[int, int], object] | None = None,
) -> dict[str, Access]:
    """Try the credential of each channel, several at once, and post nothing.

    `secret` gives a channel's credential and `connect` its network; both may raise ConfigError.
    `report` gets how many of how many are done. A credential must open the account that the channel
    names.
    """
    channels = list(channels)
    found: dict[str, Access] = {}
    ready: dict[str, tuple[Channel, Platform]] = {}
    for channel in channels:
        if channel.paused:
            found[channel.name] = Access(Standing.PAUSED, "not tried")
            continue
        standing = Standing.MISSING
        try:
            credential = secret(channel)
            standing = Standing.UNUSABLE
            ready[channel.name] = (channel, connect(channel, credential))
        except ConfigError as error:
            found[channel.name] = Access(standing, _bare(error))
    with ThreadPoolExecutor(THREADS, thread_name_prefix="examine") as pool:
        waiting = {pool.submit(_one, *each): name for name, each in ready.items()}
        for done, future in enumerate(as_completed(waiting), len(found) + 1):
            name, access = waiting[future], future.result()
            found[name] = replace(access, says=access.says.removeprefix(f"{name}: "))
            if report:
                report(done, len(channels))
    return {channel.name: found[channel.name] for channel in channels}


def _one(channel: Channel, platform: Platform) -> Access:
    try:
        if isinstance(platform, Examines):
            return _compared(channel, platform.examine())
        if isinstance(platform, Identifies):
            return Access(Standing.WORKS, platform.identify())
        says = "there is nothing to try"
        if isinstance(platform, LeavesOut) and (left_out := platform.left_out()):
            says += f"; posts go out without {left_out}"
        return Access(Standing.WORKS, says)
    except Unavailable as error:
        return Access(Standing.UNREACHABLE, str(error))
    except PlatformError as error:
        return Access(Standing.REVOKED, str(error))
    except CampaignError as error:
        return Access(Standing.UNUSABLE, str(error))


def _compared(channel: Channel, access: Access) -> Access:
    """The same result, unless it opens another account than the configuration names."""
    wanted = channel.account.casefold().removeprefix("@")
    if access.standing is not Standing.WORKS or not wanted or wanted in access.names:
        return access
    says = f"this token opens {access.account}, the configuration says {channel.account}"
    return Access(Standing.WRONG_ACCOUNT, says, access.account, access.names)


def _bare(error: ConfigError) -> str:
    """What is wrong, without the channel and the remedy, which stand beside it."""
    return "; ".join(re.sub(r'^channel "?[^:]+: ', "", m.message) for m in error.mistakes)
