"""Sign-ins at networks that are under way, and how credentials stood when they were tried.

A sign-in is found by the hash of its state, and only by the person, in the browser and for the
channel that it was begun for. It is used once: of two answers with the same state, the database
lets one through. What the second step needs is sealed, so that any process with the keys can do it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, select, update

from campaign.model import Standing
from campaign.storage.desk.tables import account_standings, connections

_FIELDS = connections.c
_KEPT: Final = 50  # old rows that one sign-in deletes


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A sign-in at a network: for which channel, by whom, in which browser, until when (UTC).

    `server` is the channel's own as it was then, `redirect` where the network sends people back to,
    `sealed` what the second step needs. `version` is the credential that was stored then. `used` is
    when an answer came, `outcome` what came of it: a word, "" while nobody knows.
    `says` tells more.
    """

    id: str
    channel: str
    person: str
    browser: str
    server: str
    redirect: str
    sealed: str = field(repr=False)
    version: int
    begun: datetime
    until: datetime
    used: datetime | None = None
    outcome: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """How a channel's credential stood at `at` (UTC): see `campaign.model.Access` for the words.

    `connected` says that it was tried because somebody had just brought it; only then are `rights`,
    `lacking`, `ends` and `renews` known, as in `usecases.operations.connect.Connected`.
    """

    channel: str
    at: datetime
    tested_by: str
    standing: Standing
    says: str
    account: str = ""
    connected: bool = False
    rights: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    ends: datetime | None = None
    renews: bool = False


def id_of(state: str) -> str:
    """What is stored of a state."""
    return sha256(state.encode()).hexdigest()


def begin(connection: Connection, new: UnderWay, now: datetime) -> None:
    """Write a new sign-in down; the same person's other ones for this channel end."""
    connection.execute(
        delete(connections).where(
            _FIELDS.channel == new.channel,
            _FIELDS.person == new.person,
            _FIELDS.browser == new.browser,
            _FIELDS.used.is_(None),
        )
    )
    old = select(_FIELDS.id).where(_FIELDS.until < now).order_by(_FIELDS.until).limit(_KEPT)
    connection.execute(delete(connections).where(_FIELDS.id.in_(old)))
    connection.execute(
        connections.insert().values({name: getattr(new, name) for name in UnderWay.__slots__})
    )


def one(connection: Connection, id: str) -> UnderWay | None:
    """A sign-in by its id, used or not; None for none."""
    row = connection.execute(select(connections).where(_FIELDS.id == id)).first()
    return None if row is None else UnderWay(**row._mapping)


def use(connection: Connection, id: str, now: datetime) -> bool:
    """Use a sign-in up at `now` (UTC); False when it was used, or is over."""
    done = connection.execute(
        update(connections)
        .where(_FIELDS.id == id, _FIELDS.used.is_(None), _FIELDS.until > now)
        .values(used=now)
    )
    return done.rowcount == 1


def ended(connection: Connection, id: str, outcome: str, says: str = "") -> None:
    """Write down what came of a sign-in; what the second step needed is deleted."""
    values = {"outcome": outcome, "says": says, "sealed": ""}
    connection.execute(update(connections).where(_FIELDS.id == id).values(values))


def remember(connection: Connection, some: Sequence[Tried]) -> None:
    """Write down how credentials stood, in the place of what was known of their channels."""
    table = account_standings
    for each in some:
        connection.execute(delete(table).where(table.c.channel == each.channel))
        values = {name: getattr(each, name) for name in Tried.__slots__}
        values |= {
            "rights": list(each.rights),
            "lacking": list(each.lacking),
            "standing": each.standing.value,
            "connected": int(each.connected),
            "renews": int(each.renews),
        }
        connection.execute(table.insert().values(values))


def forget(connection: Connection, channel: str) -> None:
    """Forget how a channel's credential stood: it has none any more."""
    connection.execute(delete(account_standings).where(account_standings.c.channel == channel))


def tried(connection: Connection) -> dict[str, Tried]:
    """How each channel's credential stood when it was last tried."""
    found = {}
    for row in connection.execute(select(account_standings)):
        values = dict(row._mapping)
        values |= {
            "rights": tuple(values["rights"]),
            "lacking": tuple(values["lacking"]),
            "standing": Standing(values["standing"]),
            "connected": bool(values["connected"]),
            "renews": bool(values["renews"]),
        }
        found[row.channel] = Tried(**values)
    return found
