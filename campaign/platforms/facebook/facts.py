"""Facebook pages, by the Graph API: https://developers.facebook.com/docs/pages-api/posts."""

from __future__ import annotations

from campaign.model import (
    APPLICATION,
    LINK_IN,
    YES,
    ChannelKeys,
    Delivery,
    Handles,
    Limits,
    PostField,
    Unit,
)
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import OAuth, PlatformFacts
from campaign.platforms.meta.versions import VERSION, VERSIONS

# https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow
LOGIN = OAuth(
    home="https://developers.facebook.com/apps/",
    authorize="https://www.facebook.com/{version}/dialog/oauth",
    token="https://graph.facebook.com/{version}/oauth/access_token",  # noqa: S106 - an address
    scopes=(
        "pages_show_list",
        "pages_manage_posts",
        "pages_read_engagement",
        "pages_manage_engagement",
        "read_insights",
    ),
    version=VERSION,
    separator=",",
    reads="GET",
    then="campaign.platforms.meta.connecting:page_of_facebook",
)

FACTS = PlatformFacts(
    name="facebook",
    title="Facebook",
    limits=Limits(
        text=63_206,
        unit=Unit.CODE_POINTS,
        # A page is mentioned by its identifier, never by what is typed.
        handles=Handles.NONE,
        images=10,
        image_bytes=4_000_000,
        image_types=("image/jpeg", "image/png", "image/gif"),
        card_format="landscape",
        card_type="image/jpeg",
        videos=1,
        video_bytes=100_000_000,
        languages=False,
        comments=True,
        lacks=(
            "it is not told in which language a post is",
            "a film has no alt text",
            "its bound of 63,206 characters stands on none of Meta's own pages",
        ),
        source="https://developers.facebook.com/docs/graph-api/reference/page/photos/",
    ),
    delivery=Delivery.TWO_PHASE,
    keys=ChannelKeys(
        needs=("account",),
        # `version` is the Graph API's, such as v25.0; Meta ends each after about two years.
        options={"link_in": LINK_IN, "version": (), "cleartext": YES, **APPLICATION},
        examples={"account": "{number}"},
    ),
    # A page's limit of calls grows with the people who engage with it; its headers give the limit.
    connect=LOGIN,
    versions=VERSIONS,
    # developers.facebook.com/docs/graph-api/reference/post
    terms={
        "reactions": "reactions",
        "reposts": "shares",
        "replies": "comments",
        "views": "media views",
    },
    # https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
    previewers=("facebookexternalhit", "facebookcatalog", "meta-external"),
    afterwards=Afterwards(
        delete_by_hand="Open the post as the page, choose … and then Move to trash.",
        editable=frozenset({PostField.TEXT}),
        edits=frozenset({"message"}),
        source="https://developers.facebook.com/docs/pages-api/posts/#update-a-post",
    ),
)
