"""A post as Instagram takes it: the fields of its containers.

https://developers.facebook.com/docs/instagram-platform/content-publishing. Nothing here talks to
the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from analytics.metrics import utc
from campaign.errors import UnsupportedFeature
from campaign.model import Channel, Limits, Payload, Upload, Variant
from campaign.platforms.fitting import fitting, is_film
from campaign.platforms.instagram.facts import FACTS
from campaign.platforms.meta.message import with_items
from campaign.platforms.protocols import Writer
from campaign.platforms.public_media import addresses


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes the fields of `POST /{user}/media`; a carousel's pictures are in `children`.

    Raises ValueError when no network could fetch pictures at the channel's address for them.
    """
    base = addresses.base(channel)

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        utc(at, "at")
        uploads = fitting(variant, limits, FACTS.name)
        body = fields(variant.text, uploads, base, FACTS.name)
        comments = (Payload(FACTS.name, {"message": text}) for text in variant.texts[1:])
        return (Payload(FACTS.name, body, uploads), *comments)

    return write


def fields(caption: str, uploads: Sequence[Upload], base: str, name: str) -> dict[str, Any]:
    """The container of a caption with its pictures or its film; several pictures are `children`.

    Raises UnsupportedFeature for a post that Instagram does not take.
    """
    if not uploads:
        raise UnsupportedFeature(f"{name}: it takes no text alone: give the post a card or picture")
    items = [_item(each, base, name) for each in uploads]
    return with_items(items, {"caption": caption} if caption else {}, yes=True)


def _item(upload: Upload, base: str, name: str) -> dict[str, Any]:
    there = addresses.address(base, upload.sha256, upload.mime, name)
    if is_film(upload.mime):
        return {"media_type": "REELS", "video_url": there, "share_to_feed": True}
    return {"image_url": there} | ({"alt_text": upload.alt} if upload.alt else {})
