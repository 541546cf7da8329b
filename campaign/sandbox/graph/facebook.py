"""The edges of a Facebook page: its posts, photos, films and comments."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import FACEBOOK, Account
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.graph import comments, media, posts, rules, tokens
from campaign.sandbox.graph.gate import (
    GraphRoute,
    TheToken,
    current,
    flag,
    invalid,
    listed,
    member,
    page,
)
from campaign.sandbox.graph.shapes import chosen, listing
from campaign.sandbox.ledger import Entry
from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.meta.media import fetched
from campaign.sandbox.wire import Asked, Base, TheWorld, say
from campaign.sandbox.world import Upload, World

router = APIRouter(prefix="/{version}", route_class=GraphRoute, dependencies=[Depends(current)])

MANAGE, READ, ENGAGE = "pages_manage_posts", "pages_read_engagement", "pages_manage_engagement"
_USUAL = ("id", "message", "created_time")


@router.post("/{id}/photos")
def photo(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Take a picture: unpublished, for a post to come, or as a post of its own."""
    who = page(world, token, id, MANAGE)
    address = params.text("url")
    if address:
        data = fetched(world, who, address, rules.PHOTO_BYTES)
    else:
        data = next(iter(params.files.values()), b"")
    picture = replace(media.photo(world, data), alt=params.text("alt_text_custom"))
    with world.lock:
        upload = posts.hand_in(world, who, picture)
        if not flag(params, "published", True):
            return say(request, {"id": upload.id})
        message = params.text("caption") or params.text("message")
        post = posts.keep(world, who, message, "", [upload])
        posts.publish(world, who, post, base)
    return say(request, {"id": upload.id, "post_id": post})


@router.post("/{id}/feed")
def feed(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Make a post, published at once unless it is asked not to be."""
    who = page(world, token, id, MANAGE)
    message, link = params.text("message"), params.text("link")
    attached = listed(params, "attached_media")
    if not message and not link and not attached:
        raise invalid("You must provide at least one of message, link or attached_media")
    if link and attached:
        raise invalid("A post has a link or attached_media, not both")
    with world.lock:
        photos = posts.photos(world, who, attached)
        post = posts.keep(world, who, message, link, photos)
        if flag(params, "published", True):
            posts.publish(world, who, post, base)
    return say(request, {"id": post})


@router.post("/{id}/videos")
def video(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Take a film, which is worked on for a while; publish it unless asked not to."""
    who = page(world, token, id, MANAGE)
    data = next(iter(params.files.values()), b"")
    if len(data) > rules.FILM_BYTES:
        raise refuse("(#352) The video file you selected is too large", 352)
    seen = media.film(world, data)
    with world.lock:
        upload = Upload(FACEBOOK, who.name, str(world.new_id()), seen)
        world.keep_upload(upload)
        post = posts.keep(world, who, params.text("description"), "", [upload], film=upload.id)
        facts = {
            "account": who.name,
            "post": post,
            "at": wire_time(world.clock.now()),
            "asked": False,
        }
        world.remember(FACEBOOK, _film(upload.id), facts)
        if flag(params, "published", True):
            posts.publish(world, who, post, base)
    return say(request, {"id": upload.id})


@router.get("/{id}/published_posts")
@router.get("/{id}/posts")
@router.get("/{id}/feed")
def published(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """List what a page has published, newest first, without comments."""
    who = page(world, token, id, READ)

    def show(entry: Entry) -> dict[str, Any]:
        return chosen(
            posts.shape(world, who, entry.remote_id, base) or {}, params, "PagePost", _USUAL
        )

    return say(request, listing(world.ledger.timeline(FACEBOOK, who.name), params, show))


@router.get("/me/accounts")
def pages(request: Request, world: TheWorld, token: TheToken, params: Asked) -> JSONResponse:
    """The pages for which a person may speak, each with its own token."""
    if not token.person:
        raise invalid("Tried accessing nonexisting field (accounts) on node type (Page)")
    data = []
    for name in token.pages:
        who = world.account(FACEBOOK, name)
        shape = account(world, who) | {
            "access_token": tokens.of_page(world, name, token),
            "tasks": ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MODERATE", "MANAGE"],
        }
        data.append(chosen(shape, params, "Page", ("id", "name", "access_token")))
    ends = {"before": "MAZDZD", "after": "MAZDZD"}
    return say(request, {"data": data, "paging": {"cursors": ends}})


def account(world: World, who: Account) -> dict[str, Any]:
    """A page with all its fields."""
    followers = world.followers(who)
    return {
        "id": who.id,
        "name": who.display_name,
        "username": who.name,
        "category": "Nonprofit organization",
        "followers_count": followers,
        "fan_count": followers,
        "link": f"https://www.facebook.com/{who.name}",
        "instagram_business_account": {"id": who.id},
    }


def person() -> dict[str, Any]:
    """The person who is logged in."""
    return {"id": "10000000000000001", "name": "Sandbox Person"}


def film(world: World, who: Account, id: str, base: str) -> dict[str, Any] | None:
    """A page's own film with all its fields, or None; the first question ends the work on it."""
    facts = world.recall(FACEBOOK, _film(id))
    if facts is None or facts["account"] != who.name:
        return None
    post = posts.shape(world, who, facts["post"], base)
    if post is None:
        return None
    age = world.clock.now() - read_moment(facts["at"])
    ready = facts["asked"] or age >= rules.WORKED_ON
    if not ready:
        world.remember(FACEBOOK, _film(id), {**facts, "asked": True})
    return {
        "id": id,
        "description": post["message"],
        "status": {"video_status": "ready" if ready else "processing"},
        "published": post["is_published"],
        "permalink_url": post["permalink_url"].removeprefix(base),
        "post_id": facts["post"].partition("_")[2],
        "created_time": post["created_time"],
    }


def change(world: World, token: TheToken, params: Asked, id: str, base: str) -> bool:
    """Publish a page's own post or film, or change its words; False when there is none.

    The words of a comment change as well. Raises Refusal.
    """
    who = member(world, token, FACEBOOK)
    comment = world.ledger.find(FACEBOOK, id)
    if comment is not None and comment.reply_to and comment.account == who.name:
        page(world, token, who.id, ENGAGE)
        world.revise(replace(comment, text=_words(params, "message")))
        return True
    page(world, token, who.id, MANAGE)
    facts = world.recall(FACEBOOK, _film(id))
    if facts is not None and facts["account"] == who.name:
        if "description" in params.fields:
            posts.reword(world, who, facts["post"], params.text("description"))
        if flag(params, "published", False):
            posts.publish(world, who, facts["post"], base)
        return True
    if posts.draft(world, who, id) is None:
        return False
    if not {"message", "is_published"} & set(params.fields):
        raise invalid("The sandbox changes nothing of a post but message and is_published")
    if "message" in params.fields:
        posts.reword(world, who, id, params.text("message"))
    if flag(params, "is_published", False):
        posts.publish(world, who, id, base)
    return True


def _words(params: Asked, name: str) -> str:
    if not params.text(name):
        raise invalid(f"The parameter {name} is required")
    return params.text(name)


def remark(world: World, token: TheToken, post: Entry, message: str, base: str) -> str:
    """A page's comment under a post; gives its id. Raises Refusal."""
    page(world, token, member(world, token, FACEBOOK).id, ENGAGE)
    if not message:
        raise invalid("One of message, attachment_id or attachment_url is required")
    number = world.new_id()
    id = f"{post.remote_id.partition('_')[2]}_{number}"
    return comments.put(world, post, id, f"{post.path}?comment_id={number}", message, base)


def remarks(world: World, token: TheToken, post: Entry, params: Asked, base: str) -> dict[str, Any]:
    """The comments under a post, the oldest first unless it is asked otherwise."""
    who = page(world, token, member(world, token, FACEBOOK).id, READ)
    found = world.ledger.replies(FACEBOOK, post.remote_id)
    if params.text("order") != "reverse_chronological":
        found.reverse()

    def show(entry: Entry) -> dict[str, Any]:
        shape = posts.shape(world, who, entry.remote_id, base) or {}
        return chosen(shape, params, "Comment", ("id", "message", "created_time", "from"))

    return listing(found, params, show)


def _film(id: str) -> str:
    return f"film:{id}"
