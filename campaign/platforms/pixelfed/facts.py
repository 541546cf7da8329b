"""Pixelfed, a server for pictures that speaks Mastodon's API: https://docs.pixelfed.org/."""

from __future__ import annotations

from datetime import timedelta

from campaign.model import YES, ChannelKeys, Delivery, Handles, Limits, PictureSize, PostField, Unit
from campaign.plan.pace import within
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import OAuth, PlatformFacts
from campaign.platforms.mastodon.facts import HIDDEN, VISIBILITIES

_REPOSITORY = "https://github.com/pixelfed/pixelfed/blob/dev"
_SOURCE = f"{_REPOSITORY}/config/pixelfed.php"
_CALLS = f"{_REPOSITORY}/app/Http/Controllers/Api/V1Api/Statuses.php"

FACTS = PlatformFacts(
    name="pixelfed",
    title="Pixelfed",
    limits=Limits(
        text=500,
        unit=Unit.CODE_POINTS,
        handles=Handles.SERVER,
        images=4,
        image_bytes=15_000 * 1024,
        image_types=("image/png", "image/jpeg", "image/gif"),
        # As its instances say themselves. They say nothing of a GIF: then Mastodon's bound is kept.
        picture_size=PictureSize(pixels=16_777_216),
        gif_size=PictureSize(pixels=921_600),
        animations=True,
        alt=1000,
        languages=False,
        lacks=("posts without a picture", "threads", "films", "the language of a post"),
        source=_SOURCE,
    ),
    delivery=Delivery.BY_LISTING,
    keys=ChannelKeys(
        needs=("server",),
        # `spoiler` has 140 characters at most.
        options={"visibility": VISIBILITIES, "spoiler": (), "cleartext": YES},
        examples={"server": "https://pixelfed.example", "account": "{handle}"},
    ),
    # 1,000 posts a day, and 1,250 pictures.
    rates=(within(1000, timedelta(days=1), burst=25, source=_CALLS),),
    asks=True,
    connect=OAuth(
        # As on Mastodon, with fewer scopes: https://github.com/pixelfed/pixelfed,
        # app/Providers/AuthServiceProvider.php.
        home="",
        authorize="/oauth/authorize",
        token="/oauth/token",  # noqa: S106 - an address
        scopes=("read", "write"),
        pkce=True,
        registered=False,
        register="campaign.platforms.mastodon.connecting:registered",
        then="campaign.platforms.mastodon.connecting:not_renewed",
    ),
    pictured=True,
    # github.com/pixelfed/pixelfed, StatusTransformer
    terms={"reactions": "likes", "reposts": "shares", "replies": "comments"},
    hidden=HIDDEN,
    previewers=("pixelfed",),
    afterwards=Afterwards(
        delete_by_hand="Open the post, choose … and then Delete.",
        editable=frozenset({PostField.TEXT}),
        edits=frozenset({"status", "spoiler_text", "sensitive"}),
        source=f"{_REPOSITORY}/app/Services/Status/UpdateStatusService.php",
    ),
)
