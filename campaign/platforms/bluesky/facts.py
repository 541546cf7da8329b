"""Bluesky, and every server of the AT Protocol: https://docs.bsky.app."""

from __future__ import annotations

from datetime import timedelta

from campaign.keys import KeyForm
from campaign.model import LINK_IN, YES, ChannelKeys, Delivery, Handles, Limits, Unit
from campaign.plan.pace import Scope, within
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.bluesky.bounds import (
    FILM_BYTES,
    FILM_SECONDS,
    NONE,
    at_channel,
    video_service,
)
from campaign.platforms.facts import Ask, PlatformFacts

_SOURCE = "https://docs.bsky.app/docs/advanced-guides/rate-limits"
_HOUR = timedelta(hours=1)

FACTS = PlatformFacts(
    name="bluesky",
    title="Bluesky",
    limits=Limits(
        text=300,
        unit=Unit.GRAPHEMES,
        handles=Handles.DOMAIN,
        text_bytes=3000,
        images=4,
        image_bytes=2_000_000,
        image_types=("image/png", "image/jpeg", "image/gif", "image/webp"),
        videos=1,
        # What the video service takes; `bounds.at_channel` has what holds without it.
        video_bytes=FILM_BYTES,
        video_seconds=FILM_SECONDS,
        card_format="square",
        threads=True,
        comments=True,
        source="the lexicons app.bsky.feed.post, app.bsky.embed.images and app.bsky.embed.video",
    ),
    asks=True,
    at_channel=at_channel,
    services=lambda channel: {"video": video_service(channel) or NONE},
    delivery=Delivery.BY_KEY,
    keys=ChannelKeys(
        needs=("server", "account"),
        # `appview` is the server that counts, where it is not the account's own; `video` is the
        # service that takes films, or "none".
        options={"appview": (), "video": (), "link_in": LINK_IN, "cleartext": YES},
        examples={"server": "https://bsky.social", "account": "{host}.example"},
    ),
    # Per account 5,000 points an hour and 35,000 a day, 3 of them a record; per address 3,000 calls
    # in 5 minutes, of which a post with its card and a mention is about four.
    rates=(
        within(5000, _HOUR, cost=3, burst=100, source=_SOURCE),
        within(35_000, 24 * _HOUR, cost=3, burst=1000, source=_SOURCE),
        within(3000, _HOUR / 12, cost=4, burst=300, scope=Scope.SERVER, source=_SOURCE),
    ),
    connect=Ask("an app password", "Settings → Privacy and security → App passwords"),
    shown="campaign.platforms.bluesky.richtext:visible",
    key=KeyForm.TID,
    # docs.bsky.app, app.bsky.feed.defs#postView
    terms={
        "reactions": "likes",
        "reposts": "reposts",
        "replies": "replies",
        "quotes": "quotes",
        "saves": "bookmarks",
    },
    # The service that makes link cards calls itself so.
    previewers=("bluesky", "cardyb"),
    afterwards=Afterwards(
        delete_by_hand="Open the post, choose … and then Delete post.",
        uneditable=(
            "Bluesky shows no edits: a record can be replaced, and neither do readers see that it "
            "was, nor does every service take the new one."
        ),
        source="lexicons com.atproto.repo.deleteRecord and app.bsky.feed.getPosts",
    ),
)
