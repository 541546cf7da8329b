"""Threads' endpoints about an account and its posts: read, list, delete."""

from collections.abc import Iterable, Mapping
from typing import Any

import regex
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import THREADS, Account
from campaign.sandbox.ledger import Entry
from campaign.sandbox.limits import Window
from campaign.sandbox.meta import answers
from campaign.sandbox.threads import containers, rules
from campaign.sandbox.threads.gate import ME, VERSION, Member, invalid, not_found, own, spend
from campaign.sandbox.wire import Asked, Base, Sent, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter(prefix=VERSION)

LONGEST_PAGE = 100
_KINDS = {"TEXT": "TEXT_POST", "IMAGE": "IMAGE", "VIDEO": "VIDEO", "CAROUSEL": "CAROUSEL_ALBUM"}
_LIST = frozenset(
    {"access_token", "after", "before", "fields", "limit", "reverse", "since", "until"}
)
_OF_CONTAINER = frozenset({"id", "status", "error_message"})


@router.get("/{user}/threads")
def listed(
    request: Request, world: TheWorld, base: Base, member: Member, params: Asked, user: str
) -> JSONResponse:
    """List a member's own posts, newest first, without replies."""
    own(member, user)
    posts = world.ledger.timeline(THREADS, member.name)
    return say(request, _page(world, base, member, posts, params))


@router.get("/{id}/replies")
def replies(
    request: Request, world: TheWorld, base: Base, member: Member, params: Asked, id: str
) -> JSONResponse:
    """List a member's own replies, or the replies to a post, newest first."""
    if id in (ME, member.id):
        posts = [each for each in world.ledger.standing(THREADS, member.name) if each.reply_to]
    else:
        _found(world, id)
        posts = world.ledger.replies(THREADS, id)
    if params.text("reverse") == "false":
        posts.reverse()
    return say(request, _page(world, base, member, posts, params))


@router.get("/{user}/threads_publishing_limit")
def quota(
    request: Request, world: TheWorld, member: Member, params: Asked, user: str
) -> JSONResponse:
    """Tell how much of what a day allows has been used."""
    own(member, user)
    shape: dict[str, Any] = {}
    windows = {
        "": rules.POSTS,
        "reply_": rules.REPLIES,
        "delete_": rules.DELETES,
        "location_search_": rules.SEARCHES,
    }
    for prefix, window in windows.items():
        shape[f"{prefix}quota_usage"] = _used(world, window, member)
        config = {"quota_total": window.points, "quota_duration": window.seconds}
        shape[f"{prefix}config"] = config
    return say(request, {"data": [_chosen(shape, params, identified=False)]})


@router.get("/{id}/conversation")
def conversation(
    request: Request, world: TheWorld, base: Base, member: Member, params: Asked, id: str
) -> JSONResponse:
    """List all that stands below a post, answers to answers too, newest first."""
    _found(world, id)
    posts = sorted(_below(world, id), key=lambda each: int(each.remote_id), reverse=True)
    if params.text("reverse") == "false":
        posts.reverse()
    return say(request, _page(world, base, member, posts, params))


@router.get("/{user}/mentions")
def mentions(
    request: Request, world: TheWorld, base: Base, member: Member, params: Asked, user: str
) -> JSONResponse:
    """List others' posts that name the member, newest first."""
    own(member, user)
    named = regex.compile(rf"(?<![\w@])@{regex.escape(member.name)}(?![\w.])", regex.IGNORECASE)
    posts = [
        each
        for each in world.ledger.standing(THREADS)
        if each.account != member.name and named.search(each.text)
    ]
    return say(request, _page(world, base, member, posts, params))


@router.get("/{id}")
def node(
    request: Request, world: TheWorld, base: Base, member: Member, params: Asked, id: str
) -> JSONResponse:
    """Show the member, one of its containers, or a post."""
    if id in (ME, member.id):
        profile = {
            "id": member.id,
            "username": member.name,
            "name": member.display_name,
            "threads_profile_picture_url": f"{base}/_sandbox/avatar/{member.name}.svg",
            "threads_biography": "",
            "is_verified": False,
            "recently_searched_keywords": None,
            "is_eligible_for_geo_gating": False,
        }
        return say(request, _chosen(profile, params))
    if (of := world.recall(THREADS, f"child:{id}")) is not None:
        return say(request, _chosen(_child(base, _found(world, of["post"]), id), params))
    facts = containers.CONTAINERS.find(world, member, id)
    if facts is None:
        if {"status", "error_message"} & set(_fields(params)):
            _found(world, id)
            # https://github.com/exileum/meta-mcp/issues/143
            raise invalid("Tried accessing nonexisting field (status)")
        return say(request, _chosen(_post(world, base, member, _found(world, id)), params))
    if wrong := sorted(set(_fields(params)) - _OF_CONTAINER):
        raise invalid(f"Tried accessing nonexisting field ({wrong[0]})")
    return say(request, _chosen(containers.shape(world, id, facts), params))


@router.delete("/{id}")
def delete(request: Request, world: TheWorld, member: Member, id: str) -> JSONResponse:
    """Take a member's own post down."""
    with world.lock:
        entry = _found(world, id)
        if entry.account != member.name:
            raise not_found(id)
        spend(request, world, rules.DELETES, member.id)
        world.delete(entry)
    return say(request, {"success": True, "deleted_id": id})


def _below(world: World, id: str) -> list[Entry]:
    under = world.ledger.replies(THREADS, id)
    return [*under, *(each for one in under for each in _below(world, one.remote_id))]


def _found(world: World, id: str) -> Entry:
    entry = world.ledger.find(THREADS, id)
    if entry is None:
        raise not_found(id)
    return entry


def _page(
    world: World, base: str, member: Account, posts: Iterable[Entry], params: Sent
) -> dict[str, Any]:
    if unknown := sorted(params.fields.keys() - _LIST):
        raise invalid(f"Param {unknown[0]} is not a valid parameter")
    since, until = params.text("since"), params.text("until")
    try:
        size = max(1, min(int(params.text("limit") or 25), LONGEST_PAGE))
        span = [float(each) for each in (since or 0, until or 1e12)]
    except ValueError:
        raise invalid("since, until and limit must be numbers") from None
    fitting = [each for each in posts if span[0] <= each.accepted_at.timestamp() <= span[1]]

    def show(entry: Entry) -> dict[str, Any]:
        return _chosen(_post(world, base, member, entry), params)

    return answers.paged(fitting, params.text("after"), size, show)


def _post(world: World, base: str, member: Account, entry: Entry) -> dict[str, Any]:
    """A post with all its fields; a field that it does not have is None."""
    parent = world.ledger.find(THREADS, entry.reply_to) if entry.reply_to else None
    root = parent
    while root is not None and root.reply_to:
        root = world.ledger.find(THREADS, root.reply_to)
    single = entry.pictures[0] if len(entry.pictures) == 1 else None
    film = single is not None and single.is_film
    children = entry.body.get("children", ())
    return {
        "id": entry.remote_id,
        "media_product_type": "THREADS",
        "media_type": _KINDS[entry.body["media_type"]],
        "media_url": f"{base}/_sandbox/media/{single.sha256}" if single else None,
        "gif_url": None,
        "thumbnail_url": f"{base}/_sandbox/avatar/{entry.account}.svg" if film else None,
        "children": {"data": [{"id": each} for each in children]} if children else None,
        "permalink": base + entry.path,
        "owner": {"id": world.account(THREADS, entry.account).id},
        "username": entry.account,
        "text": entry.text or None,
        "timestamp": answers.stamp(entry.accepted_at),
        "shortcode": entry.body["shortcode"],
        "is_quote_post": False,
        "quoted_post": None,
        "reposted_post": None,
        "has_replies": bool(world.ledger.replies(THREADS, entry.remote_id)),
        "is_reply": bool(entry.reply_to),
        "is_reply_owned_by_me": bool(entry.reply_to) and entry.account == member.name,
        "root_post": {"id": root.remote_id} if root else None,
        "replied_to": {"id": entry.reply_to} if entry.reply_to else None,
        "alt_text": single.alt or None if single else None,
        "link_attachment_url": entry.body["link_attachment_url"] or None,
        "poll_attachment": None,
        "location_id": None,
        "topic_tag": entry.body["topic_tag"] or None,
        "is_verified": False,
        "profile_picture_url": f"{base}/_sandbox/avatar/{entry.account}.svg",
        "hide_status": "NOT_HUSHED" if entry.reply_to else None,
        "reply_audience": entry.body.get("reply_control", "everyone").upper(),
    }


def _child(base: str, entry: Entry, id: str) -> dict[str, Any]:
    """One picture or film of a carousel, which has an id of its own."""
    picture = entry.pictures[list(entry.body["children"]).index(id)]
    return {
        "id": id,
        "media_product_type": "THREADS",
        "media_type": "VIDEO" if picture.is_film else "IMAGE",
        "media_url": f"{base}/_sandbox/media/{picture.sha256}",
        "username": entry.account,
        "timestamp": answers.stamp(entry.accepted_at),
        "alt_text": picture.alt or None,
    }


def _used(world: World, window: Window, member: Account) -> int:
    standing = world.limiter.spend(window, member.id, world.clock.now(), 0)
    return window.points - standing.remaining


def _fields(params: Sent) -> list[str]:
    """The names of the fields that are asked for, without what is asked of each."""
    bare = regex.sub(r"\{[^{}]*\}", "", params.text("fields"))
    return [each.strip() for each in bare.split(",") if each.strip()]


def _chosen(shape: Mapping[str, Any], params: Sent, *, identified: bool = True) -> dict[str, Any]:
    """The fields that were asked for, and the id; empty ones are left out."""
    names = _fields(params)
    if unknown := [each for each in names if each not in {*shape, *_OF_CONTAINER}]:
        raise invalid(f"Tried accessing nonexisting field ({unknown[0]})")
    wanted = {*names, *(("id",) if identified else ())}
    return {name: value for name, value in shape.items() if name in wanted and value is not None}
