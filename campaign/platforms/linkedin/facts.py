"""LinkedIn pages, by the versioned Posts API:
https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api.
"""

from __future__ import annotations

from datetime import date, timedelta

from campaign.model import (
    APPLICATION,
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
from campaign.platforms.facts import OAuth, PlatformFacts, Versions

_RATES = "https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits"


def _a_year_after(month: str) -> date | None:
    """The end of a version: a version is a month (YYYYMM) and ends a year after its middle.

    https://learn.microsoft.com/en-us/linkedin/marketing/versioning
    """
    begins = _month(month)
    return begins and begins.replace(year=begins.year + 1, day=15)


def _has_come(month: str, today: date) -> bool:
    """Whether a version is a month that has begun; LinkedIn makes none beforehand."""
    begins = _month(month)
    return begins is not None and begins <= today


def _month(version: str) -> date | None:
    """The first day of a version's month; None for what is no month."""
    if len(version) != 6 or not (version.isascii() and version.isdigit()):
        return None
    try:
        return date(int(version[:4]), int(version[4:]), 1)
    except ValueError:
        return None


#: The type of a document.
DOCUMENT = "application/pdf"
#: The version for channels that name none: the newest month that has been seen in use.
VERSION = "202607"

FACTS = PlatformFacts(
    name="linkedin",
    title="LinkedIn",
    limits=Limits(
        text=3000,
        # LinkedIn documents no unit, nor whether it counts what is escaped: this is the highest
        # count. A comment is not escaped.
        unit=Unit.LITTLE_TEXT,
        # A name is linked by an identifier that the network gives, never by what is typed.
        handles=Handles.NONE,
        images=20,
        image_bytes=8_000_000,
        image_types=("image/png", "image/jpeg", "image/gif"),
        picture_size=PictureSize(pixels=36_152_319),
        alone=(DOCUMENT,),
        animations=True,
        frames=250,
        videos=1,
        video_seconds=30 * 60,
        video_least_seconds=3,
        video_bytes=500_000_000,
        video_least_bytes=75_000,
        alt=4086,
        card_format="landscape",
        languages=False,
        comments=True,
        comment=1250,
        comment_unit=Unit.UTF16,
        repeats_after=timedelta(days=2),  # "a day or two", as users report
        lacks=(
            "the language of a post",
            "threads",
            "the same words twice",
            "a film has no alt text",
        ),
        source="https://www.linkedin.com/help/linkedin/answer/a528176, Images API, Videos API",
    ),
    delivery=Delivery.BY_LISTING,
    keys=ChannelKeys(
        needs=("account",),
        # `version` is the API's month, such as 202607; LinkedIn ends each after a year.
        options={"link_in": LINK_IN, "version": (), "cleartext": YES, **APPLICATION},
        examples={"account": "{number}"},
    ),
    # A member's 100 calls a day while the application is under development. LinkedIn publishes no
    # other figure. A post with a picture takes four calls.
    rates=(within(100, timedelta(days=1), burst=10, cost=4, source=_RATES),),
    connect=OAuth(
        # https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow
        home="https://www.linkedin.com/developers/apps",
        authorize="https://www.linkedin.com/oauth/v2/authorization",
        token="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106 - an address
        scopes=("w_organization_social", "r_organization_social", "rw_organization_admin"),
    ),
    versions=Versions(VERSION, _a_year_after, _has_come),
    # learn.microsoft.com, organizationalEntityShareStatistics: organic only
    terms={
        "reactions": "likes",
        "reposts": "shares",
        "replies": "comments",
        "clicks": "clicks",
        "views": "impressions",
    },
    previewers=("linkedinbot",),
    afterwards=Afterwards(
        delete_by_hand="Open the post as an administrator of the page, choose … and then Delete.",
        editable=frozenset({PostField.TEXT}),
        edits=frozenset({"commentary", "message"}),
        source=(
            "https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/"
            "posts-api#update-posts"
        ),
    ),
)
