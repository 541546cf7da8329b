"""Connect an account: a credential is tried before it is stored, and stored sealed.

A credential is not stored if it opens another account than the channel names, or lacks a right that
publishing needs. Then the former one still counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from campaign.model import Access, Channel, Standing
from campaign.platforms.connect.flow import Granted
from campaign.platforms.protocols import Platform
from campaign.storage.secrets.credentials import Safe
from campaign.usecases.operations.credentials import examine

#: When a network cannot be asked just now, that is no evidence against the credential.
_KEPT = (Standing.WORKS, Standing.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Connected:
    """The result: what the credential opens, its rights, its end (UTC), and whether it is stored.

    `ends` is when only a person can bring a new one, None when that is not known to happen.
    `renews` says that it is renewed without a person.
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
    """Try the granted credential, and store it in `stored`.

    `open_with` gives the channel's network with a credential. What was renewed from a former
    credential is deleted from `renewals`. Raises StorageError, Unavailable.
    """
    secret = granted.secret
    # A paused channel is tried too: it is connected before it begins.
    access = examine([replace(channel, paused=False)], lambda _: secret, open_with)[channel.name]
    kept = access.standing in _KEPT
    if kept:
        stored.put(secret, None if granted.lives_on else granted.grant.ends)
        renewals.forget()
    return Connected(
        access, kept, granted.rights, granted.lacking, granted.grant.ends, granted.renews
    )


def disconnect(stored: Safe, renewals: Safe) -> bool:
    """Delete the credential and what was renewed from it; False when none was stored."""
    known = stored.forget()
    if known:
        renewals.forget()
    return known
