"""Connecting an account: a credential is tried before it is kept, and kept sealed.

What opens another account than the channel names, or may not do what publishing needs, is not
kept: what was there before goes on counting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from campaign.model import Access, Channel, Standing
from campaign.platforms.connect.flow import Granted
from campaign.platforms.protocols import Platform
from campaign.storage.credentials import Safe
from campaign.usecases.operations.credentials import examine

#: A network that could not be asked just now says nothing against its credential.
_KEPT = (Standing.WORKS, Standing.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Connected:
    """What became of it: what the credential opens, its rights, its end (UTC), whether it is kept.

    `ends` is when only a person can bring a new one, None when that is not known to happen;
    `renews` says that it is renewed without anybody's doing.
    """

    access: Access
    kept: bool
    rights: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    ends: datetime | None = None
    renews: bool = False


def connect(
    channel: Channel,
    granted: Granted,
    open_with: Callable[[Channel, str], Platform],
    stored: Safe,
    renewals: Safe,
) -> Connected:
    """Try out what was granted, and keep it in `stored`.

    `open_with` gives the channel's network with a credential; what was renewed from a former one
    leaves `renewals`. Raises StorageError, Unavailable.
    """
    secret = granted.secret
    # A channel that rests is tried all the same: it is connected before it begins.
    access = examine([replace(channel, paused=False)], lambda _: secret, open_with)[channel.name]
    kept = access.standing in _KEPT
    if kept:
        stored.put(secret, None if granted.lives_on else granted.grant.ends)
        renewals.forget()
    return Connected(
        access, kept, granted.rights, granted.lacking, granted.grant.ends, granted.renews
    )


def disconnect(stored: Safe, renewals: Safe) -> bool:
    """Forget the credential and what was renewed from it; False when none was kept."""
    known = stored.forget()
    if known:
        renewals.forget()
    return known
