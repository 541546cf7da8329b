"""Tests a Mastodon access token: whose it is, and which of the scopes that we need it has.

We test a scope with a request for id 0, which never exists. A server checks the scope first. So the
answer is 403 without it ("This action is outside the authorized scopes"), and 404 with it. Scopes:
https://docs.joinmastodon.org/api/oauth-scopes/; an app's token without an account:
https://docs.joinmastodon.org/methods/apps/#verify_credentials.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from campaign.errors import PlatformError, RateLimited, Unauthorized
from campaign.model import Access, Standing
from campaign.platforms.examining import failed
from campaign.platforms.http.wire import Wire
from campaign.platforms.mastodon.responses import is_id

_RIGHTS = {
    "write:statuses": ("PUT", "/api/v1/statuses/0"),
    "write:media": ("PUT", "/api/v1/media/0"),
    "read:statuses": ("GET", "/api/v1/statuses/0/source"),
}
# Mastodon, Pleroma and GoToSocial each word a missing scope in their own way.
_LACKS = re.compile(r"scope|permission|insufficient", re.IGNORECASE)
_TOKEN = re.compile(r"[\w.~+/=-]{20,}")
# Takahe and snac: nothing else than the token can be wrong in the question whose it is.
_UNKNOWN = (400, 422)
_FOREIGN = (
    "the server does not know this token: it was revoked, or it is another server's, or the "
    "application's key instead of its token"
)


def examine(wire: Wire, token: str, account: str, make: str) -> Access:
    """What the token opens; never raises a PlatformError.

    `account` is the channel's account in the configuration; `make` says where on such a server a
    person makes a token.
    """
    if not token:
        return Access(Standing.MISSING, "there is no token")
    try:
        own = wire.call("GET", "/api/v1/accounts/verify_credentials", bearer=token).data
    except PlatformError as error:
        return _refused(wire, token, error, make)
    if not isinstance(own, dict) or not is_id(own.get("id")):
        says = f"{wire.base_url} does not answer as Mastodon's API does"
        return Access(Standing.UNREACHABLE, says)
    whose = f"@{str(own.get('acct') or own['id'])[:200]} at {wire.base_url}"
    names = _names(wire, own, account)
    try:
        lacking = [right for right in _RIGHTS if not _has(wire, token, right)]
    except PlatformError as error:
        return failed(error)
    if lacking:
        says = f"{whose}; the token lacks {', '.join(lacking)}: allow it and make a new token"
        return Access(Standing.MISSING_RIGHT, says, whose, names)
    return Access(Standing.WORKS, whose, whose, names)


def _has(wire: Wire, token: str, right: str) -> bool:
    method, path = _RIGHTS[right]
    try:
        wire.call(method, path, bearer=token)
    except RateLimited:
        raise
    except PlatformError as error:
        if error.status is None or error.status >= 500:
            raise
        return not (error.status == 403 and _LACKS.search(error.answer))
    return True


def _refused(wire: Wire, token: str, error: PlatformError, make: str) -> Access:
    words = error.answer.lower()
    if "authenticated user" in words:
        app = _application(wire, token)
        says = f"it is the token of the application{app} itself; make an account's: {make}"
        return Access(Standing.WRONG_KIND, says)
    if error.status in _UNKNOWN:
        return Access(Standing.REVOKED, f"{_FOREIGN} ({error})")
    if error.status == 403:
        if _LACKS.search(words):
            says = "the token lacks read:accounts: allow it and make a new token"
            return Access(Standing.MISSING_RIGHT, says)
        return Access(Standing.MISSING_RIGHT, str(error))
    if not isinstance(error, Unauthorized):
        return failed(error)
    if "expired" in words:
        return Access(Standing.EXPIRED, str(error))
    if "revoked" in words:
        return Access(Standing.REVOKED, str(error))
    if not _TOKEN.fullmatch(token):
        says = f"{error}; it does not look like a token (a password, perhaps): make a token: {make}"
        return Access(Standing.WRONG_KIND, says)
    return Access(Standing.REVOKED, f"{_FOREIGN} ({error})")


def _application(wire: Wire, token: str) -> str:
    try:
        application = wire.call("GET", "/api/v1/apps/verify_credentials", bearer=token).data
    except PlatformError:
        return ""
    name = application.get("name") if isinstance(application, dict) else None
    return f" “{str(name)[:80]}”" if name else ""


def _names(wire: Wire, own: dict[str, Any], account: str) -> frozenset[str]:
    """The names of the account: its name alone, with its domain, and the address of its page."""
    acct = str(own.get("acct") or "").casefold()
    local = acct.partition("@")[0]
    # Not every server gives `uri`, or `url`.
    pages = {str(own.get(each) or "").casefold() for each in ("url", "uri")} - {""}
    hosts = {_host(each) for each in (wire.base_url.casefold(), *pages)}
    if "@" in account.removeprefix("@"):
        # A name may have another domain than the server: https://docs.joinmastodon.org/admin/config/
        hosts |= _domains(wire)
    return frozenset({acct, local, *(f"{local}@{host}" for host in hosts - {""}), *pages} - {""})


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:  # such as a bracket that opens an IPv6 address and never closes
        return ""


def _domains(wire: Wire) -> set[str]:
    """The domains of a server's names: GoToSocial has `account_domain`, the older form `uri`."""
    for path in ("/api/v2/instance", "/api/v1/instance"):
        try:
            instance = wire.call("GET", path).data
        except PlatformError:
            continue
        if isinstance(instance, dict):
            given = (instance.get(each) for each in ("domain", "account_domain", "uri"))
            some = {each.casefold() for each in given if isinstance(each, str)}
            return {_host(each) if "://" in each else each for each in some}
    return set()
