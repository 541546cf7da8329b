"""An account's session on its Bluesky server: opened when first needed, renewed when it ends.

https://docs.bsky.app/docs/api/com-atproto-server-create-session: an access token lives for two
hours. Opening is limited to 30 in five minutes and 300 a day, so a session is kept for as long as
the adapter lives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

from campaign.errors import PlatformError, Unauthorized
from campaign.platforms.dialect import Answer, Dialect
from campaign.platforms.wire import Wire

# By the answer's code: the credential, not the request, is what was refused.
_CREDENTIAL = {
    "AccountDeactivated",
    "AccountSuspended",
    "AccountTakedown",
    "AuthenticationRequired",
    "AuthFactorTokenRequired",
    "AuthMissing",
    "ExpiredToken",
    "InvalidToken",
}


@dataclass(frozen=True, slots=True)
class Session:
    """Who is logged in, and the two tokens; neither is ever shown."""

    did: str
    handle: str
    access: str
    renewal: str

    def __repr__(self) -> str:
        return f"Session({self.did!r}, {self.handle!r})"


class Login:
    """The way to a server with an account's name and app password."""

    def __init__(self, wire: Wire, account: str, password: str) -> None:
        self._wire = wire
        self._account = account
        self._password = password
        self._session: Session | None = None
        # Publishing and counting may share one adapter from two threads.
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"Login({self._account!r}, {self._wire!r})"

    def session(self) -> Session:
        """The open session, opened now if there is none; raises Unauthorized."""
        with self._lock:
            if self._session is None:
                self._session = self._open()
            return self._session

    def call(self, method: str, name: str, **more: Any) -> Answer:
        """Call an XRPC method as the account; a session that ended is renewed once."""
        session = self.session()
        try:
            return self._wire.call(method, f"/xrpc/{name}", bearer=session.access, **more)
        except Unauthorized:
            # Refused before it was read: sending it once more cannot do it twice.
            renewed = self._renew(session)
        return self._wire.call(method, f"/xrpc/{name}", bearer=renewed.access, **more)

    def _renew(self, ended: Session) -> Session:
        with self._lock:
            if self._session is not None and self._session is not ended:
                return self._session  # another thread was first
            self._session = None
            try:
                self._session = self._read(
                    self._wire.call(
                        "POST", "/xrpc/com.atproto.server.refreshSession", bearer=ended.renewal
                    )
                )
            except Unauthorized:
                self._session = self._open()
            return self._session

    def _open(self) -> Session:
        if not self._password:
            raise Unauthorized(f"{self._wire.name}: there is no app password")
        answer = self._wire.call(
            "POST",
            "/xrpc/com.atproto.server.createSession",
            body={"identifier": self._account, "password": self._password},
            hide=[self._password],
        )
        return self._read(answer)

    def _read(self, answer: Answer) -> Session:
        told = answer.data if isinstance(answer.data, dict) else {}
        found = [told.get(each) for each in ("did", "handle", "accessJwt", "refreshJwt")]
        if not all(isinstance(each, str) and each for each in found):
            raise self._wire.unreadable(answer, creates=False)
        return Session(*map(str, found))


def dialect() -> Dialect:
    """How AT Protocol servers word refusals: https://atproto.com/specs/xrpc#error-responses."""
    return Dialect(words=_words, kind=_kind, reset=_reset)


def _words(told: Any) -> tuple[str, str]:
    if not isinstance(told, dict):
        return "", ""
    return str(told.get("error") or ""), str(told.get("message") or "")


def _kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    return Unauthorized if status < 500 and code in _CREDENTIAL else None


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """Unix seconds: https://docs.bsky.app/docs/advanced-guides/rate-limits."""
    value = headers.get("ratelimit-reset", "")
    if not value.isascii() or not value.isdigit() or len(value) > 11:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(value))
