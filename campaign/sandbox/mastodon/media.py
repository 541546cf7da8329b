"""Mastodon's endpoints for pictures and their descriptions."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import MASTODON, Account
from campaign.sandbox.counting import graphemes
from campaign.sandbox.mastodon import shapes
from campaign.sandbox.mastodon.gate import Member, invalid, not_found, refuse, spend
from campaign.sandbox.mastodon.limits import IMAGE_BYTES, IMAGE_PIXELS, MAX_DESCRIPTION, MEDIA
from campaign.sandbox.media import NotAPicture, Picture, look_at
from campaign.sandbox.wire import Base, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import Upload, World

router = APIRouter()


@router.post("/api/v2/media")
def upload(
    request: Request, world: TheWorld, base: Base, member: Member, sent: TheBody
) -> JSONResponse:
    """Take a picture. It is ready at once (200), as pictures are on Mastodon; 202 is for films."""
    spend(request, world, MEDIA, member.id)
    data = sent.files.get("file")
    if not data:
        raise invalid("File can't be blank")
    picture = replace(_checked(data), alt=_description(sent))
    world.media.put(data)
    handed_in = Upload(MASTODON, member.name, str(world.new_id()), picture)
    world.keep_upload(handed_in)
    return say(request, shapes.upload(handed_in, base))


@router.get("/api/v1/media/{id}")
def ready(request: Request, world: TheWorld, base: Base, member: Member, id: str) -> JSONResponse:
    """Tell whether a picture is ready, which it always is here."""
    return say(request, shapes.upload(_own(world, member, id), base))


@router.put("/api/v1/media/{id}")
def describe(
    request: Request, world: TheWorld, base: Base, member: Member, id: str, sent: TheBody
) -> JSONResponse:
    """Change the description while the picture is not in a post yet."""
    with world.lock:
        own = _own(world, member, id)
        changed = replace(own, picture=replace(own.picture, alt=_description(sent)))
        world.keep_upload(changed)
    return say(request, shapes.upload(changed, base))


def _own(world: World, member: Account, id: str) -> Upload:
    """An upload that is the member's and not yet in a post. Raises Refusal 404."""
    own = world.upload(MASTODON, member.name, id)
    if own is None or own.attached_to is not None:
        raise not_found()
    return own


def _checked(data: bytes) -> Picture:
    if len(data) > IMAGE_BYTES:
        raise invalid(f"File file size must be less than {IMAGE_BYTES // 1024**2} MB")
    try:
        picture = look_at(data)
    except NotAPicture:
        raise refuse(422, "File type of uploaded media could not be verified") from None
    if picture.width * picture.height > IMAGE_PIXELS:
        raise invalid(f"{picture.width}x{picture.height} images are not supported")
    return picture


def _description(sent: Sent) -> str:
    text = sent.text("description").strip()
    if graphemes(text) > MAX_DESCRIPTION:
        raise invalid(f"Description is too long (maximum is {MAX_DESCRIPTION} characters)")
    return text
