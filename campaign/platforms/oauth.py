"""A token that its network renews: read first from the secret, then from the vault.

A secret is the bare access token, or one line of JSON, as `campaign channels connect` writes it::

    {"access_token": "…", "refresh_token": "…", "expires_at": 1795600000, "ends_at": 1811000000}

`expires_at` (Unix seconds) is when the access token ends; after `ends_at` a person has to connect
the account again. A renewed token is kept in the channel's vault, for all workers together. Many
networks accept a refresh token only once, so at most one worker renews it. When the secret changes,
the kept token no longer counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import RLock
from typing import Any, TypeVar

from campaign.errors import StorageError, Unauthorized, Unavailable
from campaign.model import Kept, Renewed
from campaign.platforms.memory_vault import Pocket
from campaign.platforms.protocols import Vault

_T = TypeVar("_T")

#: How long before its end an access token is renewed, so that none ends during a request.
EARLY = timedelta(minutes=5)
_LONGEST = 8000  # characters of a token; a header takes no more


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token and its refresh token; instants are UTC, None for no end.

    `expires` is when the access token ends; after `ends` a person has to connect the account again.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires: datetime | None = None
    ends: datetime | None = None


def is_token(value: Any) -> bool:
    """Whether a value can be a token: RFC 6749, appendix A.12, and not too long."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        return False
    return value.isascii() and value.isprintable() and " " not in value


def read(secret: str) -> Grant:
    """The grant in a secret of the environment or the vault; raises ValueError for broken JSON."""
    text = secret.strip()
    if not text.startswith("{"):
        return Grant(text)
    fields: Any = json.loads(text)
    return Grant(
        str(fields.get("access_token") or ""),
        str(fields.get("refresh_token") or ""),
        _instant(fields.get("expires_at")),
        _instant(fields.get("ends_at")),
    )


def written(grant: Grant) -> str:
    """A grant as one line of JSON, which `read` reads."""
    fields: dict[str, Any] = {"access_token": grant.access}
    if grant.refresh:
        fields["refresh_token"] = grant.refresh
    for name, at in (("expires_at", grant.expires), ("ends_at", grant.ends)):
        if at is not None:
            fields[name] = int(at.timestamp())
    return json.dumps(fields)


class Tokens:
    """One channel's token; `renew` asks the network for the next grant, None for no renewal.

    Raises ValueError when the secret is broken JSON.
    """

    def __init__(
        self,
        name: str,
        secret: str,
        clock: Callable[[], datetime],
        renew: Callable[[Grant], Grant] | None = None,
    ) -> None:
        self._name = name
        self._first = read(secret)
        self._clock = clock
        self._renew = renew
        self._mark = sha256(secret.strip().encode()).hexdigest()
        self._vault: Vault = Pocket()
        self._grant: Grant | None = None
        self._version = 0
        self._lock = RLock()  # publishing and counting may share one adapter from two threads

    def __repr__(self) -> str:
        return f"Tokens({self._name!r})"

    def remember_in(self, vault: Vault) -> None:
        """Keep renewals there from now on."""
        with self._lock:
            self._vault, self._grant, self._version = vault, None, 0

    def grant(self) -> Grant:
        """The grant to use now, renewed when its end is near; raises Unauthorized, Unavailable."""
        with self._lock:
            if self._grant is None:
                self._take(self._kept())
            grant = self._grant or self._first
            if not grant.access and not grant.refresh:
                raise Unauthorized(f"{self._name}: there is no access token")
            if grant.expires is None or self._clock() < grant.expires - EARLY:
                return grant
            return self._after(grant) or grant

    def call(self, send: Callable[[str], _T]) -> _T:
        """Send something with the access token; a refused token is renewed once.

        A network refuses a token before it reads the request, so a repeat cannot post twice.
        """
        grant = self.grant()
        try:
            return send(grant.access)
        except Unauthorized:
            with self._lock:
                later = self._after(grant)
            if later is None:
                raise
        return send(later.access)

    def _after(self, used: Grant) -> Grant | None:
        """The grant after one that ended, by another worker or by us; None without a renewal."""
        if self._grant is not None and self._grant.access != used.access:
            return self._grant  # another thread was first
        renew = self._renew
        if renew is None:
            return None

        def renewal(kept: Kept) -> Renewed:
            ended = self._opened(kept) or self._first
            given = renew(ended)
            text = json.dumps({"mark": self._mark, "grant": written(given)})
            return Renewed(text, given.ends)

        try:
            self._take(self._vault.renew(self._version, renewal))
        except StorageError as error:
            raise Unavailable(f"{self._name}: its token cannot be kept: {error}") from error
        return self._grant

    def _kept(self) -> Kept:
        try:
            return self._vault.get()
        except StorageError as error:
            raise Unavailable(f"{self._name}: its token cannot be read: {error}") from error

    def _take(self, kept: Kept) -> None:
        self._grant, self._version = self._opened(kept), kept.version

    def _opened(self, kept: Kept) -> Grant | None:
        """The grant that was kept, when it came from this secret."""
        try:
            stored = json.loads(kept.text)
            return read(stored["grant"]) if stored["mark"] == self._mark else None
        except (ValueError, KeyError, TypeError):
            return None  # nothing is kept, or it came from another secret


def _instant(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(seconds), UTC) if seconds else None
    except (OverflowError, OSError) as error:
        raise ValueError(f"there is no such instant: {seconds!r}") from error
