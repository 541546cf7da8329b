"""Mastodon's endpoints for posts: write, read, vote, delete."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import MASTODON, Account
from campaign.sandbox.ledger import Entry
from campaign.sandbox.mastodon import polls, shapes
from campaign.sandbox.mastodon.checks import languages, policy, uploads, words
from campaign.sandbox.mastodon.gate import Member, Visitor, not_found, refuse, spend
from campaign.sandbox.mastodon.limits import DELETES, KEY_SECONDS, MAX_STATUSES
from campaign.sandbox.wire import Base, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter()

VISIBILITIES = ("public", "unlisted", "private", "direct")
UNKEPT = ("scheduled_at", "quoted_status_id")


@router.post("/api/v1/statuses")
def post(
    request: Request,
    world: TheWorld,
    base: Base,
    member: Member,
    sent: TheBody,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> JSONResponse:
    """Accept a post; the same key within the hour gives the post it made the first time."""
    with world.lock:
        entry = _made_before(world, member, idempotency_key)
        if entry is None:
            entry = world.accept(_read(world, member, sent, idempotency_key), base)
            for id in entry.body["media_ids"]:
                own = world.upload(MASTODON, member.name, id)
                assert own is not None
                world.keep_upload(replace(own, attached_to=entry.remote_id))
        return say(request, shapes.status(world, entry, base, visitor=member))


@router.get("/api/v1/statuses")
def several(
    request: Request,
    world: TheWorld,
    base: Base,
    visitor: Visitor,
    ids: Annotated[list[str] | None, Query(alias="id[]")] = None,
) -> JSONResponse:
    """Show up to 20 posts at once; a post that is gone is left out."""
    wanted = list(dict.fromkeys(ids or ()))
    if len(wanted) > MAX_STATUSES:
        # The error has no words of its own, so Mastodon answers with its name.
        raise refuse(422, "Mastodon::ValidationError")
    entries = (_seen(world, visitor, id) for id in wanted)
    shown = [each for each in entries if each is not None]
    return say(request, [shapes.status(world, each, base, visitor=visitor) for each in shown])


@router.get("/api/v1/statuses/{id}")
def one(request: Request, world: TheWorld, base: Base, visitor: Visitor, id: str) -> JSONResponse:
    """Show a post with its counts as of now."""
    return say(request, shapes.status(world, found(world, visitor, id), base, visitor=visitor))


@router.get("/api/v1/statuses/{id}/context")
def context(
    request: Request, world: TheWorld, base: Base, visitor: Visitor, id: str
) -> JSONResponse:
    """Show what stands above a post, from the first one on, and what stands below it."""
    entry = found(world, visitor, id)
    above: list[Entry] = []
    at = entry
    while at.reply_to and (parent := _seen(world, visitor, at.reply_to)) is not None:
        above.insert(0, parent)
        at = parent
    below = _below(world, visitor, entry)
    body = {
        name: [shapes.status(world, each, base, visitor=visitor) for each in entries]
        for name, entries in (("ancestors", above), ("descendants", below))
    }
    return say(request, body)


@router.delete("/api/v1/statuses/{id}")
def delete(request: Request, world: TheWorld, base: Base, member: Member, id: str) -> JSONResponse:
    """Take one's own post down; the answer holds its source, so that it can be written again."""
    spend(request, world, DELETES, member.id)
    with world.lock:
        entry = world.ledger.find(MASTODON, id)
        if entry is None or entry.account != member.name:
            raise not_found()
        shape = shapes.status(world, entry, base, with_text=True, visitor=member)
        world.delete(entry)
    return say(request, shape)


@router.get("/api/v1/polls/{id}")
def poll(request: Request, world: TheWorld, visitor: Visitor, id: str) -> JSONResponse:
    """Show a poll with its votes as of now."""
    return say(request, polls.shape(world, _with_poll(world, visitor, id), visitor))


@router.post("/api/v1/polls/{id}/votes")
def vote(request: Request, world: TheWorld, member: Member, sent: TheBody, id: str) -> JSONResponse:
    """Vote in another's poll, once."""
    with world.lock:
        entry = _with_poll(world, member, id)
        polls.vote(world, entry, member, sent.many("choices"))
    return say(request, polls.shape(world, entry, member))


def found(world: World, visitor: Account | None, id: str) -> Entry:
    """A standing post that the visitor may see. Raises Refusal 404."""
    entry = _seen(world, visitor, id)
    if entry is None:
        raise not_found()
    return entry


def _made_before(world: World, member: Account, key: str | None) -> Entry | None:
    """The post this key made within the hour. Raises Refusal 404 when it was deleted since."""
    if not key:
        return None
    entry = world.ledger.with_key(MASTODON, member.name, key)
    if entry is None or world.clock.now() - entry.accepted_at >= timedelta(seconds=KEY_SECONDS):
        return None
    if not entry.standing:
        raise not_found()
    return entry


def _read(world: World, member: Account, sent: Sent, key: str | None) -> Entry:
    """Check a post by Mastodon's rules. Raises Refusal 422 or 404."""
    for name in UNKEPT:
        if sent.fields.get(name):
            raise refuse(422, f"The sandbox does not keep {name}")
    attached = uploads(world, member, sent.many("media_ids"))
    poll = polls.read(world, sent)
    text, spoiler = words(sent, is_empty=not (attached or poll))
    visibility = sent.text("visibility") or "public"
    if visibility not in VISIBILITIES:
        raise refuse(422, f"'{visibility}' is not a valid visibility")
    answered = sent.text("in_reply_to_id") or None
    if answered is not None and _seen(world, member, answered) is None:
        raise refuse(404, "The post you are trying to reply to does not appear to exist.")
    id = str(world.new_id())
    return Entry(
        network=MASTODON,
        account=member.name,
        remote_id=id,
        path=f"/@{member.name}/{id}",
        text=text,
        languages=languages(sent.text("language")),
        pictures=tuple(each.picture for each in attached),
        key=key or None,
        accepted_at=world.clock.now(),
        visibility=visibility,
        reply_to=answered,
        body={
            "media_ids": [each.id for each in attached],
            "spoiler_text": spoiler,
            "sensitive": sent.flag("sensitive") or bool(spoiler),
            "poll": poll,
            "quote_approval_policy": policy(sent),
        },
    )


def _below(world: World, visitor: Account | None, entry: Entry) -> list[Entry]:
    """The replies to a post, each followed by its own, oldest first."""
    below = []
    for each in reversed(world.ledger.replies(MASTODON, entry.remote_id)):
        if _seen(world, visitor, each.remote_id) is not None:
            below += [each, *_below(world, visitor, each)]
    return below


def _with_poll(world: World, visitor: Account | None, id: str) -> Entry:
    for entry in world.ledger.standing(MASTODON):
        if (entry.body.get("poll") or {}).get("id") == id:
            return found(world, visitor, entry.remote_id)
    raise not_found()


def _seen(world: World, visitor: Account | None, id: str) -> Entry | None:
    entry = world.ledger.find(MASTODON, id)
    if entry is None or entry.public or (visitor is not None and entry.account == visitor.name):
        return entry
    return None
