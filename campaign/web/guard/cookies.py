"""Cookies of the desk: with all flags, and on https bound to its host by their names."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

#: What a browser holds of a session.
SESSION: Final = "desk"
#: What every browser holds, signed in or not: forms of guests are bound to it.
BROWSER: Final = "desk-browser"
#: What is told once, on the page after an act.
NOTICE: Final = "notice"
#: Which page was wanted before somebody signs in.
WANTED: Final = "desk-wanted"

#: A year: which browser it is, does not end with a session.
BROWSER_SECONDS: Final = 365 * 86_400


def is_https(request: Request) -> bool:
    """True where a browser came by https: as the request says, or as the desk's address does."""
    if request.url.scheme == "https":
        return True
    address: str = request.app.state.desk.config.desk.address
    named = urlsplit(address)
    return named.scheme == "https" and named.netloc == request.headers.get("host", "").casefold()


def name(request: Request, cookie: str) -> str:
    """What a cookie is called: `__Host-` keeps other hosts and plain http from setting it."""
    return f"__Host-{cookie}" if is_https(request) else cookie


def get(request: Request, cookie: str) -> str:
    """What a browser holds under that name, "" for nothing."""
    return request.cookies.get(name(request, cookie), "")


def put(request: Request, answer: Response, cookie: str, value: str, seconds: int) -> None:
    """Have a browser hold a value for so long; no script can read it."""
    answer.set_cookie(
        name(request, cookie),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_https(request),
    )


def drop(request: Request, answer: Response, cookie: str) -> None:
    """Have a browser forget a value."""
    answer.delete_cookie(
        name(request, cookie), path="/", httponly=True, samesite="lax", secure=is_https(request)
    )
