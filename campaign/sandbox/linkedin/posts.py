"""LinkedIn's endpoints for an organisation's posts: write, list, read, change, delete."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from campaign.sandbox.accounts import LINKEDIN
from campaign.sandbox.ledger import Entry
from campaign.sandbox.linkedin import media
from campaign.sandbox.linkedin.gate import (
    ORGANISATION,
    Member,
    Versioned,
    invalid,
    not_found,
    owned,
    refuse,
)
from campaign.sandbox.linkedin.text import shown, units
from campaign.sandbox.wire import Base, Sent, TheBody, TheWorld, note, noted, say
from campaign.sandbox.world import World

router = APIRouter(dependencies=[Versioned])

LONGEST = 3000
NEEDED = ("author", "commentary", "visibility", "distribution", "lifecycleState")
KNOWN = {*NEEDED, "content", "isReshareDisabledByAuthor", "contentLandingPage", "reshareContext"}
#: How long the same text is refused, also after the post was deleted.
STUBBORN = timedelta(hours=24)


@router.post("/rest/posts")
def post(request: Request, world: TheWorld, base: Base, member: Member, sent: TheBody) -> Response:
    """Take a post; its id stands only in a header of the answer."""
    missing = [name for name in NEEDED if sent.fields.get(name) in (None, "", {})]
    if missing:
        raise invalid("MISSING_FIELD", f"{', '.join(missing)}: field is required", missing[0])
    unknown = sorted(set(sent.fields) - KNOWN)
    if unknown:
        raise invalid("UNRECOGNIZED_FIELD", f"unrecognized field {unknown[0]}", unknown[0])
    _fixed(sent)
    number = owned(world, member, sent.text("author"))
    commentary = sent.text("commentary")
    text = shown(commentary)
    # Whether LinkedIn counts what is escaped is not documented; one who posts there found it does.
    if units(commentary) > LONGEST:
        raise invalid("FIELD_LENGTH_TOO_LONG", "commentary exceeds 3000 characters", "commentary")
    with world.lock:
        content = sent.fields.get("content")
        pictures = media.pictures(world, member.name, content) if content else ()
        before = _same(world, member.name, text)
        if before is not None:
            message = f"Content is a duplicate of {before.remote_id}"
            raise invalid("DUPLICATE_POST", message, "")
        urn = f"urn:li:share:{world.new_id()}"
        entry = world.accept(
            Entry(
                network=LINKEDIN,
                account=member.name,
                remote_id=urn,
                path=f"/feed/update/{urn}/",
                text=text,
                pictures=pictures,
                accepted_at=world.clock.now(),
                body={"author": number, "commentary": commentary, "content": content or {}},
            ),
            base,
        )
    note(request, {"x-restli-id": entry.remote_id})
    return Response(status_code=201, headers=noted(request))


@router.get("/rest/posts")
def listed(
    request: Request,
    world: TheWorld,
    member: Member,
    author: str = "",
    q: str = "",
    count: int = 10,
    start: int = 0,
) -> JSONResponse:
    """List an organisation's posts, newest first."""
    if q != "author" or request.headers.get("x-restli-method", "").upper() != "FINDER":
        raise refuse(400, "ILLEGAL_ARGUMENT", "posts are listed by the finder q=author")
    owned(world, member, author)
    own = world.ledger.timeline(LINKEDIN, member.name)
    page = own[start : start + max(1, min(count, 100))]
    return say(request, {"elements": [_shape(each) for each in page], "paging": {"start": start}})


@router.get("/rest/posts/{urn}")
def one(request: Request, world: TheWorld, member: Member, urn: str) -> JSONResponse:
    """Show a post."""
    return say(request, _shape(found(world, urn)))


@router.delete("/rest/posts/{urn}")
def delete(world: TheWorld, member: Member, urn: str) -> Response:
    """Take a post down."""
    with world.lock:
        world.delete(_own(world, member.name, urn))
    return Response(status_code=204)


@router.post("/rest/posts/{urn}")
def edit(request: Request, world: TheWorld, member: Member, sent: TheBody, urn: str) -> Response:
    """Change the words of a post; nothing else of it can be changed here."""
    if request.headers.get("x-restli-method", "").upper() != "PARTIAL_UPDATE":
        raise refuse(400, "ILLEGAL_ARGUMENT", "a post is changed by PARTIAL_UPDATE")
    fields = set_in(sent.fields.get("patch"))
    if set(fields) != {"commentary"}:
        raise invalid("INVALID_FIELD", "the sandbox changes nothing but commentary", "patch")
    commentary = str(fields["commentary"])
    if units(commentary) > LONGEST:
        raise invalid("FIELD_LENGTH_TOO_LONG", "commentary exceeds 3000 characters", "commentary")
    with world.lock:
        entry = _own(world, member.name, urn)
        body = {**entry.body, "commentary": commentary}
        world.revise(replace(entry, text=shown(commentary), body=body))
    return Response(status_code=204)


def set_in(patch: Any) -> dict[str, Any]:
    """The fields that a partial update sets. Raises Refusal."""
    fields = patch.get("$set") if isinstance(patch, dict) else None
    if not isinstance(fields, dict):
        raise invalid("INVALID_FIELD", "a partial update needs patch/$set", "patch")
    return fields


def _own(world: World, account: str, urn: str) -> Entry:
    """A post of this account. Raises Refusal."""
    entry = found(world, urn)
    if entry.account != account:
        raise refuse(403, "ACCESS_DENIED", "Viewer is not the author")
    return entry


def _fixed(sent: Sent) -> None:
    """The values that an organisation's public post has; raises Refusal."""
    if sent.text("visibility") not in ("PUBLIC", "LOGGED_IN"):
        raise invalid("INVALID_FIELD", "visibility is PUBLIC or LOGGED_IN", "visibility")
    if sent.text("lifecycleState") != "PUBLISHED":
        raise invalid("INVALID_FIELD", "lifecycleState must be PUBLISHED", "lifecycleState")
    distribution = sent.fields["distribution"]
    known = {"feedDistribution", "targetEntities", "thirdPartyDistributionChannels"}
    if not isinstance(distribution, dict) or set(distribution) - known:
        raise invalid("INVALID_FIELD", "distribution has other fields", "distribution")
    if distribution.get("feedDistribution") not in ("MAIN_FEED", "NONE"):
        raise invalid("INVALID_FIELD", "feedDistribution is MAIN_FEED or NONE", "distribution")
    if not isinstance(sent.fields.get("content") or {}, dict):
        raise invalid("INVALID_FIELD", "content is no object", "content")


def _same(world: World, account: str, text: str) -> Entry | None:
    """A post of the last day with the same words, also one that was deleted since."""
    since = world.clock.now() - STUBBORN
    words = " ".join(text.split())
    for entry in world.ledger:
        own = (entry.network, entry.account) == (LINKEDIN, account) and not entry.reply_to
        if own and entry.accepted_at >= since and " ".join(entry.text.split()) == words:
            return entry
    return None


def found(world: World, urn: str) -> Entry:
    """A standing post or comment by its URN. Raises Refusal."""
    entry = world.ledger.find(LINKEDIN, unquote(urn))
    if entry is None:
        raise not_found(unquote(urn))
    return entry


def _shape(entry: Entry) -> dict[str, Any]:
    at = int(entry.accepted_at.timestamp() * 1000)
    content = {"content": entry.body["content"]} if entry.body["content"] else {}
    return {
        "id": entry.remote_id,
        "author": ORGANISATION + entry.body["author"],
        "commentary": entry.body["commentary"],
        "visibility": "PUBLIC",
        "lifecycleState": "PUBLISHED",
        "createdAt": at,
        "publishedAt": at,
        **content,
    }
