"""An account's session on its Bluesky server: opened when first needed, renewed when it ends.

https://docs.bsky.app/docs/api/com-atproto-server-create-session: an access token lives for two
hours, and a refresh token for ninety days. A refresh token can be used once. A server opens at most
30 sessions in five minutes and 300 a day. So all processes share one session, kept in the vault.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

from campaign.errors import PlatformError, Rejected, StorageError, Unauthorized, Unavailable
from campaign.model import Kept, Renewed
from campaign.platforms.http import timestamps
from campaign.platforms.http.dialect import Answer, Dialect
from campaign.platforms.http.wire import Wire
from campaign.platforms.memory_vault import Pocket
from campaign.platforms.protocols import Vault

# Error codes about the account: a new session would not help.
_ACCOUNT = {"AccountDeactivated", "AccountSuspended", "AccountTakedown"}
# Error codes by which the server refuses the credential, not the request.
_CREDENTIAL = _ACCOUNT | {
    "AuthenticationRequired",
    "AuthFactorTokenRequired",
    "AuthMissing",
    "ExpiredToken",
    "InvalidToken",
}
_RENEWALS = 3  # a renewal may find another worker's session, and that may have ended as well


@dataclass(frozen=True, slots=True)
class Session:
    """Who is logged in, and the two tokens, which are never shown."""

    did: str
    handle: str
    access: str = field(repr=False)
    renewal: str = field(repr=False)

    def __str__(self) -> str:
        return f"@{self.handle[:260]} ({self.did})"


class Login:
    """The way to a server with an account's name and app password."""

    def __init__(self, wire: Wire, account: str, password: str) -> None:
        self._wire = wire
        self._account = account
        self._password = password
        self._vault: Vault = Pocket()
        self._session: Session | None = None
        self._version = 0
        # Publishing and counting may share one adapter from two threads.
        self._lock = RLock()
        # A kept session may have been opened with another password, or for another account.
        whose = "\0".join((wire.base_url, account.casefold(), password))
        self._mark = sha256(whose.encode()).hexdigest()

    def __repr__(self) -> str:
        return f"Login({self._account!r}, {self._wire!r})"

    def remember_in(self, vault: Vault) -> None:
        """Keep the session there from now on."""
        with self._lock:
            self._vault, self._session, self._version = vault, None, 0

    def session(self) -> Session:
        """The kept session, or one that is opened now; raises Unauthorized."""
        with self._lock:
            if self._session is None:
                kept = self._kept()
                self._session, self._version = self._opened(kept), kept.version
            return self._session or self._renewed()[0]

    def fresh(self) -> Session:
        """A session that the server gives now; raises Unauthorized when it gives none."""
        with self._lock:
            kept = self._kept()
            self._session, self._version = self._opened(kept), kept.version
            return self._renewed()[0]

    def call(self, method: str, name: str, **more: Any) -> Answer:
        """Call an XRPC method as the account; renew a session once when it has ended."""
        session, last = self.session(), False
        while True:
            try:
                return self._wire.call(method, f"/xrpc/{name}", bearer=session.access, **more)
            except Unauthorized as error:
                # The server refused the request before it read it: a repeat cannot post twice.
                if last or error.code in _ACCOUNT:
                    raise
            session, last = self._after(session)

    def host(self) -> str:
        """The DID of the server that holds the account, as `did:web:HOST`.

        At Bluesky, the server that we log in at is an entrance; the account's document names the
        one behind it. https://atproto.com/specs/did#did-documents
        """
        answer = self.call("GET", "com.atproto.server.getSession", anew=True)
        body = answer.data if isinstance(answer.data, dict) else {}
        if body.get("did") != self.session().did:
            raise self._wire.misplaced(answer, "it names another account", creates=False)
        return f"did:web:{_host(body.get('didDoc')) or urlsplit(self._wire.base_url).hostname}"

    def _after(self, ended: Session) -> tuple[Session, bool]:
        """The session after one that ended, and whether it is the last one to try."""
        with self._lock:
            if self._session is not None and self._session is not ended:
                return self._session, False  # another thread was first
            return self._renewed()

    def _renewed(self) -> tuple[Session, bool]:
        """The session after the one we know, and whether we renewed it ourselves."""
        ours = False

        def renewal(kept: Kept) -> Renewed:
            nonlocal ours
            ours = True
            return self._renewal(kept)

        for _ in range(_RENEWALS):
            try:
                kept = self._vault.renew(self._version, renewal)
            except StorageError as error:
                raise _not_kept(self._wire, error) from error
            self._session, self._version = self._opened(kept), kept.version
            if self._session is not None:
                return self._session, ours
        raise Unavailable(
            f"{self._wire.name}: another worker keeps opening sessions with another account or "
            "password: give all machines the same configuration"
        )

    def _kept(self) -> Kept:
        try:
            return self._vault.get()
        except StorageError as error:
            raise _not_kept(self._wire, error) from error

    def _opened(self, kept: Kept) -> Session | None:
        """The session that was kept, when it is this account's with this password."""
        try:
            stored = json.loads(kept.text)
            return Session(**stored["session"]) if stored["mark"] == self._mark else None
        except (ValueError, KeyError, TypeError, RecursionError):
            return None  # nothing is kept, or another version of this program kept it

    def _renewal(self, kept: Kept) -> Renewed:
        """Renew the session, or open one with the app password when it is gone for good."""
        ended = self._opened(kept)
        session = None
        if ended is not None:
            try:
                session = self._read(
                    # Over a new connection: an answer with another account's session would make us
                    # post as that account.
                    self._wire.call(
                        "POST",
                        "/xrpc/com.atproto.server.refreshSession",
                        bearer=ended.renewal,
                        anew=True,
                    )
                )
            except (Unauthorized, Rejected):
                session = None
        text = json.dumps({"mark": self._mark, "session": asdict(session or self._open())})
        return Renewed(text)  # it has no end: the app password can always open another session

    def _open(self) -> Session:
        if not self._password:
            raise Unauthorized(f"{self._wire.name}: there is no app password")
        answer = self._wire.call(
            "POST",
            "/xrpc/com.atproto.server.createSession",
            body={"identifier": self._account, "password": self._password},
            hide=[self._password],
            anew=True,
        )
        return self._read(answer)

    def _read(self, answer: Answer) -> Session:
        body = answer.data if isinstance(answer.data, dict) else {}
        found = [body.get(each) for each in ("did", "handle", "accessJwt", "refreshJwt")]
        if not all(isinstance(each, str) and each for each in found) or not _is_did(body["did"]):
            raise self._wire.unreadable(answer, creates=False)
        return Session(*map(str, found))


def _host(document: Any) -> str:
    """The host of the server that an account's document names; "" when it names none."""
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else ():
        if isinstance(service, dict) and str(service.get("id")).endswith("#atproto_pds"):
            try:
                return urlsplit(str(service.get("serviceEndpoint"))).hostname or ""
            except ValueError:
                return ""
    return ""


def _is_did(did: str) -> bool:
    """True for an account's id: https://atproto.com/specs/did."""
    return did.startswith("did:") and "/" not in did and len(did) <= 2048


def _not_kept(wire: Wire, error: StorageError) -> Unavailable:
    """The error when the vault fails; no post has been sent yet, so it can be tried again."""
    return Unavailable(f"{wire.name}: its session cannot be read or kept: {error}")


def dialect() -> Dialect:
    """How AT Protocol servers word refusals: https://atproto.com/specs/xrpc#error-responses."""
    return Dialect(words=words, kind=_kind, reset=_reset)


def words(body: Any) -> tuple[str, str]:
    """The error's name and the sentence of a refusal."""
    if not isinstance(body, dict):
        return "", ""
    return str(body.get("error") or ""), str(body.get("message") or "")


def _kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    return Unauthorized if status < 500 and code in _CREDENTIAL else None


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """Unix seconds: https://docs.bsky.app/docs/advanced-guides/rate-limits."""
    return timestamps.unix(headers.get("ratelimit-reset"))
