"""Credentials that a network renews: sealed, shared by all workers, renewed by one at a time.

A renewal talks to a network, so no transaction is open meanwhile. Instead, the row says which
worker renews, and until when that counts. A worker that stores must name the version it has read.
So an empty or an older credential never overwrites the stored one. A worker that dies during a
renewal blocks the others for no longer than `HOLD`.

A credential that a person has brought (`campaign channels connect`) is stored in the same way,
under `brought(channel)`. It stays as it was given. What was renewed from it counts first.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, not_, or_, select, union_all, update
from sqlalchemy.exc import IntegrityError

from campaign.errors import StorageError, Unavailable
from campaign.model import Ending, Kept, Renewed, State
from campaign.storage.database import Database
from campaign.storage.secrets.keyring import Keyring
from campaign.storage.tables import credentials, publications

log = logging.getLogger(__name__)

HOLD = timedelta(seconds=90)
"""How long a renewal may take; two calls with their time-outs fit in."""
PATIENCE = 20.0  # seconds for which others wait for it, before they try again later
_PAUSE = 0.1  # seconds between two looks at the row
_STORING = (
    3  # tries: a token that a network has just given must not be lost because the database is busy
)

_FIELDS = credentials.c
_BROUGHT = "secret:"  # no channel's name holds a colon


def brought(channel: str) -> str:
    """The name under which a channel's credential is stored that a person has brought."""
    return f"{_BROUGHT}{channel}"


class Safe:
    """One channel's place in the database; several threads may share it.

    `holder` names this process to people; `clock` gives the time in UTC; `wait` lets seconds pass.
    """

    def __init__(
        self,
        open_database: Callable[[], Database],
        keyring: Keyring,
        channel: str,
        holder: str,
        clock: Callable[[], datetime],
        wait: Callable[[float], object],
    ) -> None:
        self._open_database = open_database
        self._keyring = keyring
        self._channel = channel
        self._holder = holder
        self._clock = clock
        self._wait = wait
        self._warned = False

    def __repr__(self) -> str:
        return f"Safe({self._channel!r})"

    def get(self) -> Kept:
        """The stored credential, without text when it cannot be opened; raises StorageError.

        What an older key sealed is sealed anew with the first key.
        """
        query = select(_FIELDS.sealed, _FIELDS.expires, _FIELDS.version)
        with self._open_database().read() as connection:
            row = connection.execute(query.where(_FIELDS.channel == self._channel)).one_or_none()
        if row is None or not row.sealed:
            return Kept(row.version if row is not None else 0)
        try:
            text = self._keyring.open(row.sealed)
        except StorageError as error:
            self._warn(str(error))
            return Kept(row.version, expires=row.expires, unreadable=str(error))
        if anew := self._keyring.anew(row.sealed):
            with self._open_database().write() as connection:
                connection.execute(
                    update(credentials)
                    .where(_FIELDS.channel == self._channel, _FIELDS.sealed == row.sealed)
                    .values(sealed=anew)
                )
        return Kept(row.version, text, row.expires)

    def renew(
        self,
        version: int,
        renewal: Callable[[Kept], Renewed],
        also: Callable[[Connection], object] | None = None,
    ) -> Kept:
        """The credential after `version`: another worker's, or our own; see `platforms.base.Vault`.

        `also` is done in the transaction that stores our own. Raises what `renewal` and `also`
        raise, Unavailable when another worker takes too long, and StorageError.
        """
        self._keyring.seal("")  # a missing key is reported before a token is used up
        waited = 0.0
        while True:
            kept = self.get()
            if kept.version > version and kept.text:
                return kept
            ours = f"{self._holder} {secrets.token_hex(8)}"
            if self._hold(kept.version, ours):
                break
            if waited >= PATIENCE:
                raise Unavailable(f"{self._channel}: another worker is renewing its credential")
            self._wait(_PAUSE)
            waited += _PAUSE
        try:
            renewed = renewal(kept)
            if not renewed.text:
                raise ValueError(f"{self._channel}: a credential was renewed to nothing")
            if also is not None:
                return self._store(kept.version, renewed, also)
        except BaseException:
            with suppress(StorageError):  # else it frees itself
                self._let_go(ours)
            raise
        return self._store(kept.version, renewed)

    def put(
        self,
        text: str,
        expires: datetime | None = None,
        also: Callable[[Connection], object] | None = None,
    ) -> None:
        """Store this from now on, whatever is stored; raises StorageError, Unavailable.

        `also` is done in the same transaction; what it raises leaves all as it was.
        """
        while True:
            version = self.get().version
            if self.renew(version, lambda _: Renewed(text, expires), also).text == text:
                return

    def forget(
        self, also: Callable[[Connection], object] | None = None, version: int | None = None
    ) -> bool:
        """Delete the stored credential; False when there was none. Raises StorageError.

        With a `version`, it is False as well when that is not the one that is stored.

        `also` is done in the same transaction, where there was one; what it raises leaves all as
        it was.

        The version still grows, so that a worker which has read the former one sees that it is out
        of date.
        """
        with self._open_database().write() as connection:
            done = connection.execute(
                update(credentials)
                .where(
                    _FIELDS.channel == self._channel,
                    _FIELDS.sealed != "",
                    *([] if version is None else [_FIELDS.version == version]),
                )
                .values(
                    sealed="",
                    expires=None,
                    renewed=self._clock(),
                    version=_FIELDS.version + 1,
                    holder="",
                    held_until=None,
                )
            )
            if done.rowcount == 1 and also is not None:
                also(connection)
        return done.rowcount == 1

    def _hold(self, version: int, ours: str) -> bool:
        """Mark that we renew; False when another worker does, or has just done so."""
        now = self._clock()
        with self._open_database().write() as connection:
            if version == 0:
                self._begin(connection, now)
            done = connection.execute(
                update(credentials)
                .where(
                    _FIELDS.channel == self._channel,
                    _FIELDS.version == version,
                    or_(_FIELDS.held_until.is_(None), _FIELDS.held_until <= now),
                )
                .values(holder=ours, held_until=now + HOLD)
            )
        return done.rowcount == 1

    def _begin(self, connection: Connection, now: datetime) -> None:
        row = {"channel": self._channel, "sealed": "", "renewed": now, "version": 0}
        with suppress(IntegrityError), connection.begin_nested():  # it may be there already
            connection.execute(credentials.insert().values(row))

    def _let_go(self, ours: str) -> None:
        with self._open_database().write() as connection:
            connection.execute(
                update(credentials)
                .where(_FIELDS.channel == self._channel, _FIELDS.holder == ours)
                .values(holder="", held_until=None)
            )

    def _store(
        self,
        version: int,
        renewed: Renewed,
        also: Callable[[Connection], object] | None = None,
    ) -> Kept:
        """Store it as the version after the one it was renewed from; a newer one stays."""
        sealed = self._keyring.seal(renewed.text)
        for more in reversed(range(_STORING)):
            try:
                with self._open_database().write() as connection:
                    done = connection.execute(
                        update(credentials)
                        .where(_FIELDS.channel == self._channel, _FIELDS.version == version)
                        .values(
                            sealed=sealed,
                            expires=renewed.expires,
                            renewed=self._clock(),
                            version=version + 1,
                            holder="",
                            held_until=None,
                        )
                    )
                    if done.rowcount == 1 and also is not None:
                        also(connection)
                break
            except StorageError:
                if not more:
                    raise
                self._wait(1.0)
        if done.rowcount == 1:
            log.info(
                "Renewed the credential of %s",
                self._channel,
                extra={"action": "credential_renewed", "version": version + 1},
            )
            return Kept(version + 1, renewed.text, renewed.expires)
        newer = self.get()
        return newer if newer.text else Kept(version, renewed.text, renewed.expires)

    def _warn(self, why: str) -> None:
        if not self._warned:
            log.warning(
                "The credential kept for %s cannot be read: %s",
                self._channel,
                why,
                extra={"action": "credential_unreadable"},
            )
        self._warned = True


def endings(connection: Connection) -> list[Ending]:
    """The credentials that end before planned posts of their channel, the soonest first.

    If a person brought one and a network renewed it, the renewed one counts.
    """
    renewed = credentials.alias()
    channel = func.substr(_FIELDS.channel, len(_BROUGHT) + 1)
    given = _FIELDS.channel.startswith(_BROUGHT, autoescape=True)
    ours = select(_FIELDS.channel.label("channel"), _FIELDS.expires).where(not_(given))
    theirs = select(channel.label("channel"), _FIELDS.expires).where(
        given, ~exists().where(renewed.c.channel == channel, renewed.c.sealed != "")
    )
    ends = union_all(ours, theirs).subquery("ends").c
    query = (
        select(
            ends.channel,
            ends.expires,
            func.count().label("posts"),
            func.min(publications.c.due).label("first"),
        )
        .join(publications, publications.c.channel == ends.channel)
        .where(publications.c.state == State.SCHEDULED)
        .where(publications.c.due >= ends.expires)
        .group_by(ends.channel, ends.expires)
        .order_by(ends.expires, ends.channel)
    )
    return [Ending(**row._mapping) for row in connection.execute(query)]


def kept(connection: Connection) -> dict[str, tuple[datetime, datetime | None]]:
    """By channel, when the credential that is stored for it was brought or renewed last (UTC).

    Beside it when it ends, None for one that renews itself or never ends.
    """
    found: dict[str, tuple[datetime, datetime | None]] = {}
    query = select(_FIELDS.channel, _FIELDS.renewed, _FIELDS.expires).where(_FIELDS.sealed != "")
    # A renewed one stands under the channel's own name, which comes after those that were brought.
    for row in sorted(
        connection.execute(query), key=lambda row: not row.channel.startswith(_BROUGHT)
    ):
        found[row.channel.removeprefix(_BROUGHT)] = (row.renewed, row.expires)
    return found


def ending_before(connection: Connection, until: datetime) -> list[tuple[str, datetime]]:
    """The channels whose credential ends before a UTC instant, and when, the soonest first."""
    query = (
        select(_FIELDS.channel, _FIELDS.expires)
        .where(_FIELDS.expires < until)
        .order_by(_FIELDS.expires, _FIELDS.channel)
    )
    return [(row.channel, row.expires) for row in connection.execute(query)]
