"""A user's credential for X: its two kinds, how a token is renewed, and what each kind opens.

A refresh token can be used once: https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token.
X does not list a token's scopes. For an OAuth 1.0a credential, a header of each answer says whether
it may write: https://docs.x.com/fundamentals/developer-apps (app permissions).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from tweepy.auth import OAuth1UserHandler

from campaign.errors import PlatformError, Rejected, Unauthorized
from campaign.model import Access, Standing
from campaign.platforms import oauth
from campaign.platforms.examining import failed
from campaign.platforms.http.dialect import Answer
from campaign.platforms.http.timestamps import after
from campaign.platforms.http.wire import Wire
from campaign.platforms.oauth import Grant, Tokens
from campaign.platforms.x.responses import is_id

TOKEN = "/2/oauth2/token"  # noqa: S105  # an address
_OAUTH1 = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
_APP_ONLY = ("unsupported-authentication", "application-only")
_MAKE = "connect the account with `campaign channels connect`"
_TOKEN = re.compile(r"[\w.~+/=-]{20,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Signature:
    """A user's OAuth 1.0a credential, which does not expire: what signs, and what to hide."""

    auth: requests.auth.AuthBase = field(repr=False)
    hide: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Renewal:
    """The authorized application, and the way to X; `secret` is "" for a public client."""

    wire: Wire
    client: str
    clock: Callable[[], datetime]
    secret: str = field(default="", repr=False)

    def __call__(self, ended: Grant) -> Grant:
        """The grant after one that ended; raises Unauthorized when a person must connect again."""
        form = {"grant_type": "refresh_token", "refresh_token": ended.refresh}
        headers, hide = {}, [ended.access, ended.refresh, self.secret]
        if self.secret:
            pair = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
            hide.append(pair)
        else:
            form["client_id"] = self.client
        try:
            # Over a new connection: with another account's token, we would post as that account.
            answer = self.wire.call("POST", TOKEN, data=form, headers=headers, hide=hide, anew=True)
        except Rejected as error:
            raise Unauthorized(
                str(error), status=error.status, code=error.code, answer=error.answer
            ) from None
        body: Any = answer.data if isinstance(answer.data, dict) else {}
        access, refresh = body.get("access_token"), body.get("refresh_token")
        if not isinstance(access, str) or not access:
            raise self.wire.unreadable(answer, creates=False)
        expires = after(self.clock(), body.get("expires_in"))
        # Without a new refresh token, the old one stays valid: RFC 6749 section 6.
        if not isinstance(refresh, str) or not refresh:
            refresh = ended.refresh
        return Grant(access, refresh, expires)


def credential(
    name: str, secret: str, clock: Callable[[], datetime], renewal: Renewal
) -> Tokens | Signature:
    """The credential in a secret: an OAuth 2.0 token (see `oauth`), or the four of OAuth 1.0a.

    Raises ValueError when the secret is neither, or when there is no application to renew it.
    """
    fields: Any = json.loads(secret) if secret.strip().startswith("{") else {}
    if not {"consumer_key", "consumer_secret", "access_token_secret"} & set(fields):
        renewable = bool(oauth.read(secret).refresh)
        if renewable and not renewal.client:
            raise ValueError("a token that X renews needs `client_id`, the application's id there")
        return Tokens(name, secret, clock, renewal if renewable else None)
    parts = tuple(str(fields.get(each) or "") for each in _OAUTH1)
    if lacking := [each for each, part in zip(_OAUTH1, parts, strict=True) if not part]:
        raise ValueError(f"an OAuth 1.0a secret for X lacks {', '.join(lacking)}")
    return Signature(OAuth1UserHandler(*parts).apply_auth(), parts)


def examine(get_me: Callable[[], Answer], secret: str) -> Access:
    """The account that the credential opens; never raises PlatformError."""
    try:
        answer = get_me()
    except Unauthorized as error:
        return _refused(error, secret)
    except PlatformError as error:
        return failed(error)
    user = answer.data.get("data") if isinstance(answer.data, dict) else None
    if not isinstance(user, dict) or not is_id(user.get("id")) or not user.get("username"):
        return Access(Standing.UNREACHABLE, "the server does not answer like X")
    name = str(user["username"])[:80]
    whose = f"@{name} ({user['id']})"
    names = frozenset({name.casefold(), user["id"]})
    level = answer.headers.get("x-access-level", "write")
    if "write" not in level:
        says = f"{whose}; the application may only read: give it “Read and write”, then a new token"
        return Access(Standing.MISSING_RIGHT, says, whose, names)
    return Access(Standing.WORKS, whose, whose, names)


def _refused(error: Unauthorized, secret: str) -> Access:
    text = f"{error.code or ''} {error.answer}".casefold()
    if any(each in text for each in _APP_ONLY):
        says = f"it is the token of the application itself and opens no account: {_MAKE}"
        return Access(Standing.WRONG_KIND, says)
    if error.status in (402, 403):
        return Access(Standing.MISSING_RIGHT, str(error))
    if not secret.strip().startswith("{") and not _TOKEN.fullmatch(secret.strip()):
        says = f"{error}; it does not look like a token (a password, perhaps): {_MAKE}"
        return Access(Standing.WRONG_KIND, says)
    return failed(error)
