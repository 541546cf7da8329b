"""Mastodon's endpoints that change a post, and those that show what it was before."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import MASTODON, Account
from campaign.sandbox.clock import wire_time
from campaign.sandbox.ledger import Entry
from campaign.sandbox.mastodon import polls, shapes
from campaign.sandbox.mastodon.checks import languages, policy, uploads, words
from campaign.sandbox.mastodon.gate import Member, Visitor, not_found
from campaign.sandbox.mastodon.media import described
from campaign.sandbox.mastodon.statuses import found
from campaign.sandbox.wire import Base, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import Upload, World

router = APIRouter()

_KEPT = ("text", "languages", "pictures")
_WRITTEN = ("spoiler_text", "sensitive", "media_ids", "poll")


@router.put("/api/v1/statuses/{id}")
def edit(
    request: Request, world: TheWorld, base: Base, member: Member, sent: TheBody, id: str
) -> JSONResponse:
    """Change one's own post: what is not sent is taken out, as on Mastodon; its id stays."""
    with world.lock:
        entry = _own(world, member, id)
        changed = _changed(world, member, entry, sent)
        if _is_other(entry, changed):
            world.revise(changed)
            for each, picture in zip(changed.body["media_ids"], changed.pictures, strict=True):
                world.keep_upload(Upload(MASTODON, member.name, each, picture, attached_to=id))
            entry = changed
    return say(request, shapes.status(world, entry, base, visitor=member))


@router.put("/api/v1/statuses/{id}/interaction_policy")
def quotable(
    request: Request, world: TheWorld, base: Base, member: Member, sent: TheBody, id: str
) -> JSONResponse:
    """Change who may quote one's own post; that is no edit."""
    with world.lock:
        entry = _own(world, member, id)
        entry = replace(entry, body={**entry.body, "quote_approval_policy": policy(sent)})
        world.revise(entry)
    return say(request, shapes.status(world, entry, base, visitor=member))


@router.get("/api/v1/statuses/{id}/history")
def history(
    request: Request, world: TheWorld, base: Base, visitor: Visitor, id: str
) -> JSONResponse:
    """Show all versions of a post, oldest first; a post that was never edited has one."""
    return say(request, shapes.versions(world, found(world, visitor, id), base))


@router.get("/api/v1/statuses/{id}/source")
def source(request: Request, world: TheWorld, member: Member, id: str) -> JSONResponse:
    """Show a post's own words, without the HTML around them."""
    entry = found(world, member, id)
    spoiler = entry.body["spoiler_text"]
    return say(request, {"id": entry.remote_id, "text": entry.text, "spoiler_text": spoiler})


def _own(world: World, member: Account, id: str) -> Entry:
    entry = world.ledger.find(MASTODON, id)
    if entry is None or entry.account != member.name:
        raise not_found()
    return entry


def _changed(world: World, member: Account, entry: Entry, sent: Sent) -> Entry:
    """The post as it is to be. Raises Refusal 422."""
    attached = uploads(world, member, sent.many("media_ids"), of=entry.remote_id)
    poll = polls.read(world, sent)
    text, spoiler = words(sent, is_empty=not (attached or poll))
    alts = _descriptions(sent)
    pictures = tuple(
        replace(each.picture, alt=alts.get(each.id, each.picture.alt)) for each in attached
    )
    if poll and _same_question(poll, entry.body.get("poll")):
        poll = entry.body["poll"]
    before = {
        "at": entry.body.get("edited_at") or wire_time(entry.accepted_at),
        "text": entry.text,
        "pictures": [each.as_json() for each in entry.pictures],
        "body": {name: entry.body.get(name) for name in _WRITTEN},
    }
    language = sent.text("language")
    return replace(
        entry,
        text=text,
        languages=languages(language) if language else entry.languages,
        pictures=pictures,
        body={
            **entry.body,
            "media_ids": [each.id for each in attached],
            "spoiler_text": spoiler,
            "sensitive": sent.flag("sensitive") or bool(spoiler),
            "poll": poll,
            "edited_at": wire_time(world.clock.now()),
            "edits": [*entry.body.get("edits", ()), before],
        },
    )


def _is_other(old: Entry, new: Entry) -> bool:
    """Whether readers see a difference; Mastodon keeps no version without one."""
    return any(getattr(old, name) != getattr(new, name) for name in _KEPT) or any(
        old.body.get(name) != new.body.get(name) for name in _WRITTEN
    )


def _same_question(new: dict[str, Any], old: dict[str, Any] | None) -> bool:
    """True when the options are those that people have voted on."""
    return old is not None and all(new[name] == old[name] for name in ("options", "multiple"))


def _descriptions(sent: Sent) -> dict[str, str]:
    """New descriptions by the attachment's id (`media_attributes`). Raises Refusal 422."""
    given = sent.fields.get("media_attributes")
    if isinstance(given, list):
        pairs = [(each.get("id"), each) for each in given if isinstance(each, dict)]
        return {
            str(id): described(str(each["description"] or ""))
            for id, each in pairs
            if "description" in each
        }
    ids = sent.many("media_attributes[][id]")
    texts = sent.many("media_attributes[][description]")
    return {id: described(text) for id, text in zip(ids, texts, strict=False)}
