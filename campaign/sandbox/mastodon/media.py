"""Mastodon's endpoints for pictures, films and their descriptions."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import MASTODON, Account
from campaign.sandbox.counting import graphemes
from campaign.sandbox.mastodon import shapes
from campaign.sandbox.mastodon.gate import Member, invalid, not_found, refuse, spend
from campaign.sandbox.mastodon.limits import (
    GIF_PIXELS,
    IMAGE_BYTES,
    IMAGE_PIXELS,
    MAX_DESCRIPTION,
    MEDIA,
    PROCESSING,
    VIDEO_BYTES,
    VIDEO_PIXELS,
)
from campaign.sandbox.media import NotAFilm, NotAPicture, Picture, look_at, look_at_film
from campaign.sandbox.wire import Base, Sent, TheBody, TheWorld, say
from campaign.sandbox.world import SEQUENCE_BITS, Upload, World

router = APIRouter()

DROPPED = "dropped"
"""In the place of a post's id: the upload was deleted."""


@router.post("/api/v2/media")
def upload(
    request: Request, world: TheWorld, base: Base, member: Member, sent: TheBody
) -> JSONResponse:
    """Take a picture, which is ready at once (200), or a film, which is worked on first (202)."""
    handed_in = _hand_in(request, world, member, sent)
    if handed_in.picture.is_film:
        return say(request, shapes.unready(handed_in, base), 202)
    return say(request, shapes.upload(handed_in, base))


@router.post("/api/v1/media")
def upload_and_wait(
    request: Request, world: TheWorld, base: Base, member: Member, sent: TheBody
) -> JSONResponse:
    """Take a picture or film by the older way, which answers when the work on it is done."""
    handed_in = _hand_in(request, world, member, sent)
    world.remember(MASTODON, f"ready:{handed_in.id}", {"at_once": True})
    return say(request, shapes.upload(handed_in, base))


@router.get("/api/v1/media/{id}")
def ready(request: Request, world: TheWorld, base: Base, member: Member, id: str) -> JSONResponse:
    """Tell whether a picture or film is ready: 206 while it is being worked on."""
    own = _own(world, member, id)
    if not is_ready(world, own):
        return say(request, shapes.unready(own, base), 206)
    return say(request, shapes.upload(own, base))


@router.delete("/api/v1/media/{id}")
def drop(request: Request, world: TheWorld, member: Member, id: str) -> JSONResponse:
    """Drop a picture or film that is in no post."""
    with world.lock:
        own = world.upload(MASTODON, member.name, id)
        if own is not None and own.attached_to not in (None, DROPPED):
            raise refuse(422, "Media attachment is currently used by a status")
        world.keep_upload(replace(_own(world, member, id), attached_to=DROPPED))
    return say(request, {})


@router.put("/api/v1/media/{id}")
def describe(
    request: Request, world: TheWorld, base: Base, member: Member, id: str, sent: TheBody
) -> JSONResponse:
    """Change the description while the picture is not in a post yet."""
    with world.lock:
        own = _own(world, member, id)
        changed = replace(
            own, picture=replace(own.picture, alt=described(sent.text("description")))
        )
        world.keep_upload(changed)
    return say(request, shapes.upload(changed, base))


def is_ready(world: World, upload: Upload) -> bool:
    """Whether an upload may be attached; its id tells when it was handed in."""
    if not upload.picture.is_film or world.recall(MASTODON, f"ready:{upload.id}"):
        return True
    handed_in = datetime.fromtimestamp((int(upload.id) >> SEQUENCE_BITS) / 1000, UTC)
    return world.clock.now() >= handed_in + PROCESSING


def _hand_in(request: Request, world: World, member: Account, sent: Sent) -> Upload:
    spend(request, world, MEDIA, member.id)
    data = sent.files.get("file")
    if not data:
        raise invalid("File can't be blank")
    picture = replace(_checked(data), alt=described(sent.text("description")))
    world.media.put(data)
    handed_in = Upload(MASTODON, member.name, str(world.new_id()), picture)
    world.keep_upload(handed_in)
    return handed_in


def _own(world: World, member: Account, id: str) -> Upload:
    """An upload that is the member's and not yet in a post. Raises Refusal 404."""
    own = world.upload(MASTODON, member.name, id)
    if own is None or own.attached_to is not None:
        raise not_found()
    return own


def _checked(data: bytes) -> Picture:
    with suppress(NotAFilm):
        film = look_at_film(data)
        if film.size > VIDEO_BYTES:
            raise invalid(f"File file size must be less than {VIDEO_BYTES // 1024**2} MB")
        if film.width * film.height > VIDEO_PIXELS:
            raise invalid(f"{film.width}x{film.height} videos are not supported")
        return film
    if len(data) > IMAGE_BYTES:
        raise invalid(f"File file size must be less than {IMAGE_BYTES // 1024**2} MB")
    try:
        picture = look_at(data)
    except NotAPicture:
        raise refuse(422, "File type of uploaded media could not be verified") from None
    if picture.mime == "image/gif" and picture.width * picture.height > GIF_PIXELS:
        raise invalid(f"{picture.width}x{picture.height} GIF files are not supported")
    if picture.width * picture.height > IMAGE_PIXELS:
        raise invalid(f"{picture.width}x{picture.height} images are not supported")
    return picture


def described(text: str) -> str:
    """A picture's description. Raises Refusal 422 when it is too long."""
    text = text.strip()
    if graphemes(text) > MAX_DESCRIPTION:
        raise invalid(f"Description is too long (maximum is {MAX_DESCRIPTION} characters)")
    return text
