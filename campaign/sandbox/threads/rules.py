"""What Threads allows: lengths, counts, pictures, and the parameters each kind of container takes.

https://developers.facebook.com/documentation/threads/posts
"""

from collections.abc import Mapping
from datetime import timedelta

import regex

from campaign.sandbox.limits import Window

MAX_TEXT = 500
MAX_ALT = 1000
MAX_LINKS = 5
MAX_TOPIC = 50
CAROUSEL = range(2, 21)
IMAGE_TYPES = ("image/jpeg", "image/png")
IMAGE_BYTES = 8 * 1024 * 1024
VIDEO_BYTES = 100_000_000
"""Threads takes films ten times as large; this sandbox holds them in memory."""

WIDEST = 10  # to one, and as narrow
VIDEO_SECONDS = 300
VIDEO_WIDTH, VIDEO_NARROWEST, VIDEO_WIDEST = 1920, 0.01, 10

CONTAINER_LIFE = timedelta(hours=24)
PROCESSING = timedelta(seconds=30)
"""How long a picture is worked on; the first question about it ends the work."""

DAY = 86_400
# 4800 for each of at least 10 impressions: https://developers.facebook.com/documentation/threads/overview
CALLS = Window("threads calls", 48_000, DAY)
POSTS = Window("threads posts", 250, DAY)
REPLIES = Window("threads replies", 1000, DAY)
DELETES = Window("threads deletes", 100, DAY)
SEARCHES = Window("threads location searches", 500, DAY)

_KEPT = frozenset(
    {"access_token", "media_type", "reply_control", "reply_to_id", "text", "topic_tag"}
)
_UNKEPT = frozenset({"is_spoiler_media", "location_id", "quote_post_id", "text_entities"})
_UNKEPT_OF_TEXT = frozenset(
    {"auto_publish_text", "gif_attachment", "is_ghost_post", "poll_attachment", "text_attachment"}
)
#: Parameters that Threads knows and this sandbox cannot show.
UNKEPT = _UNKEPT | _UNKEPT_OF_TEXT

#: Which parameters `POST /{user}/threads` knows, by `media_type`.
KNOWN: Mapping[str, frozenset[str]] = {
    "TEXT": _KEPT | _UNKEPT | _UNKEPT_OF_TEXT | {"link_attachment"},
    "IMAGE": _KEPT | _UNKEPT | {"alt_text", "image_url", "is_carousel_item"},
    "VIDEO": _KEPT | _UNKEPT | {"alt_text", "is_carousel_item", "video_url"},
    "CAROUSEL": _KEPT | _UNKEPT | {"children"},
}
REPLY_CONTROLS = (
    "everyone",
    "accounts_you_follow",
    "mentioned_only",
    "parent_post_author_only",
    "followers_only",
)

_LINK = regex.compile(r"(?:https?://|www\.)[^\s<>\"“”«»]+", regex.IGNORECASE)
_END = regex.compile(r"[.,;:!?)\]'’]+$")
_TAG = regex.compile(r"(?<![\p{L}\p{N}_&/])#([\p{L}\p{M}\p{N}_]{1,50})")


def length(text: str) -> int:
    """Count a text as Threads does: by its UTF-8 bytes.

    The documentation says that of an emoji alone. Users report that texts of 498 characters in 504
    bytes are refused.
    """
    return len(text.encode())


def links(text: str, attachment: str = "") -> set[str]:
    """The different links of a post; one attached that stands in the text counts once."""
    found = [_END.sub("", each) for each in _LINK.findall(text)]
    return set(found) | ({attachment} if attachment else set())


def is_topic(tag: str) -> bool:
    """Whether a topic may have this name."""
    return 1 <= len(tag) <= MAX_TOPIC and not {".", "&"} & set(tag)


def topic(text: str, named: str) -> str:
    """A post's topic: the one that is named, else the first tag of its text, "" for none."""
    first = _TAG.search(text)
    return named or (first[1] if first else "")
