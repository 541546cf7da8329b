"""Mastodon, and servers that speak its API: https://docs.joinmastodon.org/api/."""

from __future__ import annotations

from datetime import timedelta

from campaign.model import (
    LINK_IN,
    YES,
    ChannelKeys,
    Delivery,
    Handles,
    Limits,
    PictureSize,
    PostField,
    Unit,
)
from campaign.plan.pace import within
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import OAuth, PlatformFacts

_RATES = "https://docs.joinmastodon.org/api/rate-limits/"
_SOURCE = "https://github.com/mastodon/mastodon/blob/main/config/initializers/rack_attack.rb"
_MINUTES = timedelta(minutes=1)

#: Who sees a post. We leave out the API's fourth value, `direct`: only the people it mentions see
#: it, so it is a message, https://docs.joinmastodon.org/entities/Status/#visibility.
VISIBILITIES = ("public", "unlisted", "private")
#: What a server may run, for one that does not say it, or may not be asked. Software that is none
#: of these is `other`: its posts are measured by the strictest rule.
SOFTWARE = ("mastodon", "gotosocial", "takahe", "other")
#: The visibilities with which not everybody sees a post.
HIDDEN = {"visibility": ("private",)}

FACTS = PlatformFacts(
    name="mastodon",
    title="Mastodon",
    limits=Limits(
        text=500,
        unit=Unit.MASTODON,
        handles=Handles.SERVER,
        url_length=23,
        counts_warning=True,
        images=4,
        image_bytes=16 * 1024 * 1024,
        image_types=("image/png", "image/jpeg", "image/gif", "image/webp"),
        # app/models/concerns/attachmentable.rb: 7680 × 4320 pixels, of a GIF 1280 × 720.
        picture_size=PictureSize(pixels=33_177_600),
        gif_size=PictureSize(pixels=921_600),
        animations=True,
        alt=1500,
        videos=1,
        video_bytes=99 * 1024 * 1024,
        video_size=PictureSize(pixels=8_294_400),
        card_format="landscape",
        threads=True,
        comments=True,
        source="https://docs.joinmastodon.org/entities/Instance/#configuration",
    ),
    delivery=Delivery.BY_KEY,
    keys=ChannelKeys(
        needs=("server",),
        options={
            "visibility": VISIBILITIES,
            "spoiler": (),
            "link_in": LINK_IN,
            "cleartext": YES,
            "software": SOFTWARE,
        },
        examples={"server": "https://mastodon.example", "account": "{handle}"},
    ),
    # A token has 300 calls in 5 minutes, and all tokens of an account together have 1,500; the
    # throttle of an address is for calls without a token. The documentation still names 300 for an
    # account and for an address, the source is newer. An account has 30 uploads in 30 minutes. A
    # post with its card is about four calls, and one of them is an upload. A server may allow
    # less: then its 429 says how long to wait.
    rates=(
        within(300, 5 * _MINUTES, cost=4, burst=25, source=_SOURCE),
        within(30, 30 * _MINUTES, burst=10, source=_RATES),
    ),
    asks=True,
    counted="campaign.platforms.mastodon.software:counted",
    connect=OAuth(
        # https://docs.joinmastodon.org/client/authorized/; the server is the channel's.
        home="",
        authorize="/oauth/authorize",
        token="/oauth/token",  # noqa: S106 - an address
        scopes=("read:accounts", "read:statuses", "write:statuses", "write:media"),
        pkce=True,
        registered=False,
        register="campaign.platforms.mastodon.connecting:registered",
    ),
    # docs.joinmastodon.org/entities/Status: no views, clicks or count of bookmarks
    terms={
        "reactions": "favourites",
        "reposts": "boosts",
        "replies": "replies",
        "quotes": "quotes, from Mastodon 4.5",
    },
    hidden=HIDDEN,
    # Each server looks the link up, and so do the servers of other software that it reaches.
    previewers=(
        *("mastodon/", "pleroma", "akkoma", "misskey", "gotosocial", "snac/", "friendica"),
    ),
    afterwards=Afterwards(
        delete_by_hand="Open the post, choose … and then Delete.",
        editable=frozenset({PostField.TEXT, PostField.ALTS, PostField.LANGUAGE}),
        edits=frozenset({"status", "language", "spoiler_text", "sensitive"}),
        source="https://docs.joinmastodon.org/methods/statuses/#edit",
    ),
)
