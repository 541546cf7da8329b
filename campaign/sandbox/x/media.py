"""X's endpoints for pictures and films: in one request, or in pieces, and their alt texts.

https://docs.x.com/x-api/media/introduction
"""

import base64
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import Account, X
from campaign.sandbox.media import NotAFilm, NotAPicture, Picture, look_at, look_at_film
from campaign.sandbox.wire import Sent, TheBody, TheWorld, say
from campaign.sandbox.world import SEQUENCE_BITS, Upload, World
from campaign.sandbox.x.asking import asked
from campaign.sandbox.x.fields import checked
from campaign.sandbox.x.gate import Uploader, spend
from campaign.sandbox.x.limits import (
    ALT_TEXTS,
    GIF_BYTES,
    GIF_FRAMES,
    GIF_HEIGHT,
    GIF_WIDTH,
    IMAGE_BYTES,
    IMAGE_SIDES,
    MAX_ALT,
    MAX_PIECES,
    MEDIA_LIVES,
    PIECE_BYTES,
    PIECES,
    UPLOADS,
    VIDEO_BYTES,
    VIDEO_SECONDS,
    VIDEO_SHORTEST_SIDE,
    VIDEO_WIDEST,
    WORKED_ON,
)
from campaign.sandbox.x.problems import invalid
from campaign.sandbox.x.shapes import media_key

router = APIRouter()

_CATEGORIES = ("tweet_image", "tweet_gif", "tweet_video")
_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4")
_MOST = {"tweet_image": IMAGE_BYTES, "tweet_gif": GIF_BYTES, "tweet_video": VIDEO_BYTES}


@router.post("/2/media/upload")
def upload(request: Request, world: TheWorld, member: Uploader, sent: TheBody) -> JSONResponse:
    """Take a picture in one request: as a file, or as base64 in JSON."""
    spend(request, world, UPLOADS, member.id)
    body = checked(sent, {"media": str, "media_category": str, "additional_owners": str})
    category = _category(body)
    if category == "tweet_video":
        raise invalid("a film has to be uploaded in pieces")
    return say(request, {"data": _kept(world, member, _bytes(sent), category)})


@router.get("/2/media/upload")
def status(request: Request, world: TheWorld, member: Uploader) -> JSONResponse:
    """Show the state of an upload."""
    params = asked(request, "media_id", "command").values
    if params.get("command", "STATUS") != "STATUS":
        raise invalid("command is not one of [STATUS]")
    return say(request, {"data": _shown(world, _own(world, member, params.get("media_id", "")))})


@router.post("/2/media/upload/initialize")
def initialize(request: Request, world: TheWorld, member: Uploader, sent: TheBody) -> JSONResponse:
    """Begin an upload in pieces."""
    spend(request, world, PIECES, member.id)
    body = checked(
        sent,
        {
            "media_type": str,
            "total_bytes": int,
            "media_category": str,
            "shared": bool,
            "additional_owners": list,
        },
    )
    category = _category(body)
    total = body.get("total_bytes", 0)
    if body.get("media_type") not in _TYPES:
        raise invalid("$.media_type: does not have a value in the enumeration")
    if not 0 < total <= _MOST[category]:
        raise invalid(f"$.total_bytes: must be between 1 and {_MOST[category]}")
    id = str(world.new_id())
    facts = {"account": member.name, "category": category, "total": total, "pieces": {}}
    world.remember(X, f"pieces:{id}", facts)
    life = int(MEDIA_LIVES.total_seconds())
    return say(request, {"data": {"id": id, "media_key": f"7_{id}", "expires_after_secs": life}})


@router.post("/2/media/upload/{id}/append")
def append(
    request: Request, world: TheWorld, member: Uploader, sent: TheBody, id: str
) -> JSONResponse:
    """Take one piece; one with the same number takes its place."""
    spend(request, world, PIECES, member.id)
    number = checked(sent, {"media": str, "segment_index": int}).get("segment_index")
    if not isinstance(number, int) or not 0 <= number < MAX_PIECES:
        raise invalid(f"$.segment_index: must be between 0 and {MAX_PIECES - 1}")
    data = _bytes(sent)
    if len(data) > PIECE_BYTES:
        raise invalid("The segment is too large")
    with world.lock:
        facts = _begun(world, member, id)
        pieces = {**facts["pieces"], str(number): world.media.put(data)}
        world.remember(X, f"pieces:{id}", {**facts, "pieces": pieces})
    ends = world.clock.now() + MEDIA_LIVES
    return say(request, {"data": {"expires_at": int(ends.timestamp())}})


@router.post("/2/media/upload/{id}/finalize")
def finalize(request: Request, world: TheWorld, member: Uploader, id: str) -> JSONResponse:
    """Put the pieces together; a film is worked on before it can be posted."""
    spend(request, world, PIECES, member.id)
    with world.lock:
        facts = _begun(world, member, id)
        pieces = [facts["pieces"].get(str(number)) for number in range(len(facts["pieces"]))]
        if not pieces or None in pieces:
            raise invalid("Segments do not add up to provided total file size")
        data = b"".join(world.media.get(digest) or b"" for digest in pieces)
        if len(data) != facts["total"]:
            raise invalid("Segments do not add up to provided total file size")
        kept = _kept(world, member, data, facts["category"], id)
        world.remember(X, f"pieces:{id}", {**facts, "done": True})
    return say(request, {"data": kept})


@router.post("/2/media/metadata")
def describe(request: Request, world: TheWorld, member: Uploader, sent: TheBody) -> JSONResponse:
    """Give an upload its alt text, before it is posted."""
    spend(request, world, ALT_TEXTS, member.id)
    body = checked(sent, {"id": str, "metadata": {"alt_text": {"text": str}}})
    alt = body.get("metadata", {}).get("alt_text", {}).get("text", "")
    if not alt or len(alt) > MAX_ALT:
        raise invalid(f"$.metadata.alt_text.text: must be 1 to {MAX_ALT} characters long")
    with world.lock:
        own = _own(world, member, body.get("id", ""))
        world.keep_upload(replace(own, picture=replace(own.picture, alt=alt)))
    answer = {"id": own.id, "associated_metadata": {"alt_text": {"text": alt}}}
    return say(request, {"data": answer})


def is_ready(world: World, upload: Upload) -> bool:
    """Whether an upload may be posted: it is ready, and not a day old."""
    age = world.clock.now() - _handed_in(upload)
    return age < MEDIA_LIVES and not _left(world, upload)


def _left(world: World, upload: Upload) -> timedelta:
    """How long an upload is still being worked on."""
    facts = world.recall(X, f"working:{upload.id}")
    if facts is None:
        return timedelta(0)
    ready = datetime.fromtimestamp(facts["until"], UTC)
    return max(ready - world.clock.now(), timedelta(0))


def _handed_in(upload: Upload) -> datetime:
    return datetime.fromtimestamp((int(upload.id) >> SEQUENCE_BITS) / 1000, UTC)


def _kept(
    world: World, member: Account, data: bytes, category: str, id: str = ""
) -> dict[str, Any]:
    picture = _looked_at(data, category)
    world.media.put(data)
    own = Upload(X, member.name, id or str(world.new_id()), picture)
    world.keep_upload(own)
    if category != "tweet_image":
        until = world.clock.now() + WORKED_ON
        world.remember(X, f"working:{own.id}", {"until": until.timestamp()})
    return _shown(world, own)


def _looked_at(data: bytes, category: str) -> Picture:
    """The uploaded picture or film, when it is of the announced kind. Raises Refusal."""
    if len(data) > _MOST[category]:
        raise invalid(f"Media size exceeds the maximum of {_MOST[category]} bytes")
    if category == "tweet_video":
        try:
            film = look_at_film(data)
        except NotAFilm:
            raise invalid("Media type unrecognized.") from None
        if not _is_playable(film):
            raise invalid("Invalid media: duration, dimensions or aspect ratio out of bounds")
        return film
    with suppress(NotAPicture):
        picture = look_at(data)
        sides = (picture.width, picture.height)
        if category == "tweet_image" and not all(side in IMAGE_SIDES for side in sides):
            raise invalid("Image dimensions must be >= 4x4 and <= 8192x8192")
        if category == "tweet_image":
            return picture
        if picture.mime == "image/gif":
            if (
                picture.width > GIF_WIDTH
                or picture.height > GIF_HEIGHT
                or picture.frames > GIF_FRAMES
            ):
                raise invalid("GIF exceeds 1280x1080 pixels or 350 frames")
            return picture
    raise invalid("Media type unrecognized.")


def _is_playable(film: Picture) -> bool:
    """Whether X plays a film; a size or a length that the film does not tell is let through."""
    short, long = sorted((film.width, film.height))
    if short and not (short >= VIDEO_SHORTEST_SIDE and long <= VIDEO_WIDEST * short):
        return False
    least, most = VIDEO_SECONDS
    return not film.seconds or least <= film.seconds <= most


def _shown(world: World, own: Upload) -> dict[str, Any]:
    picture = own.picture
    life = _handed_in(own) + MEDIA_LIVES - world.clock.now()
    body: dict[str, Any] = {
        "id": own.id,
        "media_key": media_key(own.id, picture),
        "size": picture.size,
        "expires_after_secs": max(int(life.total_seconds()), 0),
    }
    if not picture.is_film:
        size = {"w": picture.width, "h": picture.height}
        body["image"] = {"image_type": picture.mime, **size}
    if world.recall(X, f"working:{own.id}") is not None:
        left = _left(world, own)
        if left == WORKED_ON:
            body["processing_info"] = {"state": "pending", "check_after_secs": 1}
        elif left:
            info = {"state": "in_progress", "check_after_secs": 1, "progress_percent": 50}
            body["processing_info"] = info
        else:
            body["processing_info"] = {"state": "succeeded", "progress_percent": 100}
    return body


def _own(world: World, member: Account, id: str) -> Upload:
    own = world.upload(X, member.name, id)
    if own is None:
        raise invalid(f"The media ID [{id}] is invalid")
    return own


def _begun(world: World, member: Account, id: str) -> dict[str, Any]:
    facts = world.recall(X, f"pieces:{id}")
    if facts is None or facts["account"] != member.name or facts.get("done"):
        raise invalid(f"The media ID [{id}] is invalid")
    return facts


def _category(body: dict[str, Any]) -> str:
    category = str(body.get("media_category"))
    if category not in _CATEGORIES:
        raise invalid("$.media_category: does not have a value in the enumeration")
    return category


def _bytes(sent: Sent) -> bytes:
    """The uploaded bytes: a file of a form, a plain field of one, or base64 in JSON."""
    if data := sent.files.get("media") or sent.parts.get("media"):
        return data
    try:
        data = base64.b64decode(sent.text("media"), validate=True)
    except ValueError:
        raise invalid("$.media: is not base64") from None
    if not data:
        raise invalid("$.media: is missing but it is required")
    return data
