"""The addresses at which people see a Facebook or Instagram post: they lead to the wall."""

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaign.sandbox.accounts import FACEBOOK, INSTAGRAM
from campaign.sandbox.graph.containers import number
from campaign.sandbox.ledger import Entry
from campaign.sandbox.wire import TheWorld

router = APIRouter(include_in_schema=False)


@router.get("/{name}/posts/{id}")
def facebook_post(world: TheWorld, name: str, id: str) -> Response:
    """Show a post of a page."""
    page = world.accounts.find(FACEBOOK, name)
    return _led(world.ledger.find(FACEBOOK, f"{page.id}_{id}") if page else None)


@router.get("/p/{code}/")
def instagram_post(world: TheWorld, code: str) -> Response:
    """Show an Instagram post."""
    return _led(world.ledger.find(INSTAGRAM, number(code)))


@router.get("/p/{code}/c/{id}/")
def instagram_comment(code: str, id: str) -> Response:
    """Lead from a comment to its post."""
    return RedirectResponse(f"/p/{code}/")


def _led(entry: Entry | None) -> Response:
    """The account's posts on the wall; nothing for a post that does not stand."""
    if entry is None:
        return HTMLResponse("<!doctype html><title>Sandbox</title><p>There is no such post.", 404)
    return RedirectResponse("/?" + urlencode({"network": entry.network, "account": entry.account}))
