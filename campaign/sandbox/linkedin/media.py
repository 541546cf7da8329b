"""LinkedIn's endpoints for pictures and documents, which are announced first and then sent."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from campaign.sandbox.accounts import LINKEDIN
from campaign.sandbox.linkedin.assets import AVAILABLE, FAILED, VIDEO, WAITING, facts_of
from campaign.sandbox.linkedin.assets import status as status_of
from campaign.sandbox.linkedin.gate import Member, Versioned, invalid, not_found, owned, refuse
from campaign.sandbox.media import NotAPicture, Picture, look_at
from campaign.sandbox.wire import Base, RawBody, TheBody, TheWorld, say
from campaign.sandbox.world import Upload, World

router = APIRouter()
TYPES = ("image/png", "image/jpeg", "image/gif")
PIXELS, FRAMES = 36_152_320, 250
_NAMES = {"images": "image", "documents": "document"}


@router.post("/rest/images", dependencies=[Versioned])
@router.post("/rest/documents", dependencies=[Versioned])
def initialize(
    request: Request,
    world: TheWorld,
    base: Base,
    member: Member,
    sent: TheBody,
    action: str = "",
) -> JSONResponse:
    """Name a place for a picture or document that an organisation will own."""
    kind = request.url.path.rpartition("/")[2]
    fields = sent.fields.get("initializeUploadRequest")
    if (
        action != "initializeUpload"
        or not isinstance(fields, dict)
        or set(sent.fields) - {"initializeUploadRequest"}
    ):
        raise refuse(400, "ILLEGAL_ARGUMENT", "initializeUpload needs initializeUploadRequest")
    if set(fields) != {"owner"}:
        raise invalid("INVALID_FIELD", "initializeUploadRequest takes owner", "owner")
    owned(world, member, str(fields["owner"]))
    urn = f"urn:li:{_NAMES[kind]}:C{world.new_id()}"
    world.remember(LINKEDIN, urn, {"account": member.name, "status": WAITING})
    value: dict[str, Any] = {"uploadUrl": f"{base}/dms-uploads/{urn}", _NAMES[kind]: urn}
    return say(request, {"value": value})


@router.put("/dms-uploads/{urn}")
def receive(world: TheWorld, member: Member, urn: str, body: RawBody) -> Response:
    """Take the bytes; their kind is found out afterwards."""
    facts = facts_of(world, member.name, urn)
    if urn.startswith(VIDEO):
        raise not_found(urn)
    status = AVAILABLE
    if urn.startswith("urn:li:document:"):
        if not body.startswith(b"%PDF-"):
            status = FAILED
    else:
        try:
            picture = look_at(body)
        except NotAPicture:
            status = FAILED
        else:
            pixels = picture.width * picture.height
            if picture.mime not in TYPES or pixels >= PIXELS or picture.frames > FRAMES:
                status = FAILED
            world.media.put(body)
            world.keep_upload(Upload(LINKEDIN, member.name, urn, picture))
    world.remember(LINKEDIN, urn, {**facts, "status": status})
    return Response(status_code=201)


@router.get("/rest/images/{urn}", dependencies=[Versioned])
@router.get("/rest/documents/{urn}", dependencies=[Versioned])
def status(request: Request, world: TheWorld, member: Member, urn: str) -> JSONResponse:
    """Show the state of a picture or document."""
    return say(request, {"id": urn, "status": status_of(world, member.name, urn)})


def pictures(world: World, account: str, content: dict[str, Any]) -> tuple[Picture, ...]:
    """The pictures a post's content names, with their alt texts; raises Refusal."""
    if set(content) - {"media", "multiImage", "article"} or len(content) != 1:
        raise invalid("INVALID_CONTENT", "content is media, multiImage or article", "content")
    if "article" in content:
        known = {"source", "title", "description", "thumbnail", "thumbnailAltText"}
        article = content["article"]
        if not isinstance(article, dict) or set(article) - known or not article.get("source"):
            raise invalid("INVALID_CONTENT", "an article needs a source", "content/article")
        if not article.get("title"):
            raise invalid("MISSING_FIELD", "an article needs a title", "content/article/title")
        return ()
    if "media" in content:
        return _named(world, account, [content["media"]], {"id", "altText", "title"})
    several = content["multiImage"].get("images")
    if not isinstance(several, list) or not 2 <= len(several) <= 20:
        raise invalid("INVALID_CONTENT", "multiImage takes 2 to 20 images", "content/multiImage")
    if any(isinstance(each, dict) and VIDEO in str(each.get("id")) for each in several):
        raise invalid("INVALID_CONTENT", "a film stands alone", "content/multiImage")
    return _named(world, account, several, {"id", "altText"})


def _named(world: World, account: str, some: list[Any], known: set[str]) -> tuple[Picture, ...]:
    found = []
    for each in some:
        urn = str(each.get("id") or "") if isinstance(each, dict) else ""
        taken = known - {"altText"} if urn.startswith(VIDEO) else known
        if not urn or set(each) - taken:
            message = "media takes id and altText, a film id and title"
            raise invalid("INVALID_CONTENT", message, "content/media")
        alt, title = str(each.get("altText") or ""), str(each.get("title") or "")
        if len(alt) > 4086:
            raise invalid("FIELD_LENGTH_TOO_LONG", "altText is too long", "content/media/altText")
        if status_of(world, account, urn) != AVAILABLE:
            raise invalid("MEDIA_ASSET_WAITING_UPLOAD", f"{urn} is not available", "content/media")
        own = world.upload(LINKEDIN, account, urn)
        if own is not None:
            found.append(replace(own.picture, alt=title if own.picture.is_film else alt))
    return tuple(found)
