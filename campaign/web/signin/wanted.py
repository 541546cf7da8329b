"""The page that a visitor wanted before signing in, and how it is kept until then.

::

    a page is asked for, nobody is signed in → wanted_of → remember (a signed cookie) → /sign-in
    whatever the way in: signed_in → remembered → 303 to that page, and the cookie is dropped

The link of a mail may be opened in another browser, so that it carries the page as well, signed.
What comes back from outside is looked at again: only pages of this desk that are read by GET.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

from fastapi import Request
from fastapi.routing import APIRoute
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.responses import Response
from starlette.routing import Match

from campaign.model.sessions import LinkKind
from campaign.usecases.signing_in.links import HOLDS
from campaign.web.guard import cookies
from campaign.web.guard.origin import SAFE
from campaign.web.routing import NEEDS, PUBLIC

#: The field of an address under which the link of a mail carries the page.
FIELD: Final = "to"
#: Today, where nothing else was wanted.
USUAL: Final = "/"
#: For how long a browser remembers what was wanted: as long as a link of the first start holds.
SECONDS: Final = int(HOLDS[LinkKind.START].total_seconds())
_MAIL_SECONDS: Final = int(HOLDS[LinkKind.MAIL].total_seconds())
_LONGEST: Final = 1000  # characters
# Printable ASCII without a blank, a backslash or a fragment: what browsers take as it stands.
_PLAIN: Final = re.compile(r"/(?!/)[!-\"$-\[\]-~]*")


def is_own(routes: Iterable[APIRoute], path: str) -> bool:
    """True for a path, with or without a query, of a page that somebody reads after signing in.

    `routes` are those of the desk's pages.
    Nothing that a browser could take for another host, nothing that is no route of the desk, and
    none of the routes that everybody may see, such as the sign-in itself.
    """
    if len(path) > _LONGEST or not _PLAIN.fullmatch(path):
        return False
    bare = unquote(path.partition("?")[0], errors="replace")
    # What is written in escapes must not become another path when a browser or a proxy reads it.
    if "//" in bare or "\\" in bare or not bare.isprintable():
        return False
    if any(part in (".", "..") for part in bare.split("/")):
        return False
    scope = {"type": "http", "method": "GET", "path": bare, "root_path": "", "headers": []}
    found = next((each for each in routes if each.matches(scope)[0] is Match.FULL), None)
    return found is not None and (found.openapi_extra or {}).get(NEEDS, PUBLIC) is not PUBLIC


def wanted_of(request: Request) -> str:
    """The page that somebody wanted who is not signed in, "" for none.

    That is the page that was asked for; or the one that shows the form, the dialog or the part that
    was asked for, as the browser says.
    """
    headers = request.headers
    if "HX-Request" in headers:
        return _page_of(request, headers.get("HX-Current-URL", "") or headers.get("referer", ""))
    if request.method not in SAFE or headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return _page_of(request, headers.get("referer", ""))
    asked = address_of(request)
    return asked if is_own(request.app.state.routes, asked) else ""


def address_of(request: Request) -> str:
    """The path and the query of a request, as they came."""
    raw: bytes = request.scope.get("raw_path") or b""
    query: bytes = request.scope.get("query_string") or b""
    return (raw + b"?" + query if query else raw).decode("latin-1")


def remember(request: Request, answer: Response, path: str) -> None:
    """Have the browser keep the page that was wanted; "" leaves what it keeps, Today drops it."""
    if path == USUAL:
        forget(request, answer)
    elif path:
        cookies.put(request, answer, cookies.WANTED, signed(request, path), SECONDS)


def forget(request: Request, answer: Response) -> None:
    """Have the browser keep no page any more: it is shown now."""
    if cookies.get(request, cookies.WANTED):
        cookies.drop(request, answer, cookies.WANTED)


def remembered(request: Request) -> str:
    """The page that was wanted: as the address of this request carries it, else as the browser
    kept it; Today where neither says so, or what they say is not ours.
    """
    carried = request.query_params.get(FIELD, "")
    return (
        _read(request, carried, _MAIL_SECONDS)
        or _read(request, cookies.get(request, cookies.WANTED), SECONDS)
        or USUAL
    )


def signed(request: Request, path: str) -> str:
    """A path with the desk's signature, for an address or a cookie."""
    made = _signer(request).dumps(path)
    return made if isinstance(made, str) else made.decode()


def _read(request: Request, value: str, seconds: int) -> str:
    if not value:
        return ""
    try:
        path = _signer(request).loads(value, max_age=seconds)
    except BadData:
        return ""
    return path if isinstance(path, str) and is_own(request.app.state.routes, path) else ""


def _page_of(request: Request, address: str) -> str:
    """The path of an address that is ours and a page, else ""."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.netloc.casefold() != request.headers.get("host", "").casefold():
        return ""
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if is_own(request.app.state.routes, path) else ""


def _signer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        request.app.state.desk.key, salt="wanted", signer_kwargs={"digest_method": hashlib.sha256}
    )
