"""Tries a user's credential for X out: whose it is, and whether it may write.

X tells no token's rights; of an OAuth 1.0a one it says in a header of every answer whether it may
write: https://docs.x.com/fundamentals/developer-apps (app permissions).
"""

from __future__ import annotations

import re

from campaign.errors import PlatformError, Unauthorized
from campaign.model import Access, Standing
from campaign.platforms.examining import failed
from campaign.platforms.x.client import XClient
from campaign.platforms.x.responses import is_id

_APP_ONLY = ("unsupported-authentication", "application-only")
_MAKE = "connect the account with `campaign channels connect`"
_TOKEN = re.compile(r"[\w.~+/=-]{20,}", re.ASCII)


def examine(client: XClient, secret: str) -> Access:
    """What the credential opens; never raises PlatformError."""
    try:
        answer = client.get_me()
    except Unauthorized as error:
        return _refused(error, secret)
    except PlatformError as error:
        return failed(error)
    told = answer.data.get("data") if isinstance(answer.data, dict) else None
    if not isinstance(told, dict) or not is_id(told.get("id")) or not told.get("username"):
        return Access(Standing.UNREACHABLE, "the server does not answer like X")
    name = str(told["username"])[:80]
    whose = f"@{name} ({told['id']})"
    names = frozenset({name.casefold(), told["id"]})
    level = answer.headers.get("x-access-level", "write")
    if "write" not in level:
        says = f"{whose}; the application may only read: give it “Read and write”, then a new token"
        return Access(Standing.MISSING_RIGHT, says, whose, names)
    return Access(Standing.WORKS, whose, whose, names)


def _refused(error: Unauthorized, secret: str) -> Access:
    said = f"{error.code or ''} {error.answer}".casefold()
    if any(each in said for each in _APP_ONLY):
        says = f"it is the token of the application itself and opens no account: {_MAKE}"
        return Access(Standing.WRONG_KIND, says)
    if error.status in (402, 403):
        return Access(Standing.MISSING_RIGHT, str(error))
    if not secret.strip().startswith("{") and not _TOKEN.fullmatch(secret.strip()):
        says = f"{error}; it does not look like a token (a password, perhaps): {_MAKE}"
        return Access(Standing.WRONG_KIND, says)
    return failed(error)
