"""What a post carries besides its text: pictures, a film, a link card, another post.

Lexicons: app.bsky.embed.images, .gallery, .video, .external, .record, .recordWithMedia.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from campaign.sandbox.bluesky.names import is_uri
from campaign.sandbox.bluesky.reading import BadRecord, member, members, plain

IMAGES = "app.bsky.embed.images"
GALLERY = "app.bsky.embed.gallery"
VIDEO = "app.bsky.embed.video"
EXTERNAL = "app.bsky.embed.external"
RECORD = "app.bsky.embed.record"
WITH_MEDIA = "app.bsky.embed.recordWithMedia"

MAX_IMAGES = 4
MAX_GALLERY = 20
IMAGE_BYTES = 2_000_000
THUMB_BYTES = 1_000_000
VIDEO_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class Carried:
    """A blob that a record points to; `alt` is None for the picture of a link card."""

    cid: str
    mime: str
    size: int
    most_bytes: int
    alt: str | None


def check_embed(embed: dict[str, Any], place: str) -> None:
    """Check what is embedded. Raises BadRecord."""
    match member(embed, "$type", str, place):
        case "app.bsky.embed.images":
            images = members(embed, "images", dict, place, MAX_IMAGES)
            _check_images(images, f"{place}/images", ratio_needed=False)
        case "app.bsky.embed.gallery":
            items = members(embed, "items", dict, place, MAX_GALLERY)
            for number, item in enumerate(items):
                _check_kind(item, f"{place}/items/{number}")
            _check_images(items, f"{place}/items", ratio_needed=True)
        case "app.bsky.embed.video":
            _check_blob(member(embed, "video", dict, place), f"{place}/video", "video/mp4")
            if "alt" in embed:
                member(embed, "alt", str, place)
            _check_ratio(embed, place)
            if embed.get("captions"):
                raise BadRecord(f"{place}/captions: the sandbox does not keep captions")
        case "app.bsky.embed.external":
            card = member(embed, "external", dict, place)
            if not is_uri(member(card, "uri", str, f"{place}/external")):
                raise BadRecord(f"{place}/external/uri must be a uri")
            for name in ("title", "description"):
                member(card, name, str, f"{place}/external")
            if (thumb := plain(card, "thumb", f"{place}/external")) is not None:
                _check_blob(thumb, f"{place}/external/thumb")
        case "app.bsky.embed.record":
            record = member(embed, "record", dict, place)
            for name in ("uri", "cid"):
                member(record, name, str, f"{place}/record")
        case "app.bsky.embed.recordWithMedia":
            check_embed(
                {"$type": RECORD, **member(embed, "record", dict, place)}, f"{place}/record"
            )
            check_embed(member(embed, "media", dict, place), f"{place}/media")
        case other:
            raise BadRecord(f"{place}/$type: the sandbox does not keep {other}")


def carried(embed: dict[str, Any] | None) -> Iterator[Carried]:
    """The blobs of a checked embed, in their order."""
    match (embed or {}).get("$type"):
        case "app.bsky.embed.images" | "app.bsky.embed.gallery":
            assert embed is not None
            for each in embed.get("images", embed.get("items", [])):
                yield _carried(each["image"], IMAGE_BYTES, each["alt"])
        case "app.bsky.embed.video":
            assert embed is not None
            yield _carried(embed["video"], VIDEO_BYTES, embed.get("alt", ""))
        case "app.bsky.embed.external":
            assert embed is not None
            if "thumb" in embed["external"]:
                yield _carried(embed["external"]["thumb"], THUMB_BYTES, None)
        case "app.bsky.embed.recordWithMedia":
            assert embed is not None
            yield from carried(embed["media"])


def _carried(blob: dict[str, Any], most_bytes: int, alt: str | None) -> Carried:
    return Carried(blob["ref"]["$link"], blob["mimeType"], blob["size"], most_bytes, alt)


def _check_images(images: list[dict[str, Any]], place: str, *, ratio_needed: bool) -> None:
    if not images:
        raise BadRecord(f"{place} holds no picture")
    for number, image in enumerate(images):
        own = f"{place}/{number}"
        _check_blob(member(image, "image", dict, own), f"{own}/image")
        member(image, "alt", str, own)
        if not _check_ratio(image, own) and ratio_needed:
            raise BadRecord(f'{own} must have the property "aspectRatio"')


def _check_kind(item: dict[str, Any], place: str) -> None:
    """Check that an item of a gallery says what it is; the list may hold several kinds."""
    if not isinstance(item.get("$type"), str):
        raise BadRecord(f'{place} must be an object which includes the "$type" property')
    if item["$type"] != f"{GALLERY}#image":
        raise BadRecord(f"{place}/$type: the sandbox does not keep {item['$type']}")


def _check_ratio(shown: dict[str, Any], place: str) -> bool:
    """Check the shape of a picture or film, where it is given. Raises BadRecord."""
    ratio = plain(shown, "aspectRatio", place)
    if ratio is None:
        return False
    for name in ("width", "height"):
        if member(ratio, name, int, f"{place}/aspectRatio") < 1:
            raise BadRecord(f"{place}/aspectRatio/{name} can not be less than 1")
    return True


def _check_blob(blob: dict[str, Any], place: str, accepted: str = "image/*") -> None:
    if blob.get("$type") != "blob":
        raise BadRecord(f"{place} should be a blob ref")
    member(member(blob, "ref", dict, place), "$link", str, f"{place}/ref")
    mime = member(blob, "mimeType", str, place)
    if not mime.startswith(accepted.removesuffix("*")):
        raise BadRecord(f"{place}/mimeType must match {accepted}, not {mime}")
    member(blob, "size", int, place)
