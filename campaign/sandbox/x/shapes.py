"""X's posts and users as JSON, in its two ways of naming things.

The OpenAPI description 2.167 says `post.fields`, `referenced_posts`, `repost_count`; the API's own
pages and recordings of it say `tweet.fields`, `referenced_tweets`, `retweet_count`. A client
gets the names that it asks with: https://docs.x.com/x-api/fundamentals/data-dictionary.
"""

from base64 import b32encode
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from html import escape
from typing import Any

from campaign.sandbox.accounts import Account, X
from campaign.sandbox.clock import wire_time
from campaign.sandbox.counting import HASHTAG, x_links
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import Picture
from campaign.sandbox.world import World

# All that X knows; what a post or account here does not have is left out, as X does.
POST_FIELDS = frozenset(
    {
        *("article", "attachments", "author_id", "card_uri", "community_id", "context_annotations"),
        *("conversation_id", "created_at", "display_text_range", "edit_controls"),
        *("edit_history_tweet_ids", "entities", "geo", "id", "in_reply_to_user_id", "lang"),
        *("media_metadata", "non_public_metrics", "note_tweet", "organic_metrics"),
        *("paid_partnership", "possibly_sensitive", "promoted_metrics", "public_metrics"),
        *("referenced_tweets", "reply_settings", "scopes", "source", "suggested_source_links"),
        *("text", "withheld", "article_title", "matched_media_notes", "note_request_suggestions"),
        "suggested_source_links_with_counts",
    }
)
USER_FIELDS = frozenset(
    {
        *("affiliation", "connection_status", "created_at", "description", "entities", "id"),
        *("location", "most_recent_tweet_id", "name", "pinned_tweet_id", "profile_banner_url"),
        *("profile_image_url", "protected", "public_metrics", "receives_your_dm", "subscription"),
        *("subscription_type", "url", "username", "verified", "verified_type", "withheld"),
        *("confirmed_email", "is_identity_verified", "parody", "subscribes_to_you"),
        "verified_followers_count",
    }
)
MEDIA_FIELDS = frozenset(
    {
        *("alt_text", "duration_ms", "height", "media_key", "non_public_metrics"),
        *("organic_metrics", "preview_image_url", "promoted_metrics", "public_metrics", "type"),
        *("url", "variants", "width"),
    }
)
EXPANSIONS = (
    *("article.cover_media", "article.media_entities", "attachments.media_keys"),
    *("attachments.media_source_tweet", "attachments.poll_ids", "author_id"),
    *("edit_history_tweet_ids", "entities.mentions.username", "geo.place_id"),
    *("in_reply_to_user_id", "referenced_tweets.id", "referenced_tweets.id.author_id"),
    *("referenced_tweets", "pinned_tweet_id", "most_recent_tweet_id", "affiliation"),
    "username",
)
PATH_SHOWN = 15
"""How many characters of a link's path are shown; counted in posts, documented nowhere."""

EDITS, EDIT_TIME = 5, timedelta(minutes=30)

_VIEWS = {"reactions": 31, "reposts": 44, "replies": 53}


def user(
    world: World, who: Account, fields: Collection[str] = (), base: str = "", *, new: bool = False
) -> Any:
    """An account; `new` names things as the description does."""
    posts = len(world.ledger.standing(X, who.name))
    more = {
        "created_at": wire_time(who.created_at),
        "description": "",
        "location": "",
        "profile_image_url": f"{base}/_sandbox/avatar/{who.name}.svg",
        "protected": False,
        "verified": False,
        "verified_type": "none",
        "public_metrics": {
            "followers_count": world.followers(who),
            "following_count": 0,
            ("post_count" if new else "tweet_count"): posts,
            "listed_count": 0,
            "like_count": 0,
            "media_count": 0,
        },
    }
    more_fields = {name: value for name, value in more.items() if name in fields}
    return {"id": who.id, "name": who.display_name, "username": who.name, **more_fields}


def post(world: World, entry: Entry, fields: Collection[str] = (), *, new: bool = False) -> Any:
    """A post; `new` names things as the description does."""
    who = world.account(X, entry.account)
    thing = "post" if new else "tweet"
    text, urls = shown(entry)
    more: dict[str, Any] = {
        "author_id": who.id,
        "conversation_id": entry.body["conversation"],
        "created_at": wire_time(entry.accepted_at),
        "display_text_range": [0, len(text)],
        "edit_controls": {
            "edits_remaining": EDITS,
            "is_edit_eligible": not entry.reply_to,
            "editable_until": wire_time(entry.accepted_at + EDIT_TIME),
        },
        "lang": "und",
        "possibly_sensitive": False,
        "public_metrics": _metrics(world, entry, new=new),
        "reply_settings": entry.body["reply_settings"],
    }
    hashtags = [
        {"start": match.start(), "end": match.end(), "tag": match[1]}
        for match in HASHTAG.finditer(text)
    ]
    listed = {"urls": urls, "hashtags": hashtags}
    if any(listed.values()):
        more["entities"] = {name: found for name, found in listed.items() if found}
    if entry.pictures:
        more["attachments"] = {"media_keys": media_keys(entry)}
    if entry.reply_to is not None:
        more[f"referenced_{thing}s"] = [{"type": "replied_to", "id": entry.reply_to}]
        parent = world.ledger.find(X, entry.reply_to)
        if parent is not None:
            more["in_reply_to_user_id"] = world.account(X, parent.account).id
    asked = {each.replace("_tweet", f"_{thing}") for each in fields}
    return {
        "id": entry.remote_id,
        "text": text,
        f"edit_history_{thing}_ids": [entry.remote_id],
        **{name: value for name, value in more.items() if name in asked},
    }


def shown(entry: Entry) -> tuple[str, list[dict[str, Any]]]:
    """The text as X returns it, and its links: each is a t.co address, and the pictures have one.

    The places of the links are counted in the returned text, in code points.
    """
    text, urls, at = "", [], 0
    for start, end in x_links(entry.text):
        text += escape(entry.text[at:start], quote=False)
        written = entry.text[start:end]
        full = written if "://" in written else f"http://{written}"
        urls.append(_link(text, _short(entry, full), full, _display(full)))
        text, at = text + urls[-1]["url"], end
    text += escape(entry.text[at:], quote=False)
    kind = "video" if any(each.is_film for each in entry.pictures) else "photo"
    for number, key in enumerate(media_keys(entry), start=1):
        full = f"https://x.com/{entry.account}/status/{entry.remote_id}/{kind}/{number}"
        short = _short(entry, "pictures")
        if number == 1 and text:
            text += " "
        before = text if number == 1 else text.removesuffix(short)
        link = _link(before, short, full, f"pic.x.com/{short.rpartition('/')[2]}")
        urls.append({**link, "media_key": key})
        text = before + short
    return text, urls


def _display(url: str) -> str:
    """What readers see of an address: its host and the beginning of its path."""
    host, slash, path = url.partition("://")[2].removeprefix("www.").partition("/")
    rest = slash + path
    return host + (rest if len(rest) <= PATH_SHOWN + 1 else f"{rest[:PATH_SHOWN]}…")


def _link(before: str, short: str, full: str, display: str) -> dict[str, Any]:
    place = {"start": len(before), "end": len(before) + len(short)}
    return {**place, "url": short, "expanded_url": full, "display_url": display}


def _short(entry: Entry, full: str) -> str:
    digest = sha256(f"{entry.remote_id} {full}".encode()).digest()
    return f"https://t.co/{b32encode(digest).decode()[:10].lower()}"


def media_key(id: str, picture: Picture) -> str:
    """X's other name for an upload, which shows its kind."""
    kind = 7 if picture.is_film else 16 if picture.mime == "image/gif" else 3
    return f"{kind}_{id}"


def media_keys(entry: Entry) -> list[str]:
    """The keys of a post's pictures, in their order."""
    return [media_key(*each) for each in zip(entry.body["media_ids"], entry.pictures, strict=True)]


def _metrics(world: World, entry: Entry, *, new: bool) -> dict[str, int]:
    counts = world.tally(entry)
    return {
        ("repost_count" if new else "retweet_count"): counts.reposts,
        "reply_count": counts.replies,
        "like_count": counts.reactions,
        "quote_count": counts.quotes,
        "bookmark_count": counts.bookmarks,
        "impression_count": sum(each * getattr(counts, name) for name, each in _VIEWS.items()),
    }
