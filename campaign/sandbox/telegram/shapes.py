"""How the Bot API shows bots, chats and messages: https://core.telegram.org/bots/api#available-types."""

from collections.abc import Mapping, Sequence
from typing import Any

from campaign.sandbox.accounts import TELEGRAM, Account
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import Picture
from campaign.sandbox.richtext import found
from campaign.sandbox.telegram.gate import Bot, Chat

FILM = "video/mp4"


def user(bot: Bot, account: Account) -> dict[str, Any]:
    """A bot, as getMe shows it."""
    return {
        "id": bot.id,
        "is_bot": True,
        "first_name": account.display_name,
        "username": bot.username,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat(there: Chat, account: Account) -> dict[str, Any]:
    """A chat, as it stands in a message."""
    named = {"username": there.username} if there.username else {}
    return {"id": there.id, "type": "channel", "title": account.display_name, **named}


def full_chat(there: Chat, account: Account) -> dict[str, Any]:
    """A chat, as getChat shows it."""
    gifts = ("unlimited", "limited", "unique")
    taken = {f"{each}_gifts": False for each in gifts}
    return {
        **chat(there, account),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            **taken,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def administrator(bot: Mapping[str, Any]) -> dict[str, Any]:
    """The bot's place in its own channel."""
    may = ("manage_chat", "delete_messages", "post_messages", "edit_messages", "change_info")
    people = ("be_edited", "manage_video_chats", "restrict_members", "promote_members")
    stories = ("invite_users", "post_stories", "edit_stories", "delete_stories")
    return {
        "status": "administrator",
        "user": dict(bot),
        "is_anonymous": False,
        **{f"can_{each}": True for each in may},
        **{f"can_{each}": False for each in (*people, *stories)},
    }


def messages(entry: Entry, where: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A post's messages: one, or one for each picture of an album, the first with the caption."""
    body = entry.body
    common: dict[str, Any] = {
        "date": int(entry.accepted_at.timestamp()),
        "chat": dict(where),
        "sender_chat": dict(where),
    }
    if body["protected"]:
        common["has_protected_content"] = True
    marks = list(body["entities"])
    if not entry.pictures:
        shown = {"text": entry.text, **({"entities": marks} if marks else {})}
        if body["preview"]:
            shown["link_preview_options"] = body["preview"]
        return [{"message_id": body["messages"][0], **common, **shown}]
    if len(entry.pictures) > 1:
        common["media_group_id"] = entry.remote_id
    made = [
        {"message_id": number, **common, **_medium(picture)}
        for number, picture in zip(body["messages"], entry.pictures, strict=True)
    ]
    if entry.text:
        made[0]["caption"] = entry.text
        if marks:
            made[0]["caption_entities"] = marks
    return made


def file_id(picture: Picture) -> str:
    """What names a file that Telegram has, so that it need not be sent again."""
    return f"AgAC{picture.sha256[:40]}"


def entities(text: str, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The marks of a text: those that were given, and the links and tags Telegram finds itself."""
    taken = [range(each["offset"], each["offset"] + each["length"]) for each in given]
    marks = [dict(each) for each in given]
    at = 0
    for piece in found(text):
        size = units(piece.text)
        if piece.kind in ("link", "tag") and not any(
            each.start < at + size and at < each.stop for each in taken
        ):
            kind = "url" if piece.kind == "link" else "hashtag"
            marks.append({"type": kind, "offset": at, "length": size})
        at += size
    return sorted(marks, key=lambda each: each["offset"])


def units(text: str) -> int:
    """The length of a text in UTF-16 units, in which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def _medium(picture: Picture) -> dict[str, Any]:
    facts = {
        "file_id": file_id(picture),
        "file_unique_id": picture.sha256[:16],
        "width": picture.width,
        "height": picture.height,
        "file_size": picture.size,
    }
    if picture.mime == FILM:
        return {"video": {**facts, "duration": 0, "mime_type": FILM}}
    return {"photo": [facts]}


def path(there: Chat, number: int) -> str:
    """Where a post is seen on the sandbox, as it would be on t.me."""
    return f"/{TELEGRAM}/{there.account}/{number}"
