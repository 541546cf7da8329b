"""Mastodon's entities as JSON: Account, Status and its versions, MediaAttachment.

Shapes: https://docs.joinmastodon.org/entities/ (API of Mastodon 4.6).
"""

from html import escape
from typing import Any

from campaign.sandbox.accounts import MASTODON, Account
from campaign.sandbox.clock import wire_time
from campaign.sandbox.ledger import Entry
from campaign.sandbox.mastodon import polls
from campaign.sandbox.media import Picture
from campaign.sandbox.richtext import Piece, address_parts, found
from campaign.sandbox.world import Upload, World


def account(world: World, who: Account, base: str) -> dict[str, Any]:
    """An account as anybody sees it."""
    posts = world.ledger.standing(MASTODON, who.name)
    picture = f"{base}/_sandbox/avatar/{who.name}.svg"
    return {
        "id": who.id,
        "username": who.name,
        "acct": who.name,
        "display_name": who.display_name,
        "locked": False,
        "bot": False,
        "group": False,
        "discoverable": True,
        "indexable": True,
        "created_at": wire_time(who.created_at),
        "note": "",
        "url": f"{base}/@{who.name}",
        "uri": f"{base}/users/{who.name}",
        "avatar": picture,
        "avatar_static": picture,
        "header": picture,
        "header_static": picture,
        "followers_count": world.followers(who),
        "following_count": 0,
        "statuses_count": len(posts),
        "last_status_at": posts[0].accepted_at.date().isoformat() if posts else None,
        "emojis": [],
        "fields": [],
    }


def own_account(world: World, who: Account, base: str) -> dict[str, Any]:
    """An account as its owner sees it (CredentialAccount)."""
    return {
        **account(world, who, base),
        "source": {
            "privacy": "public",
            "sensitive": False,
            "language": None,
            "note": "",
            "fields": [],
            "follow_requests_count": 0,
            "indexable": True,
        },
        "role": {
            "id": "-99",
            "name": "",
            "color": "",
            "permissions": "65536",
            "highlighted": False,
        },
    }


def attachment(id: str, picture: Picture, base: str) -> dict[str, Any]:
    """A picture with its address, size in pixels and description."""
    size = {
        "width": picture.width,
        "height": picture.height,
        "size": f"{picture.width}x{picture.height}",
        "aspect": picture.width / (picture.height or 1),
    }
    address = f"{base}/_sandbox/media/{picture.sha256}"
    return {
        "id": id,
        "type": "video" if picture.is_film else "image",
        "url": address,
        "preview_url": address,
        "remote_url": None,
        "meta": {"original": size, "small": size},
        "description": picture.alt or None,
        "blurhash": None,
    }


def upload(handed_in: Upload, base: str) -> dict[str, Any]:
    """An upload as MediaAttachment."""
    return attachment(handed_in.id, handed_in.picture, base)


def unready(handed_in: Upload, base: str) -> dict[str, Any]:
    """An upload that is still being worked on: it has no address yet."""
    return {**upload(handed_in, base), "url": None}


def status(
    world: World,
    entry: Entry,
    base: str,
    *,
    with_text: bool = False,
    visitor: Account | None = None,
) -> dict[str, Any]:
    """A post as Status; `with_text` adds the source, as a deletion's answer does.

    `visitor` is who asks: a poll tells whether one has voted.
    """
    who = world.account(MASTODON, entry.account)
    parent = world.ledger.find(MASTODON, entry.reply_to) if entry.reply_to else None
    counts = world.tally(entry)
    ids = entry.body["media_ids"]
    tags = {piece.target.lower() for piece in found(entry.text) if piece.kind == "tag"}
    shape = {
        "id": entry.remote_id,
        "created_at": wire_time(entry.accepted_at),
        "edited_at": entry.body.get("edited_at"),
        "in_reply_to_id": entry.reply_to,
        "in_reply_to_account_id": (
            world.account(MASTODON, parent.account).id if parent is not None else None
        ),
        "sensitive": entry.body["sensitive"],
        "spoiler_text": entry.body["spoiler_text"],
        "visibility": entry.visibility,
        "language": entry.languages[0] if entry.languages else None,
        "uri": f"{base}/users/{who.name}/statuses/{entry.remote_id}",
        "url": base + entry.path,
        "replies_count": counts.replies,
        "reblogs_count": counts.reposts,
        "favourites_count": counts.reactions,
        "quotes_count": counts.quotes,
        "content": content(entry.text, base),
        "reblog": None,
        "application": {"name": "sandbox", "website": None},
        "account": account(world, who, base),
        "media_attachments": [
            attachment(id, picture, base) for id, picture in zip(ids, entry.pictures, strict=True)
        ],
        "mentions": [],
        "tags": [{"name": name, "url": f"{base}/tags/{name}"} for name in sorted(tags)],
        "emojis": [],
        "card": None,
        "poll": polls.shape(world, entry, visitor),
        "quote": None,
        "quote_approval": quote_approval(entry),
    }
    return {**shape, "text": entry.text} if with_text else shape


def versions(world: World, entry: Entry, base: str) -> list[dict[str, Any]]:
    """All versions of a post, oldest first, as StatusEdit; the last is the present one."""
    earlier = [
        (each["at"], each["body"], each["text"], [Picture(**one) for one in each["pictures"]])
        for each in entry.body.get("edits", ())
    ]
    at = entry.body.get("edited_at") or wire_time(entry.accepted_at)
    author = account(world, world.account(MASTODON, entry.account), base)
    shapes = []
    for written, body, text, pictures in (*earlier, (at, entry.body, entry.text, entry.pictures)):
        shape = {
            "content": content(text, base),
            "spoiler_text": body["spoiler_text"],
            "sensitive": body["sensitive"],
            "created_at": written,
            "account": author,
            "media_attachments": [
                attachment(id, picture, base)
                for id, picture in zip(body["media_ids"], pictures, strict=True)
            ],
            "emojis": [],
        }
        if body.get("poll"):
            shape["poll"] = {"options": [{"title": each} for each in body["poll"]["options"]]}
        shapes.append(shape)
    return shapes


def quote_approval(entry: Entry) -> dict[str, Any]:
    """Who may quote a post: https://docs.joinmastodon.org/entities/QuoteApproval/."""
    policy = entry.body.get("quote_approval_policy", "public")
    automatic = [] if policy == "nobody" or not entry.public else [policy]
    return {"automatic": automatic, "manual": [], "current_user": "automatic"}


def content(text: str, base: str) -> str:
    """A text as the HTML Mastodon makes of it: paragraphs, links, hashtags."""
    if not text:
        return ""
    lines = "".join(_html(piece, base) for piece in found(text)).replace("\r\n", "\n")
    return "".join(
        f"<p>{part.replace(chr(10), '<br />')}</p>" for part in lines.split("\n\n") if part
    )


def _html(piece: Piece, base: str) -> str:
    text = escape(piece.text)
    if piece.kind == "link":
        head, shown, rest = (escape(each) for each in address_parts(piece.target))
        cut = "ellipsis" if rest else ""
        return (
            f'<a href="{text}" target="_blank" rel="nofollow noopener" translate="no">'
            f'<span class="invisible">{head}</span><span class="{cut}">{shown}</span>'
            f'<span class="invisible">{rest}</span></a>'
        )
    if piece.kind == "tag":
        name = escape(piece.target)
        return (
            f'<a href="{base}/tags/{name.lower()}" class="mention hashtag" rel="tag">'
            f"#<span>{name}</span></a>"
        )
    return text
