"""Mastodon's endpoints for posts: write, read, delete."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import regex
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import MASTODON, Account
from campaign.sandbox.counting import mastodon_length
from campaign.sandbox.ledger import Entry
from campaign.sandbox.mastodon import shapes
from campaign.sandbox.mastodon.gate import Member, Visitor, invalid, not_found, refuse, spend
from campaign.sandbox.mastodon.limits import DELETES, KEY_SECONDS, MAX_CHARACTERS, MAX_MEDIA
from campaign.sandbox.mastodon.media import is_ready
from campaign.sandbox.wire import Base, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import Upload, World

router = APIRouter()

VISIBILITIES = ("public", "unlisted", "private", "direct")
UNKEPT = ("scheduled_at", "poll", "quoted_status_id")
_LANGUAGE = regex.compile(r"[a-z]{2,3}(?:-(?:[A-Z]{2}|[A-Z][a-z]{3}))?")


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
        return say(request, shapes.status(world, entry, base))


@router.get("/api/v1/statuses")
def several(
    request: Request,
    world: TheWorld,
    base: Base,
    visitor: Visitor,
    ids: Annotated[list[str] | None, Query(alias="id[]")] = None,
) -> JSONResponse:
    """Show several posts at once; a post that is gone is left out."""
    entries = (_seen(world, visitor, id) for id in dict.fromkeys(ids or ()))
    return say(request, [shapes.status(world, each, base) for each in entries if each is not None])


@router.get("/api/v1/statuses/{id}")
def one(request: Request, world: TheWorld, base: Base, visitor: Visitor, id: str) -> JSONResponse:
    """Show a post with its counts as of now."""
    return say(request, shapes.status(world, _found(world, visitor, id), base))


@router.get("/api/v1/statuses/{id}/source")
def source(request: Request, world: TheWorld, member: Member, id: str) -> JSONResponse:
    """Show a post's own words, without the HTML around them."""
    entry = _found(world, member, id)
    spoiler = entry.body["spoiler_text"]
    return say(request, {"id": entry.remote_id, "text": entry.text, "spoiler_text": spoiler})


@router.delete("/api/v1/statuses/{id}")
def delete(request: Request, world: TheWorld, base: Base, member: Member, id: str) -> JSONResponse:
    """Take one's own post down; the answer holds its source, so that it can be written again."""
    spend(request, world, DELETES, member.id)
    with world.lock:
        entry = world.ledger.find(MASTODON, id)
        if entry is None or entry.account != member.name:
            raise not_found()
        shape = shapes.status(world, entry, base, with_text=True)
        world.delete(entry)
    return say(request, shape)


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
        if sent.fields.get(name) or any(each.startswith(f"{name}[") for each in sent.fields):
            raise refuse(422, f"The sandbox does not keep {name}")
    text, spoiler = sent.text("status").strip(), sent.text("spoiler_text").strip()
    uploads = _uploads(world, member, sent.many("media_ids"))
    if sent.unreadable or not (text or spoiler or uploads):
        raise invalid("Text can't be blank")
    if mastodon_length(text, spoiler) > MAX_CHARACTERS:
        raise invalid(f"Text character limit of {MAX_CHARACTERS} exceeded")
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
        languages=_languages(sent.text("language")),
        pictures=tuple(each.picture for each in uploads),
        key=key or None,
        accepted_at=world.clock.now(),
        visibility=visibility,
        reply_to=answered,
        body={
            "media_ids": [each.id for each in uploads],
            "spoiler_text": spoiler,
            "sensitive": sent.flag("sensitive") or bool(spoiler),
        },
    )


def _uploads(world: World, member: Account, ids: list[str]) -> list[Upload]:
    if len(ids) > MAX_MEDIA:
        raise invalid(f"Cannot attach more than {MAX_MEDIA} files")
    own = [world.upload(MASTODON, member.name, id) for id in dict.fromkeys(ids)]
    free = [each for each in own if each is not None and each.attached_to is None]
    if missing := [id for id in ids if id not in {each.id for each in free}]:
        listed = ", ".join(missing)
        raise invalid(f"Media {listed} not found or already attached to another post")
    if len(free) > 1 and any(each.picture.is_film for each in free):
        raise invalid("Cannot attach a video to a post that already contains images")
    if not all(is_ready(world, each) for each in free):
        raise invalid(
            "Cannot attach files that have not finished processing. Try again in a moment!"
        )
    return free


def _languages(code: str) -> tuple[str, ...]:
    """Keep a language that Mastodon could know; drop any other silently, as Mastodon does."""
    return (code,) if _LANGUAGE.fullmatch(code) else ()


def _seen(world: World, visitor: Account | None, id: str) -> Entry | None:
    entry = world.ledger.find(MASTODON, id)
    if entry is None or entry.public or (visitor is not None and entry.account == visitor.name):
        return entry
    return None


def _found(world: World, visitor: Account | None, id: str) -> Entry:
    entry = _seen(world, visitor, id)
    if entry is None:
        raise not_found()
    return entry
