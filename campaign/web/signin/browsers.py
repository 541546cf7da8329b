"""Which browser signs in, under which origin, and the cookie that it gets."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse

from campaign.usecases.signing_in.passkeys import Site
from campaign.usecases.signing_in.sessions import Begun, Browser, Lasting
from campaign.web.desk import Desk
from campaign.web.guard import cookies
from campaign.web.rendering import back_to, known_from_now_on
from campaign.web.signin import wanted
from campaign.web.visitor import browser_of

# What a browser calls itself, the first that fits: the names of others stand in it as well.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser(request: Request) -> Browser:
    """The browser of a request, as a session remembers it."""
    agent = request.headers.get("user-agent", "")
    return Browser(browser_of(request), device(agent), cookies.get(request, cookies.SESSION))


def device(agent: str) -> str:
    """What a person will know a browser by, from its User-Agent: "Firefox on Linux"."""
    program = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " on ".join(each for each in (program, system) if each)


def lasting(desk: Desk) -> Lasting:
    """How long sessions last here."""
    settings = desk.config.desk
    return Lasting(settings.idle, settings.longest)


def signed_in(
    request: Request, desk: Desk, begun: Begun, path: str = "", notice: str = ""
) -> RedirectResponse:
    """303 to a page, with the cookie of a session that has just begun.

    Without `path`, that is the page that was wanted before, else Today.
    """
    answer = back_to(request, path or wanted.remembered(request), notice=notice)
    wanted.forget(request, answer)
    seconds = int(desk.config.desk.longest.total_seconds())
    cookies.put(request, answer, cookies.SESSION, begun.token, seconds)
    known_from_now_on(request, answer)
    return answer


def origin(request: Request) -> str:
    """The desk's origin as this browser knows it; its name was looked at by the guard."""
    scheme = "https" if cookies.is_https(request) else "http"
    return f"{scheme}://{request.headers['host'].casefold()}"


def public_origin(request: Request, desk: Desk) -> str:
    """The origin that goes into mails: the one that is set, else the one that was asked."""
    return desk.config.desk.address or origin(request)


def site(request: Request, desk: Desk) -> Site | None:
    """What passkeys made here belong to; None where the desk has no name, only an IP address."""
    here = origin(request)
    host = urlsplit(here).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return Site(host, here, desk.config.campaign.title)
    return None
