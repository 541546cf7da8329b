"""Bluesky's views as JSON: a profile, a post with its counts, what it embeds.

Lexicons: app.bsky.feed.defs#postView, app.bsky.actor.defs, app.bsky.embed.*#view.
"""

from typing import Any

from campaign.sandbox.accounts import BLUESKY, Account
from campaign.sandbox.bluesky.cid import digest_in
from campaign.sandbox.bluesky.embeds import EXTERNAL, GALLERY, IMAGES, RECORD, VIDEO, WITH_MEDIA
from campaign.sandbox.clock import wire_time
from campaign.sandbox.ledger import Entry
from campaign.sandbox.world import World


def author(account: Account, base: str) -> dict[str, Any]:
    """The author of a post (profileViewBasic)."""
    return {
        "did": account.did,
        "handle": account.name,
        "displayName": account.display_name,
        "avatar": f"{base}/_sandbox/avatar/{account.name}.svg",
        "createdAt": wire_time(account.created_at),
        "labels": [],
    }


def did_document(account: Account, base: str) -> dict[str, Any]:
    """Where an account's repository is: https://atproto.com/specs/did."""
    service = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": base,
    }
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": account.did,
        "alsoKnownAs": [f"at://{account.name}"],
        "service": [service],
    }


def profile(world: World, account: Account, base: str) -> dict[str, Any]:
    """An account with its numbers (profileViewDetailed)."""
    return {
        **author(account, base),
        "description": "",
        "followersCount": world.followers(account),
        "followsCount": 0,
        "postsCount": len(world.ledger.standing(BLUESKY, account.name)),
        "indexedAt": wire_time(account.created_at),
    }


def post(world: World, entry: Entry, base: str) -> dict[str, Any]:
    """A post as readers see it, with its counts as of now (postView)."""
    counts = world.tally(entry)
    view = {
        "uri": entry.remote_id,
        "cid": entry.body["cid"],
        "author": author(world.account(BLUESKY, entry.account), base),
        "record": entry.body["record"],
        "replyCount": counts.replies,
        "repostCount": counts.reposts,
        "likeCount": counts.reactions,
        "quoteCount": counts.quotes,
        "bookmarkCount": counts.bookmarks,
        "indexedAt": wire_time(entry.accepted_at),
        "labels": [],
    }
    embed = _embed(world, entry.body["record"].get("embed"), base)
    return view if embed is None else {**view, "embed": embed}


def _embed(world: World, embed: dict[str, Any] | None, base: str) -> dict[str, Any] | None:
    if embed is None:
        return None
    kind = embed["$type"]
    if kind == IMAGES:
        pictures = [_picture(each, "thumb", base) for each in embed["images"]]
        return {"$type": f"{IMAGES}#view", "images": pictures}
    if kind == GALLERY:
        items = [
            {"$type": f"{GALLERY}#viewImage", **_picture(each, "thumbnail", base)}
            for each in embed["items"]
        ]
        return {"$type": f"{GALLERY}#view", "items": items}
    if kind == VIDEO:
        address = _address(embed["video"], base)
        media_fields: dict[str, Any] = {
            name: embed[name] for name in ("alt", "aspectRatio") if name in embed
        }
        cid = embed["video"]["ref"]["$link"]
        return {"$type": f"{VIDEO}#view", "cid": cid, "playlist": address, **media_fields}
    if kind == EXTERNAL:
        card = {name: embed["external"][name] for name in ("uri", "title", "description")}
        if "thumb" in embed["external"]:
            card["thumb"] = _address(embed["external"]["thumb"], base)
        return {"$type": f"{EXTERNAL}#view", "external": card}
    if kind == WITH_MEDIA:
        quoted = _quoted(world, embed["record"]["record"], base)
        return {
            "$type": f"{WITH_MEDIA}#view",
            "record": quoted,
            "media": _embed(world, embed["media"], base),
        }
    return _quoted(world, embed["record"], base)


def _quoted(world: World, ref: dict[str, Any], base: str) -> dict[str, Any]:
    entry = world.ledger.find(BLUESKY, ref["uri"])
    if entry is None:
        gone = {"$type": f"{RECORD}#viewNotFound", "uri": ref["uri"], "notFound": True}
        return {"$type": f"{RECORD}#view", "record": gone}
    view = {
        "$type": f"{RECORD}#viewRecord",
        "uri": entry.remote_id,
        "cid": entry.body["cid"],
        "author": author(world.account(BLUESKY, entry.account), base),
        "value": entry.body["record"],
        "indexedAt": wire_time(entry.accepted_at),
    }
    return {"$type": f"{RECORD}#view", "record": view}


def _picture(image: dict[str, Any], small: str, base: str) -> dict[str, Any]:
    address = _address(image["image"], base)
    view = {small: address, "fullsize": address, "alt": image["alt"]}
    return {**view, "aspectRatio": image["aspectRatio"]} if "aspectRatio" in image else view


def _address(blob: dict[str, Any], base: str) -> str:
    return f"{base}/_sandbox/media/{digest_in(blob['ref']['$link'])}"
