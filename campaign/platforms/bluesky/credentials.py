"""Tests an app password: renews or opens the session, and asks whose it is.

An app password looks like `abcd-efgh-ijkl-mnop`. The scope of the access token shows whether an app
password was used: https://github.com/bluesky-social/atproto/blob/main/packages/pds/src/auth-scope.ts.
"""

from __future__ import annotations

import base64
import re

from campaign.errors import PlatformError, Unauthorized
from campaign.model import Access, Standing
from campaign.platforms.bluesky.session import Login, Session
from campaign.platforms.examining import failed
from campaign.platforms.http.response_text import read

_APP_PASSWORD = re.compile(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}")
_WHOLE_ACCOUNT = "com.atproto.access"
_MAKE = "make an app password (Settings → Privacy and security → App passwords)"
_ENDS = "an app password is needed, and this is a token of a session, which ends"


def examine(login: Login, password: str) -> Access:
    """What the password opens; never raises PlatformError."""
    if password.startswith("eyJ"):
        return Access(Standing.WRONG_KIND, f"{_ENDS}: {_MAKE}")
    try:
        session = login.fresh()
        details = login.call("GET", "com.atproto.server.getSession").data
    except Unauthorized as error:
        return _refused(error, password)
    except PlatformError as error:
        return failed(error)
    details = details if isinstance(details, dict) else {}
    account = str(session)
    email = str(details.get("email") or "").casefold()
    names = frozenset(filter(None, (session.handle.casefold(), session.did.casefold(), email)))
    if details.get("active") is False:
        status = str(details.get("status") or "not active")[:80]
        says = f"{account} is {status} and may not post"
        return Access(Standing.MISSING_RIGHT, says, account, names)
    if _scope(session) == _WHOLE_ACCOUNT:
        says = f"it is the main password of {account}, which opens everything: {_MAKE}"
        return Access(Standing.WRONG_KIND, says, account, names)
    return Access(Standing.WORKS, account, account, names)


def _refused(error: Unauthorized, password: str) -> Access:
    if error.code == "AuthFactorTokenRequired":
        says = f"it is the account's main password, and a code is asked for: {_MAKE}"
        return Access(Standing.WRONG_KIND, says)
    if error.code == "AuthenticationRequired" and not _APP_PASSWORD.fullmatch(password):
        says = f"{error}; it does not look like an app password either: {_MAKE}"
        return Access(Standing.WRONG_KIND, says)
    return failed(error)


def _scope(session: Session) -> str:
    """The scope that the access token names; "" when it cannot be read."""
    try:
        claims = session.access.split(".")[1]
        payload = read(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    except (ValueError, IndexError):
        return ""
    return str(payload.get("scope") or "") if isinstance(payload, dict) else ""
