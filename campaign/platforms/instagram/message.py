"""A post as Instagram takes it: the fields of its containers, and the digest of its caption.

https://developers.facebook.com/docs/instagram-platform/content-publishing. Nothing here talks to
the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from campaign.errors import UnsupportedFeature
from campaign.model import Upload
from campaign.platforms.fitting import is_film
from campaign.platforms.meta.message import with_items
from campaign.platforms.meta.timeline import plain
from campaign.platforms.public_media import links

TALLEST, WIDEST = 4 / 5, 1.91  # width to height
_SLACK = 0.01  # Instagram's widest size, 1080 by 565 pixels, is a little more than 1.91 to 1


def fields(caption: str, uploads: Sequence[Upload], base: str, name: str) -> dict[str, Any]:
    """The container of a caption with its pictures or its film; several pictures are `children`.

    Raises UnsupportedFeature for a post that Instagram does not take.
    """
    if not uploads:
        raise UnsupportedFeature(f"{name}: it takes no text alone: give the post a card or picture")
    items = [_item(each, base, name) for each in uploads]
    return with_items(items, {"caption": caption} if caption else {}, yes=True)


def _item(upload: Upload, base: str, name: str) -> dict[str, Any]:
    there = links.address(base, upload.sha256, upload.mime, name)
    if is_film(upload.mime):
        return {"media_type": "REELS", "video_url": there, "share_to_feed": True}
    ratio = upload.width / upload.height if upload.height else 0.0
    if not TALLEST - _SLACK <= ratio <= WIDEST + _SLACK:
        raise UnsupportedFeature(
            f"{name}: a picture of {upload.width} × {upload.height} pixels; it takes from 4:5 "
            "to 1.91:1"
        )
    return {"image_url": there} | ({"alt_text": upload.alt} if upload.alt else {})


def digest(caption: str) -> str:
    """A digest of a caption that ignores differences in white space."""
    return sha256(plain(caption).encode("utf-8", "surrogatepass")).hexdigest()[:32]
