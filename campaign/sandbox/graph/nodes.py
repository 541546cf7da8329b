"""Addresses that both networks share: a node by its id, its comments, its figures.

A post or comment of a page has a `_` in its id. All other ids are plain numbers, and `me` is what
the token opens.
"""

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import FACEBOOK, INSTAGRAM, Account
from campaign.sandbox.graph import containers, facebook, instagram, posts
from campaign.sandbox.graph.gate import (
    ME,
    GraphRoute,
    TheToken,
    current,
    invalid,
    member,
    not_found,
    own_post,
)
from campaign.sandbox.graph.shapes import chosen, fields, insights
from campaign.sandbox.ledger import Entry
from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.wire import Asked, Base, Refusal, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter(prefix="/{version}", route_class=GraphRoute, dependencies=[Depends(current)])

_INSTAGRAMS = frozenset({"user_id", "account_type", "media_count", "follows_count"})
_MOST_IDS = 50


@router.get("/")
def several(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked
) -> JSONResponse:
    """Show several nodes in one answer; when one of them is gone, none."""
    return say(request, {id: _node(world, token, params, id, base) for id in _ids(params)})


@router.get("/insights")
def several_insights(
    request: Request, world: TheWorld, token: TheToken, params: Asked
) -> JSONResponse:
    """Tell the figures of several posts in one answer."""
    return say(request, {id: _insights(world, token, params, id) for id in _ids(params)})


@router.get("/{id}/insights")
def one_insights(
    request: Request, world: TheWorld, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Tell the figures of one post."""
    return say(request, _insights(world, token, params, id))


@router.post("/{id}/comments")
def remark(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Put a comment under one's own post."""
    message = params.text("message")
    with world.lock:
        if "_" in id:
            post = own_post(world, token, FACEBOOK, id)
            return say(request, {"id": facebook.remark(world, token, post, message, base)})
        post = own_post(world, token, INSTAGRAM, id)
        return say(request, {"id": instagram.remark(world, post, message, base)})


@router.get("/{id}/comments")
def remarks(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """List the comments under one's own post."""
    if "_" in id:
        post = own_post(world, token, FACEBOOK, id)
        return say(request, facebook.remarks(world, token, post, params, base))
    return say(request, instagram.remarks(world, own_post(world, token, INSTAGRAM, id), params))


@router.get("/{id}/attachments")
def attachments(
    request: Request, world: TheWorld, base: Base, token: TheToken, id: str
) -> JSONResponse:
    """List what hangs on a page's post."""
    shape = posts.shape(world, member(world, token, FACEBOOK), id, base)
    if shape is None:
        raise not_found(id)
    return say(request, shape.get("attachments") or {"data": []})


@router.get("/{id}")
def node(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Show one node."""
    return say(request, _node(world, token, params, id, base))


@router.post("/{id}")
def change(
    request: Request, world: TheWorld, base: Base, token: TheToken, params: Asked, id: str
) -> JSONResponse:
    """Publish a page's post or film that is not published yet, or change its words."""
    if not facebook.change(world, token, params, id, base):
        raise not_found(id, "post")
    return say(request, {"success": True})


@router.delete("/{id}")
def delete(request: Request, world: TheWorld, token: TheToken, id: str) -> JSONResponse:
    """Take one's own post down."""
    with world.lock:
        if "_" in id:
            entry = world.ledger.find(FACEBOOK, id)
            who = member(world, token, FACEBOOK)
            if entry is not None and entry.reply_to and entry.account == who.name:
                world.delete(entry)
            else:
                posts.delete(world, who, id)
        else:
            world.delete(_on_instagram(world, token, id))
    return say(request, {"success": True})


def _on_instagram(world: World, token: TheToken, id: str) -> Entry:
    """One's own comment, or one's own post: only Facebook's login deletes posts. Raises Refusal."""
    who = member(world, token, INSTAGRAM)
    entry = world.ledger.find(INSTAGRAM, id)
    if entry is not None and entry.account == who.name and entry.reply_to:
        return entry
    if token.network == INSTAGRAM:
        raise not_found(id, "delete")
    return own_post(world, token, INSTAGRAM, id)


def _node(world: World, token: TheToken, params: Asked, id: str, base: str) -> dict[str, Any]:
    kind, shape = _shape(world, token, params, id, base)
    usual = ("id", "name") if kind in ("Page", "User") else ("id",)
    return chosen(shape, params, kind, usual)


def _shape(
    world: World, token: TheToken, params: Asked, id: str, base: str
) -> tuple[str, dict[str, Any]]:
    """The kind of a node, and all its fields. Raises Refusal when there is none."""
    if token.person:
        if id == ME:
            return "User", facebook.person()
        raise not_found(id)
    if "_" in id:
        found = posts.shape(world, member(world, token, FACEBOOK), id, base)
        if found is None:
            raise not_found(id)
        return "PagePost", found
    network = _network(token, params)
    if id == ME:
        return _own(world, member(world, token, network), network)
    if token.network != FACEBOOK:
        who = member(world, token, INSTAGRAM)
        if (container := containers.shape(world, who, id)) is not None:
            return "ShadowIGMediaBuilder", container
        entry = world.ledger.find(INSTAGRAM, id)
        if entry is not None and entry.account == who.name:
            if entry.reply_to:
                return "IGComment", instagram.remark_shape(entry)
            return "Media", instagram.post(world, entry, base)
    if token.network != INSTAGRAM:
        page = member(world, token, FACEBOOK)
        if (film := facebook.film(world, page, id, base)) is not None:
            return "Video", film
        upload = world.upload(FACEBOOK, page.name, id)
        if upload is not None:
            alt = upload.picture.alt or None
            return "Photo", {"id": id, "alt_text_custom": alt, "alt_text": alt}
    who = member(world, token, network)
    if id != who.id:
        raise not_found(id)
    return _own(world, who, network)


def _own(world: World, who: Account, network: str) -> tuple[str, dict[str, Any]]:
    if network == INSTAGRAM:
        return "IGUser", instagram.account(world, who)
    return "Page", facebook.account(world, who)


def _network(token: TheToken, params: Asked) -> str:
    """The network that a request means; for a token that opens both, the fields show it."""
    if token.network:
        return token.network
    wanted = set(fields(params))
    is_instagram = wanted & _INSTAGRAMS or ("username" in wanted and "category" not in wanted)
    return INSTAGRAM if is_instagram else FACEBOOK


def _insights(world: World, token: TheToken, params: Asked, id: str) -> dict[str, Any]:
    if "_" not in id:
        entry = own_post(world, token, INSTAGRAM, id)
        return insights(id, params, instagram.figures(world, entry))
    if "read_insights" not in token.rights:
        raise refuse("(#10) This endpoint requires the 'read_insights' permission", 10, status=403)
    entry = own_post(world, token, FACEBOOK, id)
    return insights(id, params, posts.figures(world, entry))


def _ids(params: Asked) -> list[str]:
    ids = [each for each in params.text("ids").split(",") if each]
    if not ids:
        raise invalid("The parameter ids is required")
    if len(ids) > _MOST_IDS:
        raise Refusal(
            400,
            {"error": {"message": "(#100) Too many IDs", "type": "OAuthException", "code": 100}},
        )
    return ids
