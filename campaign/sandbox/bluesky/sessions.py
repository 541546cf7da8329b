"""Bluesky's sessions: an access token for two hours, a refresh token for ninety days that rotates.

Times: https://github.com/bluesky-social/atproto/blob/main/packages/pds/src/account-manager/helpers/auth.ts
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from campaign.sandbox.jsontext import read_json

ACCESS = "com.atproto.appPass"
REFRESH = "com.atproto.refresh"
SERVICE = "service"
ACCESS_LIFE = timedelta(minutes=120)
REFRESH_LIFE = timedelta(days=90)
GRACE = timedelta(hours=2)


class BadToken(Exception):
    """The token was not made here, or was made for another use."""


class ExpiredToken(Exception):
    """The token was good once."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two tokens of a session."""

    access: str
    refresh: str


class Sessions:
    """Makes tokens and reads them; it remembers only which refresh tokens were used.

    The key comes from the seed, so that a restarted sandbox knows its tokens again.
    """

    def __init__(self, seed: int) -> None:
        self._key = sha256(f"sandbox sessions {seed}".encode()).digest()
        self._used: dict[str, tuple[datetime, str]] = {}
        self._made = 0

    def open(self, did: str, now: datetime) -> Pair:
        """Begin a session."""
        self._made += 1
        return self._pair(did, now, sha256(f"{did} {now} {self._made}".encode()).hexdigest()[:32])

    def renew(self, refresh: str, now: datetime) -> tuple[str, Pair]:
        """Give the DID and the next pair for a refresh token, which then lasts two hours at most.

        A token that is used twice within its grace gives the same pair.
        Raises BadToken, ExpiredToken.
        """
        claims = self.read(refresh, REFRESH, now)
        did, own = claims["sub"], claims["jti"]
        until, following = self._used.get(own, (now + GRACE, sha256(own.encode()).hexdigest()[:32]))
        if now >= until:
            raise ExpiredToken
        self._used[own] = (until, following)
        return did, self._pair(did, now, following)

    def close(self, refresh: str, now: datetime) -> None:
        """End a session: its refresh token gives no more tokens. Raises BadToken, ExpiredToken."""
        self._used[self.read(refresh, REFRESH, now)["jti"]] = (now, "")

    def read(self, token: str, scope: str, now: datetime) -> dict[str, Any]:
        """The claims of a token. Raises BadToken, ExpiredToken."""
        head, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(head).encode()):
            raise BadToken("Token could not be verified")
        claims: dict[str, Any] = read_json(urlsafe_b64decode(head.split(".")[1] + "=="))
        if claims["exp"] <= now.timestamp():
            raise ExpiredToken
        if claims["scope"] != scope:
            raise BadToken("Bad token scope")
        return claims

    def vouch(self, did: str, audience: str, method: str, now: datetime, until: datetime) -> str:
        """A token by which another server may act for an account, for one method of one server."""
        claims = {"scope": SERVICE, "iss": did, "aud": audience, "lxm": method}
        return self._token(claims, now, until - now)

    def vouched(self, token: str, now: datetime) -> dict[str, Any]:
        """The claims of such a token. Raises BadToken, ExpiredToken."""
        return self.read(token, SERVICE, now)

    def _pair(self, did: str, now: datetime, jti: str) -> Pair:
        access = self._token({"scope": ACCESS, "sub": did}, now, ACCESS_LIFE)
        return Pair(
            access, self._token({"scope": REFRESH, "sub": did, "jti": jti}, now, REFRESH_LIFE)
        )

    def _token(self, claims: dict[str, Any], now: datetime, life: timedelta) -> str:
        times = {"iat": int(now.timestamp()), "exp": int((now + life).timestamp())}
        head = f"{_coded({'typ': 'at+jwt', 'alg': 'HS256'})}.{_coded({**claims, **times})}"
        return f"{head}.{self._sign(head)}"

    def _sign(self, head: str) -> str:
        signature = hmac.digest(self._key, head.encode(), "sha256")
        return urlsafe_b64encode(signature).decode().rstrip("=")


def _coded(value: dict[str, Any]) -> str:
    text = json.dumps(value, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")
