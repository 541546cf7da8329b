"""The edges of an Instagram account: its containers, posts, comments and quota."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import INSTAGRAM, Account
from campaign.sandbox.graph import comments, containers, rules
from campaign.sandbox.graph.gate import (
    GraphRoute,
    TheToken,
    current,
    invalid,
    own,
)
from campaign.sandbox.graph.shapes import chosen, listing
from campaign.sandbox.ledger import Entry
from campaign.sandbox.meta.answers import refuse, stamp
from campaign.sandbox.wire import Asked, Base, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter(prefix="/{version}", route_class=GraphRoute, dependencies=[Depends(current)])


@router.post("/{id}/media")
def make(
    request: Request, world: TheWorld, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Make a container; nobody sees it before it is published."""
    who = own(world, token, INSTAGRAM, id)
    return say(request, {"id": containers.make(world, who, params)})


@router.post("/{id}/media_publish")
def publish(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Publish a container."""
    who = own(world, token, INSTAGRAM, id)
    creation = params.text("creation_id")
    if not creation:
        raise invalid("The parameter creation_id is required")
    return say(request, {"id": containers.publish(world, who, creation, base)})


@router.get("/{id}/media")
def posts(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """List an account's posts, newest first."""
    who = own(world, token, INSTAGRAM, id)

    def show(entry: Entry) -> dict[str, Any]:
        return chosen(post(world, entry, base), params, "Media")

    return say(request, listing(world.ledger.timeline(INSTAGRAM, who.name), params, show))


@router.get("/{id}/content_publishing_limit")
def quota(
    request: Request, world: TheWorld, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Tell how much of what a day allows has been used."""
    who = own(world, token, INSTAGRAM, id)
    shape = {
        "config": {"quota_total": rules.POSTS_A_DAY, "quota_duration": rules.DAY},
        "quota_usage": containers.used(world, who),
    }
    return say(
        request, {"data": [chosen(shape, params, "ContentPublishingLimit", ("quota_usage",))]}
    )


def account(world: World, who: Account) -> dict[str, Any]:
    """An account with all its fields."""
    count = len(world.ledger.timeline(INSTAGRAM, who.name))
    return {
        "id": who.id,
        "user_id": who.id,
        "username": who.name,
        "name": who.display_name,
        "account_type": "BUSINESS",
        "followers_count": world.followers(who),
        "follows_count": 0,
        "media_count": count,
    }


def post(world: World, entry: Entry, base: str) -> dict[str, Any]:
    """A post with all its fields."""
    tally = world.tally(entry)
    single = entry.pictures[0] if len(entry.pictures) == 1 else None
    kind = {"IMAGE": "IMAGE", "REELS": "VIDEO", "CAROUSEL": "CAROUSEL_ALBUM"}[entry.body["kind"]]
    return {
        "id": entry.remote_id,
        "caption": entry.text or None,
        "timestamp": stamp(entry.accepted_at),
        "permalink": base + entry.path,
        "media_type": kind,
        "media_product_type": "REELS" if kind == "VIDEO" else "FEED",
        "media_url": f"{base}/_sandbox/media/{single.sha256}" if single else None,
        "alt_text": (single.alt or None) if single else None,
        "children": None if single else {"data": _children(entry)},
        "shortcode": entry.body["shortcode"],
        "username": entry.account,
        "like_count": tally.reactions,
        "comments_count": tally.replies,
    }


def _children(entry: Entry) -> list[dict[str, Any]]:
    """The pictures of a carousel; each has an id of its own, made of its post's."""
    return [
        {
            "id": f"{entry.remote_id}{number:02}",
            "media_type": "VIDEO" if picture.is_film else "IMAGE",
            **({"alt_text": picture.alt} if picture.alt else {}),
        }
        for number, picture in enumerate(entry.pictures, start=1)
    ]


def figures(world: World, entry: Entry) -> dict[str, int]:
    """A post's insights; there are about forty views for each reaction."""
    tally = world.tally(entry)
    views = 40 * tally.reactions + 25 * (tally.reposts + tally.replies)
    shares, saved = tally.reposts, tally.bookmarks
    return {
        "comments": tally.replies,
        "likes": tally.reactions,
        "reach": views * 3 // 4,
        "reposts": tally.quotes,
        "saved": saved,
        "shares": shares,
        "total_interactions": tally.reactions + tally.replies + saved + shares,
        "views": views,
    }


def remark(world: World, post: Entry, message: str, base: str) -> str:
    """An account's comment under its own post; gives its id. Raises Refusal."""
    if not message:
        raise invalid("The parameter message is required")
    if len(message) > rules.COMMENT:
        says = ("Comment too long", f"A comment has at most {rules.COMMENT} characters.")
        raise refuse("The comment is too long", 100, 2207010, says=says)
    id = str(world.new_id())
    return comments.put(world, post, id, f"{post.path}c/{id}/", message, base)


def remarks(world: World, post: Entry, params: Asked) -> dict[str, Any]:
    """The comments under a post, newest first."""

    def show(entry: Entry) -> dict[str, Any]:
        return chosen(remark_shape(entry), params, "Comment", ("id", "text", "timestamp"))

    return listing(world.ledger.replies(INSTAGRAM, post.remote_id), params, show)


def remark_shape(entry: Entry) -> dict[str, Any]:
    """A comment with all its fields."""
    return {
        "id": entry.remote_id,
        "text": entry.text,
        "timestamp": stamp(entry.accepted_at),
        "username": entry.account,
        "like_count": 0,
    }
