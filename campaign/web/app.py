"""The desk as a web application: its pages, its files, its guard and its error pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from campaign.errors import CampaignError, Forbidden, StorageError
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.trust.people import UnknownPerson
from campaign.web import health
from campaign.web.api.app import PATH, create_api
from campaign.web.api.problems import problem
from campaign.web.desk import Desk
from campaign.web.guard.bodies import TooLarge, TooSlow
from campaign.web.guard.guard import Guard
from campaign.web.guard.limits import TooOften
from campaign.web.kept_form import kept_form
from campaign.web.pages import (
    accounts,
    approval_links,
    approvals,
    calendar,
    connecting,
    figures,
    history,
    invited,
    machines,
    me,
    move,
    new_post,
    own_links,
    pauses,
    people,
    pictures,
    plan,
    post,
    post_out,
    posts,
    publication,
    reports,
    review_links,
    settle,
    taking,
    targets,
    today,
    translations,
    undo,
    where,
)
from campaign.web.rendering import error_page
from campaign.web.signin import entry, links, passkeys, provider, wanted
from campaign.web.static_files import DeskFiles
from campaign.web.visitor import Forged, NotSignedIn, SignedOut, Unreadable
from campaign.web.words import N_

#: Every page of the desk; each module has its routes in `pages`.
PAGES: Final = (
    entry,
    health,
    links,
    passkeys,
    provider,
    accounts,
    approval_links,
    approvals,
    calendar,
    connecting,
    figures,
    history,
    invited,
    machines,
    me,
    move,
    new_post,
    own_links,
    pauses,
    people,
    pictures,
    plan,
    post,
    post_out,
    posts,
    publication,
    reports,
    review_links,
    settle,
    taking,
    targets,
    today,
    translations,
    undo,
    where,
)


def create_app(desk: Desk, bound: str = "127.0.0.1") -> FastAPI:
    """Build the application over an opened desk; `bound` is the address that it listens at."""
    app = FastAPI(title="Desk", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    for page in PAGES:
        app.include_router(page.pages)
    app.state.routes = [
        route for page in PAGES for route in page.pages.routes if isinstance(route, APIRoute)
    ]
    app.state.watched = health.Watched()
    app.state.targets = own_links.Targets(desk)
    app.mount(PATH, create_api(desk, app.state.watched))
    app.mount("/static", DeskFiles(), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Guard, desk=lambda: desk.config.desk, bound=bound)
    app.add_exception_handler(NotSignedIn, _sign_in)
    app.add_exception_handler(SignedOut, _signed_out)
    app.add_exception_handler(Forged, _forged)
    app.add_exception_handler(StorageError, _unstored)
    app.add_exception_handler(CampaignError, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _no_page)
    return app


async def _sign_in(request: Request, error: Exception) -> Response:
    answer: Response
    # A script that replaces a part of a page would put the sign-in there.
    if request.headers.get("HX-Request"):
        answer = Response(status_code=204, headers={"HX-Redirect": "/sign-in"})
    else:
        answer = await kept_form(request) or RedirectResponse("/sign-in", 303)
    wanted.remember(request, answer, wanted.wanted_of(request))
    return answer


def _signed_out(request: Request, error: Exception) -> Response:
    return RedirectResponse("/sign-in", 303)


async def _forged(request: Request, error: Exception) -> Response:
    """A form of the session before this one comes back to whoever typed into it."""
    kept = await kept_form(request)
    return kept if kept is not None else await run_in_threadpool(_refused, request, error)


async def _unstored(request: Request, error: Exception) -> Response:
    """A form that could not be stored comes back, to be sent again."""
    kept = await kept_form(request, str(error))
    return kept if kept is not None else await run_in_threadpool(_refused, request, error)


#: What a use case refuses, as a status and a title; the first that fits counts.
_REFUSALS: Final[Mapping[type[CampaignError], tuple[int, str]]] = {
    Forged: (403, N_("This form cannot be used")),
    Forbidden: (403, N_("You may not do this")),
    UnknownPerson: (404, N_("There is no such person")),
    CannotSignIn: (403, N_("Nobody was signed in")),
    TooOften: (429, N_("This was tried too often")),
    TooLarge: (413, N_("This is too large")),
    TooSlow: (408, N_("This took too long")),
    Unreadable: (422, N_("This address or form is not whole")),
    StorageError: (503, N_("This cannot be read or written now")),
    CampaignError: (409, N_("This was not done")),
}


def _refused(request: Request, error: Exception) -> Response:
    """What a use case says, as a page."""
    status, title = next(found for kind, found in _REFUSALS.items() if isinstance(error, kind))
    page = error_page(request, status, title, str(error))
    if isinstance(error, TooOften):
        page.headers["Retry-After"] = str(error.seconds)
    return page


def _misread(request: Request, error: Exception) -> Response:
    return error_page(request, 422, N_("This address or form is not whole"), "")


def _no_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(PATH):  # an address that the API's own routes cannot even see
        return problem(error.status_code, "not-found", "There is nothing under this address.")
    titles = {404: N_("There is no such page"), 405: N_("This is not done here")}
    return error_page(request, error.status_code, titles.get(error.status_code, N_("No")), "")
