"""A post as Threads takes it: the fields of its container.

https://developers.facebook.com/documentation/threads/posts. Nothing here talks to the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from analytics.metrics import utc
from campaign.compose.bounds import links
from campaign.errors import UnsupportedFeature
from campaign.model import Channel, Limits, Payload, Upload, Variant
from campaign.platforms.fitting import fitting, is_film
from campaign.platforms.meta.message import with_items
from campaign.platforms.protocols import Writer
from campaign.platforms.public_media import addresses
from campaign.platforms.threads.facts import FACTS

LONGEST_TOPIC = 50


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes the fields of `POST /me/threads` for each part; a carousel's items are in `children`.

    Pictures, topic and link card go with the first part. Raises ValueError when no network could
    fetch pictures at the channel's address for them.
    """
    base = addresses.base(channel)
    link_in_text = channel.options.get("link_in") != "comment"

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        utc(at, "at")
        uploads = fitting(variant, limits, FACTS.name)
        made = []
        for part, text in enumerate(variant.texts):
            here = () if part else uploads
            body = fields(text, here, base, FACTS.name)
            linked = variant.link in text if part else link_in_text
            if part == 0 and (named := topic(variant.hashtags)):
                body["topic_tag"] = named
            if variant.link and linked and not here:
                body["link_attachment"] = variant.link
            check_links(body, limits, FACTS.name)
            made.append(Payload(FACTS.name, body, here))
        return tuple(made)

    return write


def fields(text: str, uploads: Sequence[Upload], base: str, name: str) -> dict[str, Any]:
    """The container of a text with its pictures; several pictures are its `children`.

    Raises UnsupportedFeature for pictures without a public address: Threads fetches them itself.
    """
    words = {"text": text} if text else {}
    if not uploads:
        return {"media_type": "TEXT", **words}
    items = [_item(upload, base, name) for upload in uploads]
    return with_items(items, words, yes="true")


def _item(upload: Upload, base: str, name: str) -> dict[str, Any]:
    there = addresses.address(base, upload.sha256, upload.mime, name)
    kind = "VIDEO" if is_film(upload.mime) else "IMAGE"
    alt = {"alt_text": upload.alt} if upload.alt else {}
    return {"media_type": kind, f"{kind.lower()}_url": there, **alt}


def check_links(body: Mapping[str, Any], limits: Limits, name: str) -> None:
    """Raises UnsupportedFeature for more links than Threads takes; equal links count once."""
    found = links(str(body.get("text", "")))
    found |= {body["link_attachment"]} if "link_attachment" in body else set()
    if len(found) > limits.links:
        raise UnsupportedFeature(
            f"{name}: {len(found)} different links, {limits.links} are allowed "
            "(THREADS_API__LINK_LIMIT_EXCEEDED)"
        )


def topic(hashtags: Sequence[str]) -> str:
    """The first hashtag if it can be a topic, "" otherwise."""
    first = hashtags[0].removeprefix("#") if hashtags else ""
    fits = len(first) <= LONGEST_TOPIC and not {".", "&"} & set(first)
    return first if fits else ""
