"""Connect an account: a credential is tried before it is stored, and stored sealed.

A credential is not stored if it opens another account than the channel names, or lacks a right that
publishing needs. Then the former one still counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from campaign.model import Access, Channel, Standing
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.platforms.connect.flow import Granted
from campaign.platforms.protocols import Platform
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.secrets.credentials import Safe
from campaign.storage.trust import people
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
    *,
    database: Database,
    actor: Actor,
    now: datetime,
) -> Connected:
    """Try the granted credential, and store it in `stored`.

    `open_with` gives the channel's network with a credential. What was renewed from a former
    credential is deleted from `renewals`. Raises StorageError, Unavailable, and Forbidden: the
    right is asked before the network is, and once more when the credential is stored.
    """
    allowed(database, channel, actor)
    secret = granted.secret
    # A paused channel is tried too: it is connected before it begins.
    access = examine([replace(channel, paused=False)], lambda _: secret, open_with)[channel.name]
    kept = access.standing in _KEPT
    if kept:
        stored.put(
            secret,
            None if granted.lives_on else granted.grant.ends,
            lambda connection: _written(connection, RecordAct.CONNECTED, channel, actor, now),
        )
        renewals.forget()
    return Connected(
        access, kept, granted.rights, granted.lacking, granted.grant.ends, granted.renews
    )


def allowed(database: Database, channel: Channel, actor: Actor) -> None:
    """Return when somebody may connect this account, or disconnect it; raises Forbidden."""
    with database.read() as connection:
        people.asked(connection, actor, Act.CONNECT, [channel.region])


def disconnect(
    channel: Channel,
    stored: Safe,
    renewals: Safe,
    *,
    database: Database,
    actor: Actor,
    now: datetime,
) -> bool:
    """Delete the credential and what was renewed from it; False when none was stored.

    Raises Forbidden.
    """
    allowed(database, channel, actor)
    known = stored.forget(
        lambda connection: _written(connection, RecordAct.DISCONNECTED, channel, actor, now)
    )
    if known:
        renewals.forget()
    return known


def _written(
    connection: Connection, act: RecordAct, channel: Channel, actor: Actor, now: datetime
) -> None:
    """Demand the right and write down the act, in the transaction that stores or deletes."""
    who = people.demand(connection, actor, Act.CONNECT, [channel.region]).name
    details = {"channel": channel.name, "platform": channel.platform}
    record.append(connection, act, who=who, now=now, details=details)
    record.chain(connection)
