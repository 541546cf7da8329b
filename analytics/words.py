"""The words a report uses for what it counts: names to show, and what each network means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

METRIC_NAMES = {
    "reactions": "Reactions",
    "reposts": "Reposts",
    "replies": "Replies",
    "quotes": "Quotes",
    "clicks": "Link clicks",
    "saves": "Saves",
    "views": "Views",
    "engagement": "Engagement",
}

SINGULAR = {
    "reactions": "reaction",
    "reposts": "repost",
    "replies": "reply",
    "quotes": "quote",
    "clicks": "link click",
    "saves": "save",
    "views": "view",
}

PLATFORM_NAMES = {
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "pixelfed": "Pixelfed",
    "telegram": "Telegram",
    "threads": "Threads",
    "x": "X",
}

LANGUAGE_NAMES = {
    "ar": "Arabic",
    "ca": "Catalan",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "eu": "Basque",
    "fr": "French",
    "ga": "Irish",
    "it": "Italian",
    "pl": "Polish",
    "ro": "Romanian",
    "sv": "Swedish",
    "uk": "Ukrainian",
}

NETWORK_TERMS: Mapping[str, Mapping[str, str]] = {
    # docs.joinmastodon.org/entities/Status: no views, clicks or count of bookmarks
    "mastodon": {
        "reactions": "favourites",
        "reposts": "boosts",
        "replies": "replies",
        "quotes": "quotes, from Mastodon 4.5",
    },
    # github.com/pixelfed/pixelfed, StatusTransformer
    "pixelfed": {"reactions": "likes", "reposts": "shares", "replies": "comments"},
    # docs.bsky.app, app.bsky.feed.defs#postView
    "bluesky": {
        "reactions": "likes",
        "reposts": "reposts",
        "replies": "replies",
        "quotes": "quotes",
        "saves": "bookmarks",
    },
    # docs.x.com, data dictionary, public_metrics
    "x": {
        "reactions": "likes",
        "reposts": "reposts",
        "replies": "replies",
        "quotes": "quotes",
        "saves": "bookmarks",
        "views": "impressions",
    },
    # learn.microsoft.com, organizationalEntityShareStatistics: organic only
    "linkedin": {
        "reactions": "likes",
        "reposts": "shares",
        "replies": "comments",
        "clicks": "clicks",
        "views": "impressions",
    },
    # developers.facebook.com/docs/graph-api/reference/post
    "facebook": {
        "reactions": "reactions",
        "reposts": "shares",
        "replies": "comments",
        "views": "media views",
    },
    # developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights
    "instagram": {
        "reactions": "likes",
        "reposts": "shares",
        "replies": "comments",
        "saves": "saves",
        "views": "views",
    },
    # developers.facebook.com/docs/threads/insights
    "threads": {
        "reactions": "likes",
        "reposts": "reposts",
        "replies": "replies",
        "quotes": "quotes",
        "views": "views",
    },
    # core.telegram.org/bots/api#messagereactioncountupdated
    "telegram": {"reactions": "reactions"},
}
"""A network's own word for each count it gives; a count that is not named it does not give."""

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Labels:
    """Names to show for the identifiers in subjects; what is not named is shown as it is.

    Each is a mapping from identifier to name: channels, regions, activities and outcomes come
    from the campaign's settings; platforms and languages add to the names known here.
    """

    channel: Mapping[str, str] = field(default_factory=dict)
    platform: Mapping[str, str] = field(default_factory=dict)
    region: Mapping[str, str] = field(default_factory=dict)
    language: Mapping[str, str] = field(default_factory=dict)
    activity: Mapping[str, str] = field(default_factory=dict)
    outcome: Mapping[str, str] = field(default_factory=dict)

    def name(self, dimension: str, key: str | None) -> str:
        """The name of one identifier of one dimension."""
        if key is None:
            return NOT_STATED
        own: Mapping[str, str] = getattr(self, dimension)
        known = {"platform": PLATFORM_NAMES, "language": LANGUAGE_NAMES}.get(dimension, {})
        return own.get(key) or known.get(key) or key


@dataclass(frozen=True, slots=True)
class Masthead:
    """What stands around the figures: whose report it is and who paid for the campaign.

    `emblem` is the picture (PNG, JPEG or SVG bytes) that stands beside the funding `statement`.
    """

    campaign: str = "Campaign"
    owner: str = ""
    statement: str = ""
    disclaimer: str = ""
    grant: str = ""
    emblem: bytes | None = None
