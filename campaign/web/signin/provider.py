"""To the organisation's sign-in, and back."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from threading import Lock
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from campaign.config import SingleSignOn, single_sign_on_secret
from campaign.identity_provider import IdentityProvider
from campaign.usecases.signing_in import provider as usecase
from campaign.usecases.signing_in.errors import CannotSignIn
from campaign.web.desk import Desk, TheDesk
from campaign.web.guard import limits
from campaign.web.rendering import render
from campaign.web.routing import PUBLIC, Pages
from campaign.web.signin.browsers import browser, lasting, signed_in
from campaign.web.visitor import TheVisitor
from campaign.web.words import N_

pages = Pages("provider")

#: Where the provider sends people back to.
BACK: Final = "/sign-in/oidc/back"
_kept: dict[tuple[SingleSignOn, str], IdentityProvider] = {}
_lock = Lock()


@pages.post("/sign-in/oidc", needs=PUBLIC)
def begin(request: Request, desk: TheDesk, visitor: TheVisitor) -> HTMLResponse:
    """Begin a sign-in there. The page leads on by itself: a policy lets no form go elsewhere."""
    limits.count(request, "provider")
    provider, name = _provider(desk)
    now, here = desk.now(), browser(request)
    state = usecase.begun(desk.database, here, now)
    nonce, verifier = _secrets(desk, state, here.id)
    address = provider.address(state, nonce, verifier, now)
    return render(
        request,
        visitor,
        "sign_in_provider.html.j2",
        title=visitor.words(N_("On to %(provider)s"), provider=name),
        narrow=True,
        address=address,
        provider=name,
    )


@pages.get(BACK, needs=PUBLIC)
def back(
    request: Request,
    desk: TheDesk,
    state: str = "",
    code: str = "",
    error: str = "",
    iss: str = "",
) -> Response:
    """Sign in whom the provider sent back with a code that is used once.

    Providers may name themselves (`iss`, RFC 9207): what another one sent is not believed.
    """
    limits.count(request, "provider")
    provider, _ = _provider(desk)
    now, here = desk.now(), browser(request)
    usecase.came_back(desk.database, state, here, now)
    if error or not code:
        raise CannotSignIn("Your organisation's sign-in was given up or refused. Begin again.")
    if iss and not provider.is_issuer(iss):
        raise CannotSignIn("Another sign-in than your organisation's sent you back. Begin again.")
    nonce, verifier = _secrets(desk, state, here.id)
    told = provider.claims(code, nonce, verifier, now)
    begun = usecase.sign_in(
        desk.database,
        told.email,
        here,
        is_verified=told.is_verified,
        lasting=lasting(desk),
        now=now,
    )
    return signed_in(request, desk, begun)


def _provider(desk: Desk) -> tuple[IdentityProvider, str]:
    """The provider by the settings of this moment, and its name; raises CannotSignIn."""
    settings = desk.config.desk
    if settings.oidc is None:
        raise CannotSignIn("No other sign-in is set up here.")
    secret = single_sign_on_secret(settings.oidc, desk.workspace.environ)
    with _lock:
        key = (settings.oidc, secret)
        if key not in _kept:
            _kept.clear()
            wanted = settings.oidc
            where = f"{settings.address}{BACK}"
            _kept[key] = IdentityProvider(wanted.issuer, wanted.client_id, secret, where)
        return _kept[key], settings.oidc.name


def _secrets(desk: Desk, state: str, browser_id: str) -> tuple[str, str]:
    """The nonce and the verifier of a sign-in: made from its state, so that nothing is stored."""

    def drawn(what: str) -> str:
        word = f"oidc {what}: {state} {browser_id}".encode()
        return urlsafe_b64encode(hmac.digest(desk.key, word, sha256)).decode().rstrip("=")

    return drawn("nonce"), drawn("verifier")
