"""How an owner lets an application in: a page asks, and a yes gives a code for one token.

This is what the networks have in common (https://www.rfc-editor.org/rfc/rfc6749#section-4.1).
Their addresses, their rights and the words in which they refuse are their own.
"""

import base64
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaign.sandbox.accounts import PREFIX, account_in, new_secret
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.pages import render
from campaign.sandbox.wire import Sent
from campaign.sandbox.world import World

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
"""The address of applications without a web address: a person copies the code."""

ANSWER = frozenset(("account", "answer"))
"""The fields that a person's answer adds to the question."""

_PAGE = "consent.html.j2"


@dataclass(frozen=True, slots=True)
class Consent:
    """How one network asks: the words on its page, and how long its codes live.

    `wants` follows the application's name on the page. `denied` is what the application gets back
    after a no. `ending` is what the network adds to the address of return. `several` is true where
    several accounts can say yes at once.
    """

    network: str
    title: str
    yes: str
    no: str
    code_lives: timedelta
    denied: Mapping[str, str]
    wants: str = "would like to have these rights:"
    sorry: str = "Sorry"
    whose: str = "Account"
    several: bool = False
    ending: str = ""

    def ask(self, request: Request, application: str, rights: Iterable[str]) -> HTMLResponse:
        """Show the page on which a person says yes or no, and as whom."""
        asked = {
            "application": application,
            "rights": list(rights),
            "address": f"{request.url.path}?{request.url.query}",
            "back": request.query_params.get("redirect_uri", ""),
        }
        return render(_PAGE, {"title": self.title, "consent": self, **asked}, leaves=True)

    def refuse(self, why: str, status: int = 400) -> HTMLResponse:
        """Say on a page what is wrong with a question, when the address of return is not sure."""
        return _page(self.sorry, why, status)

    def decide(self, world: World, params: Sent, scopes: Sequence[str]) -> Response:
        """Send the browser back with a code for these scopes, or with the person's no."""
        if params.text("answer") != "yes":
            return self.back(params, self.denied)
        named = params.text("account")
        names = named.replace(",", " ").split() if self.several else [named]
        if not names or any(account_in(PREFIX + each) is None for each in names):
            return self.refuse("There is no such account.")
        return self.let_in(world, params, names, scopes)

    def let_in(
        self, world: World, params: Sent, accounts: Sequence[str], scopes: Sequence[str]
    ) -> Response:
        """Send the browser back with a code."""
        code = new_secret("c")
        made = {
            "accounts": list(accounts),
            "scopes": list(scopes),
            "client_id": params.text("client_id"),
            "redirect_uri": params.text("redirect_uri"),
            "challenge": params.text("code_challenge"),
            "method": params.text("code_challenge_method"),
            "at": wire_time(world.clock.now()),
            "used": False,
        }
        world.remember(self.network, f"code:{code}", made)
        return self.back(params, {"code": code})

    def back(self, params: Sent, answer: Mapping[str, str]) -> Response:
        """Send the browser back, with the state it came with."""
        there = params.text("redirect_uri")
        if there == OUT_OF_BAND:
            if "code" not in answer:
                return self.refuse(answer.get("error_description", ""))
            return _page("Your code", answer["code"])
        state = {"state": params.text("state")} if params.text("state") else {}
        mark = "&" if urlsplit(there).query else "?"
        return RedirectResponse(f"{there}{mark}{urlencode({**answer, **state})}{self.ending}", 302)

    def known(self, world: World, params: Sent) -> dict[str, Any] | None:
        """What a code was made for, whether it is still worth something or not."""
        return world.recall(self.network, f"code:{params.text('code')}")

    def found(self, world: World, params: Sent, client: str) -> dict[str, Any] | None:
        """What a code was made for; None unless it is fresh, unused and this client's."""
        made = self.known(world, params)
        if (
            made is None
            or made["used"]
            or world.clock.now() >= read_moment(made["at"]) + self.code_lives
            or made["client_id"] != client
            or made["redirect_uri"] != params.text("redirect_uri")
        ):
            return None
        return made

    def redeem(self, world: World, params: Sent, client: str) -> dict[str, Any] | None:
        """What a good code was made for, None for any other; the code is used up."""
        with world.lock:
            made = self.found(world, params, client)
            if made is not None:
                used = {**made, "used": True}
                world.remember(self.network, f"code:{params.text('code')}", used)
            return made


def _page(title: str, message: str, status: int = 200) -> HTMLResponse:
    return render(_PAGE, {"title": title, "consent": None, "message": message}, status)


def wrong(params: Sent, kind: str = "") -> str:
    """Why a question cannot be asked, "" when it can; `kind` is the usual response_type."""
    if not params.text("client_id"):
        return "The application must name itself: client_id is missing."
    parts = urlsplit(params.text("redirect_uri"))
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment:
        return "The address of return, redirect_uri, must be an absolute one without a #."
    if (params.text("response_type") or kind) != "code":
        return "response_type must be code."
    return ""


def rights_in(params: Sent) -> list[str]:
    """The rights that are asked for, with commas or spaces between them."""
    return params.text("scope").replace(",", " ").split()


def verified(made: Mapping[str, Any], verifier: str) -> bool:
    """Whether a verifier fits a code's challenge; a code without a challenge takes none.

    Source: https://www.rfc-editor.org/rfc/rfc7636#section-4.6
    """
    if not made["challenge"] or not verifier:
        return not made["challenge"] and not verifier
    if made["method"] == "S256":
        digest = sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return secrets.compare_digest(verifier.encode(), made["challenge"].encode())
