"""Passkeys: what a browser is asked, and what it answers. It takes the page's script."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from campaign.errors import CampaignError
from campaign.usecases.signing_in import passkeys
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.usecases.signing_in.passkeys import Site
from campaign.web.desk import Desk, TheDesk
from campaign.web.guard import limits
from campaign.web.rendering import back_to
from campaign.web.routing import PUBLIC, SIGNED_IN, Pages
from campaign.web.signin.browsers import browser, lasting, signed_in, site
from campaign.web.visitor import TheForm, TheVisitor, field
from campaign.web.words import N_

pages = Pages("passkeys")


@pages.post("/sign-in/passkey/ask", needs=PUBLIC)
def ask_to_sign_in(request: Request, desk: TheDesk) -> JSONResponse:
    """What a browser needs to sign somebody in; it tells of nobody."""
    limits.count(request, "passkey")
    found = passkeys.ask_to_sign_in(
        desk.database, _site(request, desk), browser(request), desk.now()
    )
    return JSONResponse(found)


@pages.post("/sign-in/passkey", needs=PUBLIC)
def sign_in(request: Request, desk: TheDesk, form: TheForm) -> Response:
    """Sign in by what the browser answered."""
    answer = field(form, "credential")
    limits.count(request, "passkey", passkeys.id_of(answer))
    begun = passkeys.sign_in(
        desk.database,
        _site(request, desk),
        answer,
        browser(request),
        lasting=lasting(desk),
        now=desk.now(),
    )
    return signed_in(request, desk, begun)


@pages.post("/me/passkeys/ask", needs=SIGNED_IN)
def ask_to_add(request: Request, desk: TheDesk, visitor: TheVisitor) -> JSONResponse:
    """What a browser needs to make a passkey for whoever is signed in."""
    limits.count(request, "passkey")
    found = passkeys.ask_to_add(
        desk.database,
        _site(request, desk),
        browser(request),
        actor=visitor.actor,
        now=desk.now(),
    )
    return JSONResponse(found)


@pages.post("/me/passkeys", needs=SIGNED_IN)
def add(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Keep the passkey that the browser made."""
    if not field(form, "credential"):
        raise CampaignError(
            "a passkey is made by this page's script, and the script did not run in this browser"
        )
    made = passkeys.add(
        desk.database,
        _site(request, desk),
        field(form, "credential"),
        field(form, "name"),
        browser(request),
        actor=visitor.actor,
        now=desk.now(),
    )
    words = N_("The passkey “%(name)s” signs you in from now on.")
    return back_to(request, "/me", notice=visitor.words(words, name=made.name))


@pages.post("/me/passkeys/remove", needs=SIGNED_IN)
def remove(request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm) -> Response:
    """Let a passkey sign nobody in any more."""
    done = passkeys.remove(
        desk.database, field(form, "passkey"), actor=visitor.actor, now=desk.now()
    )
    gone = N_("The passkey signs nobody in any more.")
    notice = visitor.words(gone if done else N_("You have no such passkey, so none was removed."))
    return back_to(request, "/me", notice=notice)


def _site(request: Request, desk: Desk) -> Site:
    found = site(request, desk)
    if found is None:
        raise CannotSignIn(
            "Passkeys belong to a name, and this desk was opened by a number: open it by its name "
            "(on this machine: http://localhost and its port)."
        )
    return found
