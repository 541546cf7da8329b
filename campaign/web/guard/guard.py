"""The guard itself: an ASGI application around the desk's."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders

from campaign.compose.own_links import PATH
from campaign.config import DeskSettings
from campaign.web.guard import headers as answers
from campaign.web.guard.bodies import (
    Message,
    Receive,
    TooLarge,
    TooSlow,
    bounded,
    largest,
)
from campaign.web.guard.origin import MACHINES, is_foreign
from campaign.web.guard.proxy import seen_through
from campaign.web.guard.settings import GuardSettings, host_of

log = logging.getLogger(__name__)

Scope = Any
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Bytes of a request's headers.
LONGEST_HEADERS: Final = 32_768
_BROKEN: Final = b"Something broke here. It was written into the log, and nothing was half done."
_TEXT: Final = [(b"content-type", b"text/plain; charset=utf-8")]


class Guard:
    """Lets through to `app` what is meant for the desk, and says what browsers may do with it.

    `desk` gives the settings that are in force at this moment, `bound` is the address that the
    server listens at.
    """

    def __init__(self, app: App, desk: Callable[[], DeskSettings], bound: str) -> None:
        self._app = app
        self._desk = desk
        self._settings = GuardSettings(desk(), bound)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        settings, newest = self._settings, self._desk()
        if settings.desk is not newest:
            settings = self._settings = GuardSettings(newest, settings.bound)
        scope = seen_through(scope, settings)
        asked = Headers(scope=scope)
        path, scheme = scope["path"], scope["scheme"]
        is_https = scheme == "https" or (
            settings.desk.address == f"https://{asked.get('host', '').casefold()}"
        )
        usual = answers.of(path, is_https, settings)

        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                given = MutableHeaders(scope=message)
                for name, value in usual.items():
                    given.setdefault(name, value)
            await send(message)

        refusal = _refusal(scope, asked, settings)
        if refusal is not None:
            status, words = refusal
            log.warning(
                "Refused a request to %s: %s", _place(path), words, extra={"action": "refused"}
            )
            kind, body = _said(path, status, words)
            await answer({"type": "http.response.start", "status": status, "headers": kind})
            await answer({"type": "http.response.body", "body": body})
            return
        length = asked.get("content-length", "")
        declared = int(length) if length.isdecimal() and len(length) < 20 else 0
        most = largest(asked.get("content-type", ""))
        try:
            await self._app(scope, bounded(receive, most, declared), answer)
        except (TooLarge, TooSlow) as error:  # where no page has said so
            if not begun:
                status = 413 if isinstance(error, TooLarge) else 408
                await answer({"type": "http.response.start", "status": status, "headers": _TEXT})
                await answer({"type": "http.response.body", "body": str(error).encode()})
        except Exception:
            log.exception("The desk failed at %s", _place(path), extra={"action": "desk_failed"})
            if not begun:
                await answer({"type": "http.response.start", "status": 500, "headers": _TEXT})
                await answer({"type": "http.response.body", "body": _BROKEN})


def _refusal(scope: Scope, asked: Headers, settings: GuardSettings) -> tuple[int, str] | None:
    """The status and the words by which a request is refused; None when it is let through."""
    path = scope["path"]
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEADERS:
        return 431, "This request has longer headers than are read."
    named = asked.getlist("host")
    if len(named) == 1 and settings.links_host and host_of(named[0]) == settings.links_host:
        return None if path.startswith(f"{PATH}/") else (404, "There is no such link.")
    if len(named) != 1 or host_of(named[0]) not in settings.hosts:
        return 421, "The desk does not answer under this name: [desk] hosts in config.toml has it."
    if "\0" in path or b"%00" in scope.get("query_string", b""):
        return 400, "This address holds a character that no address of the desk has."
    if is_foreign(scope["method"], path, scope["scheme"], asked, settings):
        return 403, "This form came from another site, so that nothing was done."
    return None


def _said(path: str, status: int, words: str) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """The headers and the body of a refusal: words for people, RFC 9457 for programs."""
    if not path.startswith(MACHINES):
        return _TEXT, words.encode()
    kind, title = "urn:campaign:guard", HTTPStatus(status).phrase
    body = {"type": kind, "title": title, "status": status, "detail": words, "errors": []}
    return [(b"content-type", b"application/problem+json")], json.dumps(body).encode()


def _place(path: str) -> str:
    """The first part of a path, for the log: what follows may be the token of a link."""
    return "/" + path.lstrip("/").partition("/")[0][:40]
