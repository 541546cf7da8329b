"""Threads' posts as JSON, and the fields of them that a client asks for.

https://developers.facebook.com/documentation/threads/retrieve-and-discover-posts
"""

from collections.abc import Mapping
from typing import Any

import regex

from campaign.sandbox.accounts import THREADS, Account
from campaign.sandbox.ledger import Entry
from campaign.sandbox.meta import answers
from campaign.sandbox.threads.gate import invalid
from campaign.sandbox.wire import Sent
from campaign.sandbox.world import World

_KINDS = {"TEXT": "TEXT_POST", "IMAGE": "IMAGE", "VIDEO": "VIDEO", "CAROUSEL": "CAROUSEL_ALBUM"}
OF_CONTAINER = frozenset({"id", "status", "error_message"})


def post(world: World, base: str, member: Account, entry: Entry) -> dict[str, Any]:
    """A post with all its fields; a field that it does not have is None."""
    parent = world.ledger.find(THREADS, entry.reply_to) if entry.reply_to else None
    root = parent
    while root is not None and root.reply_to:
        root = world.ledger.find(THREADS, root.reply_to)
    single = entry.pictures[0] if len(entry.pictures) == 1 else None
    film = single is not None and single.is_film
    children = entry.body.get("children", ())
    return {
        "id": entry.remote_id,
        "media_product_type": "THREADS",
        "media_type": _KINDS[entry.body["media_type"]],
        "media_url": f"{base}/_sandbox/media/{single.sha256}" if single else None,
        "gif_url": None,
        "thumbnail_url": f"{base}/_sandbox/avatar/{entry.account}.svg" if film else None,
        "children": {"data": [{"id": each} for each in children]} if children else None,
        "permalink": base + entry.path,
        "owner": {"id": world.account(THREADS, entry.account).id},
        "username": entry.account,
        "text": entry.text or None,
        "timestamp": answers.stamp(entry.accepted_at),
        "shortcode": entry.body["shortcode"],
        "is_quote_post": False,
        "quoted_post": None,
        "reposted_post": None,
        "has_replies": bool(world.ledger.replies(THREADS, entry.remote_id)),
        "is_reply": bool(entry.reply_to),
        "is_reply_owned_by_me": bool(entry.reply_to) and entry.account == member.name,
        "root_post": {"id": root.remote_id} if root else None,
        "replied_to": {"id": entry.reply_to} if entry.reply_to else None,
        "alt_text": single.alt or None if single else None,
        "link_attachment_url": entry.body["link_attachment_url"] or None,
        "poll_attachment": None,
        "location_id": None,
        "topic_tag": entry.body["topic_tag"] or None,
        "is_verified": False,
        "profile_picture_url": f"{base}/_sandbox/avatar/{entry.account}.svg",
        "hide_status": "NOT_HUSHED" if entry.reply_to else None,
        "reply_audience": entry.body.get("reply_control", "everyone").upper(),
    }


def child(base: str, entry: Entry, id: str) -> dict[str, Any]:
    """One picture or film of a carousel, which has an id of its own."""
    picture = entry.pictures[list(entry.body["children"]).index(id)]
    return {
        "id": id,
        "media_product_type": "THREADS",
        "media_type": "VIDEO" if picture.is_film else "IMAGE",
        "media_url": f"{base}/_sandbox/media/{picture.sha256}",
        "username": entry.account,
        "timestamp": answers.stamp(entry.accepted_at),
        "alt_text": picture.alt or None,
    }


def fields(params: Sent) -> list[str]:
    """The names of the fields that are asked for, without what is asked of each."""
    bare = regex.sub(r"\{[^{}]*\}", "", params.text("fields"))
    return [each.strip() for each in bare.split(",") if each.strip()]


def chosen(shape: Mapping[str, Any], params: Sent, *, identified: bool = True) -> dict[str, Any]:
    """The fields that were asked for, and the id; empty ones are left out."""
    names = fields(params)
    if unknown := [each for each in names if each not in {*shape, *OF_CONTAINER}]:
        raise invalid(f"Tried accessing nonexisting field ({unknown[0]})")
    wanted = {*names, *(("id",) if identified else ())}
    return {name: value for name, value in shape.items() if name in wanted and value is not None}
