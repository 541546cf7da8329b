"""Threads' endpoints about an account and its posts: read, list, delete."""

from collections.abc import Iterable
from typing import Any

import regex
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import THREADS, Account
from campaign.sandbox.ledger import Entry
from campaign.sandbox.limits import Window
from campaign.sandbox.meta import answers
from campaign.sandbox.threads import containers, rules, shapes
from campaign.sandbox.threads.gate import ME, VERSION, Member, invalid, not_found, own, spend
from campaign.sandbox.wire import Asked, Base, Sent, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter(prefix=VERSION)

LONGEST_PAGE = 100
_LIST = frozenset(
    {"access_token", "after", "before", "fields", "limit", "reverse", "since", "until"}
)


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
    return say(request, {"data": [shapes.chosen(shape, params, identified=False)]})


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
        return say(request, shapes.chosen(profile, params))
    if (of := world.recall(THREADS, f"child:{id}")) is not None:
        return say(
            request, shapes.chosen(shapes.child(base, _found(world, of["post"]), id), params)
        )
    facts = containers.CONTAINERS.find(world, member, id)
    if facts is None:
        if {"status", "error_message"} & set(shapes.fields(params)):
            _found(world, id)
            # https://github.com/exileum/meta-mcp/issues/143
            raise invalid("Tried accessing nonexisting field (status)")
        return say(
            request, shapes.chosen(shapes.post(world, base, member, _found(world, id)), params)
        )
    if wrong := sorted(set(shapes.fields(params)) - shapes.OF_CONTAINER):
        raise invalid(f"Tried accessing nonexisting field ({wrong[0]})")
    return say(request, shapes.chosen(containers.shape(world, id, facts), params))


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
        return shapes.chosen(shapes.post(world, base, member, entry), params)

    return answers.paged(fitting, params.text("after"), size, show)


def _used(world: World, window: Window, member: Account) -> int:
    standing = world.limiter.spend(window, member.id, world.clock.now(), 0)
    return window.points - standing.remaining
