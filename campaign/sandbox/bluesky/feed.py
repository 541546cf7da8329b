"""app.bsky: posts with their counts, profiles and feeds, open to everybody."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import BLUESKY, Account
from campaign.sandbox.bluesky import shapes
from campaign.sandbox.bluesky.gate import Counted, invalid, refuse
from campaign.sandbox.bluesky.names import Address, address
from campaign.sandbox.bluesky.write import look_up
from campaign.sandbox.ledger import Entry
from campaign.sandbox.wire import Base, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter(prefix="/xrpc", dependencies=[Counted])

MOST_URIS = 25
_THREAD = "app.bsky.feed.defs#threadViewPost"
_NOT_FOUND = "app.bsky.feed.defs#notFoundPost"
PAGE = Query(ge=1, le=100)


@router.get("/app.bsky.feed.getPosts")
def get_posts(
    request: Request, world: TheWorld, base: Base, uris: Annotated[list[str] | None, Query()] = None
) -> JSONResponse:
    """Show up to 25 posts; a post that is gone is left out."""
    if not uris:
        raise invalid('Error: Params must have the property "uris"')
    if len(uris) > MOST_URIS:
        raise invalid(f"Error: uris must not have more than {MOST_URIS} elements")
    entries = [_entry(world, uri) for uri in dict.fromkeys(uris)]
    posts = [shapes.post(world, each, base) for each in entries if each is not None]
    return say(request, {"posts": posts})


@router.get("/app.bsky.actor.getProfile")
def get_profile(request: Request, world: TheWorld, base: Base, actor: str = "") -> JSONResponse:
    """Show an account with its followers."""
    return say(request, shapes.profile(world, _known(world, actor), base))


@router.get("/app.bsky.feed.getAuthorFeed")
def get_author_feed(
    request: Request,
    world: TheWorld,
    base: Base,
    actor: str = "",
    limit: Annotated[int, PAGE] = 50,
    cursor: str | None = None,
    filter: str = "posts_with_replies",
) -> JSONResponse:
    """List what an account posted, newest first."""
    entries = [
        entry
        for entry in world.ledger.standing(BLUESKY, _known(world, actor).name)
        if not (filter == "posts_no_replies" and entry.reply_to)
        and not (filter == "posts_with_media" and not entry.pictures)
    ]
    start = int(cursor) if cursor is not None and cursor.isdigit() else 0
    page = entries[start : start + limit]
    body: dict[str, Any] = {"feed": [{"post": shapes.post(world, each, base)} for each in page]}
    if start + limit < len(entries):
        body["cursor"] = str(start + limit)
    return say(request, body)


@router.get("/app.bsky.feed.getPostThread")
def get_post_thread(
    request: Request,
    world: TheWorld,
    base: Base,
    uri: str = "",
    depth: Annotated[int, Query(ge=0, le=1000)] = 6,
    parent_height: Annotated[int, Query(ge=0, le=1000, alias="parentHeight")] = 80,
) -> JSONResponse:
    """Show a post with what it answers, and with its replies."""
    if not uri:
        raise invalid('Error: Params must have the property "uri"')
    entry = _entry(world, uri)
    if entry is None:
        raise refuse(400, "NotFound", f"Post not found: {uri}")
    view = _below(world, entry, base, depth)
    if entry.reply_to and parent_height:
        view["parent"] = _above(world, entry.reply_to, base, parent_height)
    return say(request, {"thread": view})


def _below(world: World, entry: Entry, base: str, depth: int) -> dict[str, Any]:
    view: dict[str, Any] = {"$type": _THREAD, "post": shapes.post(world, entry, base)}
    if depth:
        under = reversed(world.ledger.replies(BLUESKY, entry.remote_id))
        view["replies"] = [_below(world, each, base, depth - 1) for each in under]
    return view


def _above(world: World, uri: str, base: str, height: int) -> dict[str, Any]:
    entry = world.ledger.find(BLUESKY, uri)
    if entry is None:
        return {"$type": _NOT_FOUND, "uri": uri, "notFound": True}
    view: dict[str, Any] = {"$type": _THREAD, "post": shapes.post(world, entry, base)}
    if entry.reply_to and height > 1:
        view["parent"] = _above(world, entry.reply_to, base, height - 1)
    return view


def _entry(world: World, uri: str) -> Entry | None:
    """The post at an AT-URI, whose repository may be named by handle or DID."""
    at = address(uri)
    if at is None:
        raise invalid("Error: uris must be valid at-uris")
    owner = look_up(world, at.repo)
    if owner is None:
        return None
    return world.ledger.find(BLUESKY, str(Address(owner.did, at.collection, at.rkey)))


def _known(world: World, actor: str) -> Account:
    account = look_up(world, actor)
    if account is None:
        raise invalid("Profile not found")
    return account
