"""LinkedIn pages, by the versioned Posts API:
https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api.
"""

from __future__ import annotations

from datetime import date, timedelta

from campaign.model import APPLICATION, LINK_IN, YES, ChannelKeys, Delivery, Limits, Unit
from campaign.plan.pace import within
from campaign.platforms.facts import OAuth, PlatformFacts, Versions

_RATES = "https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits"


def _a_year_after(month: str) -> date | None:
    """LinkedIn's versions are months, YYYYMM, and live for a year from the middle of theirs.

    https://learn.microsoft.com/en-us/linkedin/marketing/versioning
    """
    try:
        return date(int(month[:4]) + 1, int(month[4:6]), 15) if len(month) == 6 else None
    except ValueError:
        return None


#: The month that is asked for where a channel names none.
VERSION = "202610"

FACTS = PlatformFacts(
    name="linkedin",
    title="LinkedIn",
    limits=Limits(
        text=3000,
        unit=Unit.UTF16,  # which unit is not documented: the one that counts most
        images=20,
        image_bytes=8_000_000,
        image_types=("image/png", "image/jpeg", "image/gif"),
        videos=1,
        video_seconds=30 * 60,  # at least 3, and 75 KB, which is left to LinkedIn
        video_bytes=500_000_000,
        alt=4086,
        card_format="landscape",
        languages=False,
        comments=True,
        comment=1250,
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
        # `version` is the API's month, such as 202610; LinkedIn ends each after a year.
        options={"link_in": LINK_IN, "version": (), "cleartext": YES, **APPLICATION},
    ),
    # A member's 100 calls a day while the application is under development, the only figure that
    # is known; a post with a picture takes four.
    rates=(within(100, timedelta(days=1), burst=10, cost=4, source=_RATES),),
    connect=OAuth(
        # https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow
        home="https://www.linkedin.com/developers/apps",
        authorize="https://www.linkedin.com/oauth/v2/authorization",
        token="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106 - an address
        scopes=("w_organization_social", "r_organization_social", "rw_organization_admin"),
    ),
    versions=Versions(VERSION, _a_year_after),
    # learn.microsoft.com, organizationalEntityShareStatistics: organic only
    terms={
        "reactions": "likes",
        "reposts": "shares",
        "replies": "comments",
        "clicks": "clicks",
        "views": "impressions",
    },
)
