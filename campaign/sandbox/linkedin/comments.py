"""LinkedIn's endpoints for the comments under a post: write, list, read, change, delete.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api
"""

from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from campaign.sandbox.accounts import LINKEDIN, Account
from campaign.sandbox.ledger import Entry
from campaign.sandbox.linkedin.gate import (
    ORGANISATION,
    Member,
    Versioned,
    invalid,
    owned,
    refuse,
)
from campaign.sandbox.linkedin.posts import found, set_in
from campaign.sandbox.linkedin.text import units
from campaign.sandbox.wire import Base, TheBody, TheWorld, note, say
from campaign.sandbox.world import World

router = APIRouter(dependencies=[Versioned])

COMMENT = 1250  # UTF-16 units


@router.post("/rest/socialActions/{urn}/comments")
def comment(
    request: Request, world: TheWorld, base: Base, member: Member, sent: TheBody, urn: str
) -> JSONResponse:
    """Take a comment under a post."""
    under = found(world, urn)
    if set(sent.fields) - {"actor", "object", "message", "content", "parentComment"}:
        raise invalid("UNRECOGNIZED_FIELD", "a comment takes actor, object and message", "")
    author = owned(world, member, sent.text("actor"))
    if sent.text("object") != under.remote_id:
        raise invalid("INVALID_FIELD", "object is not the post in the address", "object")
    message = sent.fields.get("message")
    text = str(message.get("text") or "") if isinstance(message, dict) else ""
    if not text or units(text) > COMMENT:
        raise invalid("FIELD_LENGTH_TOO_LONG", "a comment has 1 to 1250 characters", "message")
    number = world.new_id()
    activity = under.remote_id.rpartition(":")[2]
    entry = world.accept(
        Entry(
            network=LINKEDIN,
            account=member.name,
            remote_id=f"urn:li:comment:(urn:li:activity:{activity},{number})",
            path=under.path,
            text=text,
            accepted_at=world.clock.now(),
            reply_to=under.remote_id,
            body={"id": str(number), "author": author},
        ),
        base,
    )
    note(request, {"x-restli-id": str(number)})
    return say(request, _comment(entry), 201)


@router.get("/rest/socialActions/{urn}/comments")
def comments(
    request: Request, world: TheWorld, member: Member, urn: str, count: int = 10, start: int = 0
) -> JSONResponse:
    """List the comments under a post, newest first."""
    comments = world.ledger.replies(LINKEDIN, found(world, urn).remote_id)
    page = comments[start : start + max(1, min(count, 100))]
    return say(request, {"elements": [_comment(each) for each in page]})


@router.get("/rest/socialActions/{urn}/comments/{number}")
def one_comment(
    request: Request, world: TheWorld, member: Member, urn: str, number: str
) -> JSONResponse:
    """Show a comment."""
    return say(request, _comment(_remark(world, urn, number)))


@router.post("/rest/socialActions/{urn}/comments/{number}")
def edit_comment(
    request: Request,
    world: TheWorld,
    member: Member,
    sent: TheBody,
    urn: str,
    number: str,
    actor: str = "",
) -> JSONResponse:
    """Change the words of a comment; the address names who does it."""
    if request.headers.get("x-restli-method", "").upper() != "PARTIAL_UPDATE":
        raise refuse(400, "ILLEGAL_ARGUMENT", "a comment is changed by PARTIAL_UPDATE")
    patch = sent.fields.get("patch")
    text = set_in(patch.get("message") if isinstance(patch, dict) else None).get("text")
    if not isinstance(text, str) or not text or units(text) > COMMENT:
        raise invalid("FIELD_LENGTH_TOO_LONG", "a comment has 1 to 1250 characters", "message")
    with world.lock:
        entry = _remark(world, urn, number)
        _by(world, member, entry, actor)
        entry = replace(entry, text=text)
        world.revise(entry)
    return say(request, _comment(entry))


@router.delete("/rest/socialActions/{urn}/comments/{number}")
def delete_comment(
    world: TheWorld, member: Member, urn: str, number: str, actor: str = ""
) -> Response:
    """Take a comment down; the address names who does it."""
    with world.lock:
        entry = _remark(world, urn, number)
        _by(world, member, entry, actor)
        world.delete(entry)
    return Response(status_code=204)


def _remark(world: World, urn: str, number: str) -> Entry:
    """A comment by its number, under a post that may be named by its activity. Raises Refusal."""
    activity = unquote(urn).rpartition(":")[2]
    return found(world, f"urn:li:comment:(urn:li:activity:{activity},{number})")


def _by(world: World, member: Account, entry: Entry, actor: str) -> None:
    """Check that the actor wrote a comment, and that the member may act for it. Raises Refusal."""
    if owned(world, member, actor) != entry.body["author"]:
        raise refuse(403, "ACCESS_DENIED", "Actor is not the author")


def _comment(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.body["id"],
        "commentUrn": entry.remote_id,
        "actor": ORGANISATION + entry.body["author"],
        "object": entry.reply_to,
        "message": {"text": entry.text},
        "created": {"time": int(entry.accepted_at.timestamp() * 1000)},
    }
