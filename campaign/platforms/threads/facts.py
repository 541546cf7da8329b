"""Threads: https://developers.facebook.com/documentation/threads."""

from __future__ import annotations

from datetime import timedelta

from campaign.model import (
    APPLICATION,
    LINK_IN,
    YES,
    ChannelKeys,
    Delivery,
    Handles,
    Limits,
    PictureSize,
    Unit,
)
from campaign.plan.pace import within
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import OAuth, PlatformFacts

_DOCS = "https://developers.facebook.com/documentation/threads"

# https://developers.facebook.com/documentation/threads/create-posts/text-attachments
_MOST_LINKS = 5

FACTS = PlatformFacts(
    name="threads",
    title="Threads",
    limits=Limits(
        text=500,
        # An emoji counts its bytes, by the documentation. A text of 498 characters in 504 bytes is
        # refused as too long, as users report, so all of it counts its bytes.
        unit=Unit.UTF8,
        handles=Handles.DOTTED,
        images=20,
        image_bytes=8 * 1024 * 1024,
        image_types=("image/jpeg", "image/png"),
        picture_size=PictureSize(ratios=(1 / 10, 10)),
        alt=1000,
        videos=1,
        video_seconds=300,
        video_bytes=1024**3,
        video_size=PictureSize(width=1920, ratios=(0.01, 10)),
        languages=False,
        threads=True,
        comments=True,
        links=_MOST_LINKS,
        lacks=(
            "no language of a post",
            "no pictures without a public address for them",
            "no changes to a post that is out",
        ),
        source=f"{_DOCS}/posts",
    ),
    delivery=Delivery.TWO_PHASE,
    keys=ChannelKeys(
        needs=("account",),
        options={"link_in": LINK_IN, "public_media_url": (), "cleartext": YES, **APPLICATION},
        examples={"account": "{handle}", "public_media_url": "https://media.example/cards"},
    ),
    # 250 posts in any 24 hours; the adapter asks for the separate limit of replies.
    rates=(within(250, timedelta(days=1), burst=25, source=f"{_DOCS}/overview"),),
    connect=OAuth(
        # https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions
        home="https://developers.facebook.com/apps/",
        authorize="https://threads.net/oauth/authorize",
        token="https://graph.threads.net/oauth/access_token",  # noqa: S106 - an address
        scopes=(
            "threads_basic",
            "threads_content_publish",
            "threads_manage_replies",
            "threads_read_replies",
            "threads_manage_insights",
            "threads_delete",
        ),
        separator=",",
        renews=True,
        secure=True,
        then="campaign.platforms.meta.connecting:long_lived_on_threads",
    ),
    # developers.facebook.com/docs/threads/insights. Clicks are told by link and for the whole
    # profile (GET /me/threads_insights?metric=clicks), never for a post.
    terms={
        "reactions": "likes",
        "reposts": "reposts",
        "replies": "replies",
        "quotes": "quotes",
        "views": "views",
    },
    afterwards=Afterwards(
        delete_by_hand="Open the post, choose … and then Delete.",
        uneditable="The Threads API changes no post that is out.",
        source="https://developers.facebook.com/docs/threads/posts/delete-posts",
    ),
)
