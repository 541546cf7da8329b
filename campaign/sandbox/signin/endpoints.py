"""The two endpoints of a consent page: one shows the question, one takes the person's answer."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from campaign.sandbox.signin.consent import ANSWER, Consent, rights_in
from campaign.sandbox.wire import Asked, Refusal, Sent, TheWorld
from campaign.sandbox.world import World

Check = Callable[[World, Sent], str | Response]
"""What is wrong with a question: a sentence for a page, or the whole answer; "" for nothing."""


def _client_id(world: World, params: Sent) -> str:
    return params.text("client_id")


def _nobody(params: Sent) -> str | None:
    return None


def serve(
    router: APIRouter,
    path: str,
    consent: Consent,
    check: Check,
    *,
    rights: Callable[[Sent], list[str]] = rights_in,
    granted: Callable[[Sent], list[str]] | None = None,
    application: Callable[[World, Sent], str] = _client_id,
    trusted_by: Callable[[Sent], str | None] = _nobody,
) -> None:
    """Add both endpoints of a network's consent page to its router.

    `rights` are those that the page names, and `granted` those that a yes gives (the same, unless
    a network leaves some out). `application` is the name on the page. `trusted_by` gives the
    account that lets an application in without a page, or None.
    """
    given = granted or rights

    def refused(world: World, params: Sent) -> Response | None:
        wrong = check(world, params)
        if isinstance(wrong, Response):
            return wrong
        return consent.refuse(wrong) if wrong else None

    @router.get(path)
    def question(request: Request, world: TheWorld, params: Asked) -> Response:
        """Show the page on which a person says yes or no, and as whom."""
        refusal = refused(world, params)
        if refusal is not None:
            return refusal
        owner = trusted_by(params)
        if owner is not None:
            return consent.let_in(world, params, [owner], given(params))
        return consent.ask(request, application(world, params), rights(params))

    @router.post(path)
    def decision(world: TheWorld, params: Asked) -> Response:
        """Send the browser back with a code, or with the person's no."""
        refusal = refused(world, params.without(ANSWER))
        if refusal is not None:
            return refusal
        return consent.decide(world, params, given(params))


def token_error(error: str, description: str, status: int = 400) -> Refusal:
    """A token endpoint's refusal: https://www.rfc-editor.org/rfc/rfc6749#section-5.2."""
    return Refusal(status, {"error": error, "error_description": description})
