"""Makes a variant's records for Bluesky (lexicon app.bsky.feed.post), and reads records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from analytics.metrics import Counts, utc
from campaign.compose.length import overrun
from campaign.errors import Rejected, UnsupportedFeature
from campaign.model import Channel, Limits, Payload, Receipt, Upload, Variant
from campaign.platforms.bluesky.bounds import at_channel
from campaign.platforms.bluesky.facts import FACTS
from campaign.platforms.bluesky.richtext import rich, with_mentions
from campaign.platforms.counting import count
from campaign.platforms.fitting import fitting, is_film
from campaign.platforms.protocols import Writer

COLLECTION = "app.bsky.feed.post"
_APART = timedelta(milliseconds=1)
_FILM = "app.bsky.embed.video"
_MENTION = "app.bsky.richtext.facet#mention"

Record = dict[str, Any]


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes the bodies of `putRecord` without account, key and blobs; `at` becomes `createdAt`.

    The pictures go with the first part. `limits` are the network's, or what the server told; a film
    has the bound of where this channel's films go.
    """
    limits = at_channel(limits, channel)

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        uploads = fitting(variant, limits, FACTS.name)
        body = {"collection": COLLECTION, "validate": True, "swapRecord": None}
        return tuple(
            Payload(FACTS.name, {**body, "record": record}, () if number else uploads)
            for number, record in enumerate(parts(variant, uploads, utc(at, "at"), limits))
        )

    return write


def parts(
    variant: Variant, uploads: Sequence[Upload], at: datetime, limits: Limits = FACTS.limits
) -> list[Record]:
    """The record of each part, without its blobs and its `reply`; `at` is UTC.

    The records are a millisecond apart, so that they sort in reading order. A repeat sends the
    stored record, so `createdAt` does not change. Raises UnsupportedFeature when a text is too
    long.
    """
    made = []
    # The link's card goes with the part whose text holds the link.
    bearer = next((n for n, text in enumerate(variant.texts) if variant.link in text), 0)
    for number, text in enumerate(variant.texts):
        embed = _shown(uploads) if number == 0 else {}
        if not embed and number == bearer:
            embed = _link_card(variant)
        made.append(_record(variant.language, text, embed, at + number * _APART, limits))
    return made


def answering(made: Record, before: Sequence[Receipt]) -> Record:
    """The record as a reply to the last part before it, if there is one.

    https://docs.bsky.app/docs/advanced-guides/posts#replies
    """
    if not before:
        return made
    root, parent = ({"uri": r.raw["uri"], "cid": r.raw["cid"]} for r in (before[0], before[-1]))
    return {**made, "reply": {"root": root, "parent": parent}}


def _record(language: str, written: str, embed: Record, at: datetime, limits: Limits) -> Record:
    text, facets = rich(written)
    if over := overrun(text, limits):
        raise UnsupportedFeature(f"{FACTS.name}: {over}")
    made: Record = {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "langs": [language],
    }
    if facets:
        made["facets"] = facets
    if embed:
        made["embed"] = embed
    return made


def complete(stored: Mapping[str, Any], blobs: Sequence[Any]) -> Record:
    """The record with its blobs put in, in the order of the uploads."""
    if not blobs:
        return dict(stored)
    if stored["embed"]["$type"] == _FILM:
        return {**stored, "embed": {**stored["embed"], "video": blobs[0]}}
    images = [
        {**image, "image": blob}
        for image, blob in zip(stored["embed"]["images"], blobs, strict=True)
    ]
    return {**stored, "embed": {**stored["embed"], "images": images}}


def with_people(made: Record, known: Mapping[str, str]) -> Record:
    """The record with a facet for each mention whose handle has a DID in `known`."""
    if not known:
        return made
    return {**made, "facets": with_mentions(made["text"], made.get("facets", []), known)}


def same(there: Any, ours: Mapping[str, Any]) -> bool:
    """True when two records are the same post; only one may have its mentions resolved."""
    return isinstance(there, dict) and _unnamed(there) == _unnamed(ours)


def counts(post: Mapping[str, Any]) -> Counts:
    """The counts of an app.bsky.feed.defs#postView."""
    return Counts(
        reactions=number(post, "likeCount"),
        reposts=number(post, "repostCount"),
        replies=number(post, "replyCount"),
        quotes=number(post, "quoteCount"),
        saves=number(post, "bookmarkCount"),
    )


def number(fields: Mapping[str, Any], name: str) -> int | None:
    """A count; None when the server does not give it."""
    return count(fields.get(name))


def address(did: str, collection: str, key: str) -> str:
    """The at:// address of a record."""
    return f"at://{did}/{collection}/{key}"


def parted(uri: str) -> tuple[str, str, str]:
    """Account, collection and key of an at:// address."""
    parts = uri.removeprefix("at://").split("/")
    if not uri.startswith("at://") or len(parts) != 3 or not all(parts):
        raise Rejected(f"bluesky: {uri[:200]!r} is no address of a record")
    return parts[0], parts[1], parts[2]


def _shown(uploads: Sequence[Upload]) -> Record:
    """The embed of pictures or a film; a post with one has no link card."""
    if not uploads:
        return {}
    described = [_described(each) for each in uploads]
    if is_film(uploads[0].mime):
        return {"$type": _FILM, **described[0]}
    return {"$type": "app.bsky.embed.images", "images": described}


def _described(upload: Upload) -> Record:
    """An upload's alt text and, if its size is known, its aspect ratio."""
    if not (upload.width and upload.height):
        return {"alt": upload.alt}
    return {"alt": upload.alt, "aspectRatio": {"width": upload.width, "height": upload.height}}


def _link_card(variant: Variant) -> Record:
    """A card for the link: https://docs.bsky.app/docs/advanced-guides/posts."""
    if variant.link:
        external = {
            "uri": variant.link,
            "title": variant.headline or variant.link,
            "description": "",
        }
        return {"$type": "app.bsky.embed.external", "external": external}
    return {}


def _unnamed(made: Mapping[str, Any]) -> Record:
    listed = made.get("facets")
    facets = (
        [facet for facet in listed if not _is_mention(facet)] if isinstance(listed, list) else []
    )
    return {**made, "facets": facets}


def _is_mention(facet: Any) -> bool:
    features = facet.get("features") if isinstance(facet, dict) else None
    some = features if isinstance(features, list) else ()
    return any(isinstance(each, dict) and each.get("$type") == _MENTION for each in some)
