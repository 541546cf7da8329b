"""Instagram: https://developers.facebook.com/docs/instagram-platform."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from campaign.model import (
    APPLICATION,
    LINK_IN,
    YES,
    Channel,
    ChannelKeys,
    Delivery,
    Handles,
    Limits,
    PictureSize,
    Unit,
)
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facebook import facts as facebook
from campaign.platforms.facts import OAuth, PlatformFacts
from campaign.platforms.meta.versions import VERSIONS

#: The host of channels that are connected by Instagram's own login.
LOGIN_HOST = "graph.instagram.com"

# https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login
_LOGIN = OAuth(
    home="https://developers.facebook.com/apps/",
    authorize="https://www.instagram.com/oauth/authorize",
    token="https://api.instagram.com/oauth/access_token",  # noqa: S106 - an address
    scopes=(
        "instagram_business_basic",
        "instagram_business_content_publish",
        "instagram_business_manage_comments",
        "instagram_business_manage_insights",
    ),
    separator=",",
    renews=True,
    secure=True,
    then="campaign.platforms.meta.connecting:long_lived_on_instagram",
)
# Facebook Login, for channels on graph.facebook.com: its page token does not expire.
# https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login
_BY_PAGE = replace(
    facebook.LOGIN,
    title="Instagram (by its Facebook page)",
    scopes=(
        "pages_show_list",
        "pages_read_engagement",
        "instagram_basic",
        "instagram_content_publish",
        "instagram_manage_comments",
        "instagram_manage_insights",
    ),
    then="campaign.platforms.meta.connecting:page_of_instagram",
)

_AFTERWARDS = Afterwards(
    undeletable="With Instagram's own login, a program cannot delete a post.",
    delete_by_hand="Open the post in Instagram's own application, choose … and then Delete.",
    uneditable="Instagram lets no program change a caption.",
    source=(
        "https://developers.facebook.com/docs/instagram-platform/reference/instagram-media "
        "(deleting: Facebook Login alone, with instagram_manage_contents)"
    ),
)


def _afterwards_at(afterwards: Afterwards, channel: Channel) -> Afterwards:
    """By its Facebook page's login, a channel can delete; with Instagram's own it cannot."""
    server = urlsplit(channel.server).hostname
    return afterwards if server in (None, LOGIN_HOST) else replace(afterwards, undeletable="")


FACTS = PlatformFacts(
    name="instagram",
    title="Instagram",
    limits=Limits(
        text=2200,
        unit=Unit.CODE_POINTS,
        handles=Handles.DOTTED,
        numeric_hashtags=True,  # https://help.instagram.com/351460621611097
        images=10,
        image_bytes=8_000_000,
        image_types=("image/jpeg",),
        # 4:5 to 1.91:1; 1200 by 628 and 1080 by 565 pixels are by a little wider, and go.
        picture_size=PictureSize(ratios=(0.8, 1.915)),
        alt=1000,
        card_format="square",
        card_type="image/jpeg",
        videos=1,
        video_seconds=900,
        video_least_seconds=3,
        video_size=PictureSize(width=1920, ratios=(0.01, 10)),
        video_bytes=300_000_000,
        languages=False,
        comments=True,
        comment=300,
        hashtags=30,
        mentions=20,
        link_clicks=False,
        lacks=(
            "it takes no post without a picture",
            "links in a caption cannot be clicked",
            "a caption cannot be changed later",
            "it is not told in which language a post is",
            "a film has no alt text",
        ),
        source="https://developers.facebook.com/docs/instagram-platform/content-publishing",
    ),
    delivery=Delivery.TWO_PHASE,
    keys=ChannelKeys(
        needs=("account",),
        # Instagram fetches pictures itself, from `public_media_url`.
        options={
            "link_in": LINK_IN,
            "version": (),
            "public_media_url": (),
            "cleartext": YES,
            **APPLICATION,
        },
        examples={"account": "{number}", "public_media_url": "https://media.example/cards"},
    ),
    # Instagram gives each account its own quota of posts a day, and the adapter asks for it.
    connect=_LOGIN,
    connect_at={"graph.facebook.com": _BY_PAGE},
    versions=VERSIONS,
    pictured=True,
    # developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights
    terms={
        "reactions": "likes",
        "reposts": "shares",
        "replies": "comments",
        "saves": "saves",
        "views": "views",
    },
    afterwards=_AFTERWARDS,
    afterwards_at=_afterwards_at,
)
