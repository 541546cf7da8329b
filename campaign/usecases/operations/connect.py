"""Connect an account: a credential is tried before it is stored, and stored sealed.

A credential is not stored if it opens another account than the channel names, or lacks a right that
publishing needs. Then the former one still counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from campaign.errors import CampaignError
from campaign.model import Access, Channel, Renewed, Standing
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.platforms.connect.flow import Granted
from campaign.platforms.protocols import Platform
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.desk import connections
from campaign.storage.desk.connections import Tried
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


class ConnectedMeanwhile(CampaignError):
    """Somebody else connected the same account first; what they brought counts.

    `who` is their id and `at` when (UTC), where that is known.
    """

    def __init__(self, channel: str, who: str, at: datetime | None) -> None:
        self.who, self.at = who, at
        by = f" by {who}, {at:%d %b %Y %H:%M} UTC" if at else ""
        super().__init__(
            f"{channel} was connected meanwhile{by}: that counts, and what you brought was not "
            "stored"
        )


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
    base: int | None = None,
    also: Callable[[Connection], object] | None = None,
) -> Connected:
    """Try the granted credential, and store it in `stored`.

    `open_with` gives the channel's network with a credential. What was renewed from a former
    credential is deleted from `renewals`. `base` is the version of the credential that was stored
    when the person began, None where whatever is stored is replaced. `also` is done in the
    transaction that stores. Raises StorageError, Unavailable, ConnectedMeanwhile when a newer one
    is stored than `base`, and Forbidden: the right is asked before the network is, and once more
    when the credential is stored.
    """
    allowed(database, channel, actor)
    secret = granted.secret
    # A paused channel is tried too: it is connected before it begins.
    access = examine([replace(channel, paused=False)], lambda _: secret, open_with)[channel.name]
    kept = access.standing in _KEPT
    done = Connected(
        access, kept, granted.rights, granted.lacking, granted.grant.ends, granted.renews
    )
    if not kept:
        return done

    def written(connection: Connection) -> None:
        who = _written(connection, RecordAct.CONNECTED, channel, actor, now)
        connections.remember(connection, [_tried(channel, done, who, now)])
        if also is not None:
            also(connection)

    ends = None if granted.lives_on else granted.grant.ends
    if base is None:
        stored.put(secret, ends, written)
    elif stored.renew(base, lambda _: Renewed(secret, ends), written).text != secret:
        raise _meanwhile(database, channel)
    renewals.forget()
    return done


def _tried(channel: Channel, done: Connected, who: str, now: datetime) -> Tried:
    return Tried(
        channel.name,
        now,
        who,
        done.access.standing,
        done.access.says,
        done.access.account,
        connected=True,
        rights=done.rights,
        lacking=done.lacking,
        ends=done.ends,
        renews=done.renews,
    )


def _meanwhile(database: Database, channel: Channel) -> ConnectedMeanwhile:
    """Says who was first, and when."""
    with database.read() as connection:
        known = connections.tried(connection).get(channel.name)
    who, at = (known.tested_by, known.at) if known else ("", None)
    return ConnectedMeanwhile(channel.name, who, at)


def already(
    channel: Channel, secret: str, open_with: Callable[[Channel, str], Platform]
) -> Connected:
    """The result for a credential that is stored already: it is tried, and nothing is written."""
    access = examine([replace(channel, paused=False)], lambda _: secret, open_with)[channel.name]
    return Connected(access, access.standing in _KEPT)


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
    base: int | None = None,
) -> bool:
    """Delete the credential and what was renewed from it; False when none was stored.

    `base` is the version that a page has shown. Raises ConnectedMeanwhile where another one is
    stored by now, and Forbidden.
    """
    allowed(database, channel, actor)

    def written(connection: Connection) -> None:
        _written(connection, RecordAct.DISCONNECTED, channel, actor, now)
        connections.forget(connection, channel.name)

    known = stored.forget(written, base)
    if known:
        renewals.forget()
    elif base is not None and stored.get().text:
        raise _meanwhile(database, channel)
    return known


def _written(
    connection: Connection, act: RecordAct, channel: Channel, actor: Actor, now: datetime
) -> str:
    """Demand the right and write down the act, in the transaction that stores or deletes.

    Gives who acted.
    """
    who = people.demand(connection, actor, Act.CONNECT, [channel.region]).name
    details = {"channel": channel.name, "platform": channel.platform}
    record.append(connection, act, who=who, now=now, details=details)
    record.chain(connection)
    return who
