"""The desk as a web application: its pages, its files, its guard and its error pages."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response

from campaign.errors import CampaignError, Forbidden, StorageError
from campaign.web.desk import Desk
from campaign.web.pages import pauses, pictures, plan, post_out, session, settle, taking, today
from campaign.web.rendering import error_page
from campaign.web.static_files import DeskFiles
from campaign.web.visitor import Forged, NotSignedIn
from campaign.web.words import N_

log = logging.getLogger(__name__)

#: Every page of the desk; each module has its routes in `pages`.
PAGES: Final = (pictures, session, today, pauses, settle, taking, post_out, plan)

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(desk: Desk) -> FastAPI:
    """Build the application over an opened desk."""
    app = FastAPI(title="Desk", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    for page in PAGES:
        app.include_router(page.pages)
    app.mount("/static", DeskFiles(), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.middleware("http")(_guarded)
    app.add_exception_handler(NotSignedIn, _sign_in)
    app.add_exception_handler(CampaignError, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _no_page)
    app.add_exception_handler(Exception, _broken)
    return app


async def _guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    if request.method not in ("GET", "HEAD") and request.headers.get(
        "sec-fetch-site", "same-origin"
    ) not in ("same-origin", "none"):
        return PlainTextResponse("This form came from elsewhere.", 403)
    made = await answer(request)
    for name, value in _HEADERS.items():
        made.headers.setdefault(name, value)
    return made


def _sign_in(request: Request, error: Exception) -> Response:
    return RedirectResponse("/sign-in", 303)


def _refused(request: Request, error: Exception) -> Response:
    """What a use case says, as a page."""
    if isinstance(error, Forged):
        return error_page(request, 403, N_("This form cannot be used"), str(error))
    if isinstance(error, Forbidden):
        return error_page(request, 403, N_("You may not do this"), str(error))
    if isinstance(error, StorageError):
        return error_page(request, 503, N_("This cannot be read or written now"), str(error))
    return error_page(request, 409, N_("This was not done"), str(error))


def _misread(request: Request, error: Exception) -> Response:
    return error_page(request, 422, N_("This address or form is not whole"), "")


def _no_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    titles = {404: N_("There is no such page"), 405: N_("This is not done here")}
    return error_page(request, error.status_code, titles.get(error.status_code, N_("No")), "")


def _broken(request: Request, error: Exception) -> Response:
    log.error("The desk failed at %s", request.url.path, exc_info=error)
    return PlainTextResponse("Something broke here. It was written into the log.", 500)
