"""X, by its API v2: https://docs.x.com/x-api."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

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
from campaign.plan.cost import Price
from campaign.plan.pace import Scope, within
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import OAuth, PlatformFacts

_RATES = "https://docs.x.com/x-api/fundamentals/rate-limits"
_MINUTES = timedelta(minutes=1)

FACTS = PlatformFacts(
    name="x",
    title="X",
    limits=Limits(
        text=280,
        unit=Unit.X_WEIGHTED,
        # twitter-text, regexp/validMentionOrList.js
        handles=Handles.NAME,
        url_length=23,
        images=4,
        image_bytes=5_000_000,
        image_types=("image/png", "image/jpeg", "image/gif", "image/webp"),
        picture_size=PictureSize(side=8192, least_side=4),
        gif_bytes=15_000_000,
        gif_size=PictureSize(width=1280, height=1080),
        alone=("image/gif",),
        animations=True,
        frames=350,
        alt=1000,
        card_format="landscape",
        videos=1,
        video_seconds=140,
        video_least_seconds=0.5,
        video_size=PictureSize(least_side=32, ratios=(1 / 3, 3)),
        video_bytes=512_000_000,
        languages=False,
        threads=True,
        comments=True,
        cashtags=1,
        repeats_after=timedelta(days=2),  # X names no time; users report a day or so
        lacks=("the language of a post", "the alt text of a film", "the same words twice"),
        source="https://docs.x.com/x-api/media/introduction, configuration 3 of twitter-text",
    ),
    delivery=Delivery.BY_LISTING,
    keys=ChannelKeys(
        needs=("account",),
        options={"link_in": LINK_IN, "cleartext": YES, "owner": (), **APPLICATION},
        currency="USD",
        examples={"account": "{handle}"},
    ),
    # 100 posts in 15 minutes for an account, and 10,000 a day for the application. The limits of
    # uploads and alt texts are higher than 100 posts with four pictures need.
    rates=(
        within(100, 15 * _MINUTES, burst=20, source=_RATES),
        within(10_000, 24 * 60 * _MINUTES, burst=400, scope=Scope.PLATFORM, source=_RATES),
    ),
    connect=OAuth(
        # https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
        home="https://console.x.com",
        authorize="https://x.com/i/oauth2/authorize",
        token="https://api.x.com/2/oauth2/token",  # noqa: S106 - an address
        scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
        pkce=True,
        private=False,
        basic=True,
    ),
    # https://docs.x.com/x-api/getting-started/pricing: a post is "Content: Create", an alt text is
    # "Media Metadata". Posts and accounts are charged by how many an answer holds. `own_read` holds
    # at `GET /2/users/:id/tweets` for the account that owns the application.
    price=Price(
        post=Decimal("0.015"),
        with_link=Decimal("0.200"),
        alt=Decimal("0.005"),
        post_read=Decimal("0.005"),
        user_read=Decimal("0.010"),
        own_read=Decimal("0.001"),
        owner="owner",
        currency="USD",
        as_of=date(2026, 8, 22),
        source="https://docs.x.com/x-api/getting-started/pricing",
    ),
    # docs.x.com, data dictionary, public_metrics
    terms={
        "reactions": "likes",
        "reposts": "reposts",
        "replies": "replies",
        "quotes": "quotes",
        "saves": "bookmarks",
        "views": "impressions",
    },
    # https://developer.x.com/en/docs/x-for-websites/cards/guides/getting-started
    previewers=("twitterbot",),
    afterwards=Afterwards(
        delete_by_hand="Open the post, choose … and then Delete.",
        uneditable=(
            "X changes a post only by a new post with another id and address, within 30 minutes "
            "and for accounts that pay."
        ),
        source="https://docs.x.com/x-api/posts/delete-post",
    ),
)
