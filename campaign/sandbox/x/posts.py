"""X's endpoints for posts: write, look up, list, delete."""

from typing import Any

import regex
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import Account, X
from campaign.sandbox.clock import wire_time
from campaign.sandbox.counting import x_length
from campaign.sandbox.ledger import Entry
from campaign.sandbox.wire import Base, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import Upload, World
from campaign.sandbox.x import expansions, shapes
from campaign.sandbox.x.asking import asked
from campaign.sandbox.x.fields import Shape, checked
from campaign.sandbox.x.gate import Reader, Writer, spend
from campaign.sandbox.x.limits import (
    CREATES,
    CREATES_DAILY,
    DELETES,
    LOOKUPS,
    MAX_MEDIA,
    MAX_WEIGHT,
    REPEATED,
    TIMELINES,
)
from campaign.sandbox.x.media import is_ready
from campaign.sandbox.x.problems import forbidden, invalid, missing, not_found, plain

router = APIRouter()

MAX_CASHTAGS = 1
_CASHTAG = regex.compile(r"(?<![\w$])\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?!\w)", regex.IGNORECASE)
_ID = regex.compile(r"[0-9]{1,19}")
_REPLIERS = ("following", "mentionedUsers", "subscribers", "verified")
_FIELDS: Shape = {
    "text": str,
    "media": {"media_ids": [str], "tagged_user_ids": [str]},
    "reply": {
        "in_reply_to_tweet_id": str,
        "exclude_reply_user_ids": [str],
        "auto_populate_reply_metadata": bool,
    },
    "reply_settings": str,
    "made_with_ai": bool,
    "paid_partnership": bool,
}
#: Fields that X has and this sandbox has not. They are refused, so that none is dropped silently.
_UNKEPT = ("card_uri", "community_id", "edit_options", "geo", "poll", "quote_tweet_id")


@router.post("/2/tweets")
def create(
    request: Request, world: TheWorld, base: Base, member: Writer, sent: TheBody
) -> JSONResponse:
    """Accept a post; the same words once more are refused."""
    spend(request, world, CREATES_DAILY, "application", "app")
    spend(request, world, CREATES, member.id)
    with world.lock:
        entry = world.accept(_read(world, member, sent), base)
    text, _ = shapes.shown(entry)
    body = {"id": entry.remote_id, "text": text, "edit_history_tweet_ids": [entry.remote_id]}
    return say(request, {"data": body}, 201)


@router.get("/2/tweets")
def several(request: Request, world: TheWorld, base: Base, member: Reader) -> JSONResponse:
    """Show up to a hundred posts; each missing one is an error beside them."""
    spend(request, world, LOOKUPS, member.id)
    params = asked(request, "ids")
    ids = params.values.get("ids", "").split(",")
    if not 1 <= len(ids) <= 100 or not all(_ID.fullmatch(each) for each in ids):
        raise invalid("The `ids` query parameter must be 1 to 100 ids")
    found = [entry for each in ids if (entry := world.ledger.find(X, each)) is not None]
    gone = [each for each in ids if each not in {entry.remote_id for entry in found}]
    body: dict[str, Any] = {}
    if found:
        body = expansions.answer(world, found, params, base)
    if gone:
        body["errors"] = missing(gone, "ids")
    return say(request, body)


@router.get("/2/tweets/{id}")
def one(request: Request, world: TheWorld, base: Base, member: Reader, id: str) -> JSONResponse:
    """Show one post; a missing one is an error in an answer that succeeds."""
    spend(request, world, LOOKUPS, member.id)
    params = asked(request)
    if not _ID.fullmatch(id):
        raise invalid(f"The `id` query parameter value [{id}] is not valid")
    entry = world.ledger.find(X, id)
    if entry is None:
        return say(request, {"errors": missing([id], "id")})
    body = expansions.answer(world, [entry], params, base)
    return say(request, {**body, "data": body["data"][0]})


@router.get("/2/users/{id}/tweets")
def timeline(
    request: Request, world: TheWorld, base: Base, member: Reader, id: str
) -> JSONResponse:
    """List an account's posts, the newest first, a page at a time."""
    spend(request, world, TIMELINES, member.id)
    params = asked(
        request,
        *("max_results", "pagination_token", "start_time", "end_time"),
        *("since_id", "until_id", "exclude"),
    )
    owner = world.accounts.find(X, id)
    if owner is None or owner.id != id:
        raise not_found(id)
    size = params.number("max_results", 5, 100, 10)
    start, end = params.moment("start_time"), params.moment("end_time")
    if start is not None and start > world.clock.now():
        now = wire_time(world.clock.now())
        raise invalid(f"Invalid 'start_time':'{wire_time(start)}'. It must be before {now}")
    after = params.number("since_id", 0, 10**19, 0)
    before = params.number("until_id", 0, 10**19, 10**19)
    before = min(before, params.number("pagination_token", 0, 10**19, 10**19))
    fitting = [
        entry
        for entry in world.ledger.standing(X, owner.name)
        if after < int(entry.remote_id) < before
        and (start is None or entry.accepted_at >= start)
        and (end is None or entry.accepted_at < end)
        and not (entry.reply_to and "replies" in params.values.get("exclude", "").split(","))
    ]
    page = fitting[:size]
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].remote_id, "oldest_id": page[-1].remote_id}
    if len(fitting) > size:
        meta["next_token"] = page[-1].remote_id
    data = expansions.answer(world, page, params, base) if page else {}
    return say(request, {**data, "meta": meta})


@router.delete("/2/tweets/{id}")
def delete(request: Request, world: TheWorld, member: Writer, id: str) -> JSONResponse:
    """Take one's own post down."""
    spend(request, world, DELETES, member.id)
    with world.lock:
        entry = world.ledger.find(X, id)
        if entry is None:
            raise not_found(id)
        if entry.account != member.name:
            raise forbidden("You are not authorized to delete this Tweet.")
        world.delete(entry)
    return say(request, {"data": {"deleted": True}})


def _read(world: World, member: Account, sent: Sent) -> Entry:
    """Check a post by X's rules. Raises Refusal."""
    for name in _UNKEPT:
        if name in sent.fields:
            raise invalid(f"$.{name}: the sandbox does not keep it")
    body = checked(sent, _FIELDS)
    text = body.get("text", "").strip()
    uploads = _uploads(world, member, body)
    if not text and not uploads:
        raise invalid("$.text: is missing but it is required")
    if x_length(text) > MAX_WEIGHT:
        raise plain(
            400,
            "Bad Request",
            "Your Tweet text is too long. For more information on how Twitter determines text "
            "length see https://github.com/twitter/twitter-text.",
        )
    if len(_CASHTAG.findall(text)) > MAX_CASHTAGS:
        raise forbidden("A Tweet can have one cashtag at most.")
    if body.get("reply_settings", _REPLIERS[0]) not in _REPLIERS:
        raise invalid("$.reply_settings: does not have a value in the enumeration")
    parent = _parent(world, member, body)
    reply = None if parent is None else parent.remote_id
    if _said_before(world, member, text, reply):
        raise forbidden("You are not allowed to create a Tweet with duplicate content.")
    id = str(world.new_id())
    return Entry(
        network=X,
        account=member.name,
        remote_id=id,
        path=f"/{member.name}/status/{id}",
        text=text,
        pictures=tuple(each.picture for each in uploads),
        accepted_at=world.clock.now(),
        reply_to=reply,
        body={
            "media_ids": [each.id for each in uploads],
            "conversation": id if parent is None else parent.body["conversation"],
            "reply_settings": body.get("reply_settings", "everyone"),
        },
    )


def _uploads(world: World, member: Account, body: dict[str, Any]) -> list[Upload]:
    if "media" not in body:
        return []
    ids = body["media"].get("media_ids", [])
    if not 1 <= len(ids) <= MAX_MEDIA:
        raise invalid(f"$.media.media_ids: must have 1 to {MAX_MEDIA} items")
    own = [world.upload(X, member.name, id) for id in ids]
    ready = [each for each in own if each is not None and is_ready(world, each)]
    if len(ready) != len(ids):
        raise invalid("Your media IDs are invalid.")
    alone = [each for each in ready if each.picture.is_film or each.picture.mime == "image/gif"]
    if alone and len(ready) > 1:
        raise invalid("A Tweet can have one animated GIF, one video, or up to four photos.")
    return ready


def _parent(world: World, member: Account, body: dict[str, Any]) -> Entry | None:
    """The post that is answered. It is one's own: pay-per-use applications may answer no other."""
    if "reply" not in body:
        return None
    id = body["reply"].get("in_reply_to_tweet_id", "")
    if not _ID.fullmatch(id):
        raise invalid("$.reply.in_reply_to_tweet_id: does not match the pattern ^[0-9]{1,19}$")
    parent = world.ledger.find(X, id)
    if parent is None:
        raise forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
    if parent.account != member.name:
        raise forbidden("You can only reply to posts where you are mentioned or are the author.")
    return parent


def _said_before(world: World, member: Account, text: str, reply: str | None) -> bool:
    since = world.clock.now() - REPEATED
    return any(
        entry.text == text and entry.reply_to == reply and entry.accepted_at > since
        for entry in world.ledger.standing(X, member.name)
        if text
    )
