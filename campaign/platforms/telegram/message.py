"""A post as a method of the Bot API: its chat, its text and links, its pictures.

Telegram finds hashtags and addresses by itself, even if entities are given. We need an entity only
where the text shows the address without its tracking: the entity links to the tracked address.
Entities count in UTF-16 units: https://core.telegram.org/bots/api#messageentity.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from analytics.metrics import utc
from campaign.compose.length import overrun
from campaign.errors import UnsupportedFeature
from campaign.model import Channel, Limits, Payload, Upload, Variant
from campaign.platforms import addresses
from campaign.platforms.fitting import fitting, is_film
from campaign.platforms.protocols import Writer
from campaign.platforms.telegram.facts import FACTS, PREVIEWS

_NUMBER = re.compile(r"-?\d{1,20}")
_OF_TEXT = ("text", "entities", "link_preview_options")
_OF_CAPTION = ("caption", "caption_entities")
_NAME = re.compile(r"@?(\w[\w.-]*)")


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes one method of the Bot API, its parameters, and the parameter names of its files.

    Raises ValueError when the channel's account or options are unfit.
    """
    wish = channel.options.get("preview", "")
    if wish not in ("", *PREVIEWS):
        raise ValueError(f"preview is one of {', '.join(PREVIEWS)}")
    usual: dict[str, Any] = {"chat_id": chat(channel.account)}
    if channel.options.get("silent") == "yes":
        usual["disable_notification"] = True
    if channel.options.get("protect") == "yes":
        usual["protect_content"] = True

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        utc(at, "at")
        uploads = fitting(variant, limits, FACTS.name)
        bounds = limits.under_picture if uploads else limits
        if over := overrun(variant.text, bounds):
            raise UnsupportedFeature(f"{FACTS.name}: {over}")
        method, more, files = message(variant, uploads, wish)
        body = {"method": method, "params": usual | more, "files": files}
        return (Payload(FACTS.name, body, uploads),)

    return write


def chat(account: str) -> str | int:
    """The chat as the Bot API names it; raises ValueError when the account names no chat."""
    if not account:
        raise ValueError("needs `account`: @channel, or the chat's number")
    if _NUMBER.fullmatch(account):
        return int(account)
    named = _NAME.fullmatch(account)
    if named is None:
        raise ValueError(
            f"account is @channel or the chat's number such as -1001234567890, not {account!r}"
        )
    return f"@{named[1]}"


def message(
    variant: Variant, uploads: tuple[Upload, ...], wish: str
) -> tuple[str, dict[str, Any], list[str]]:
    """The method for such a post, its parameters without the chat, and its files' names.

    `wish` is the channel's option for the preview of a link. A single file has the name of its
    parameter; the files of an album are named in the parameter `media`:
    https://core.telegram.org/bots/api#sending-files.
    """
    marks = entities(variant.text, variant.link)
    if not uploads:
        more = {"entities": marks} if marks else {}
        more |= preview(wish, variant.link)
        return "sendMessage", {"text": variant.text, **more}, []
    caption: dict[str, Any] = {"caption": variant.text}
    if marks:
        caption["caption_entities"] = marks
    first = uploads[0]
    if is_film(first.mime):
        sides = {name: getattr(first, name) for name in ("width", "height")}
        return "sendVideo", {**caption, **{n: v for n, v in sides.items() if v}}, ["video"]
    if len(uploads) == 1:
        return "sendPhoto", caption, ["photo"]
    names = [f"file{number}" for number in range(len(uploads))]
    album = [{"type": "photo", "media": f"attach://{name}"} for name in names]
    return "sendMediaGroup", {"media": [album[0] | caption, *album[1:]]}, names


def words(params: Mapping[str, Any]) -> str:
    """The words of a message: its text, its caption, or the caption of an album's first picture."""
    first = params["media"][0] if "media" in params else params
    return str(first.get("text", first.get("caption", "")))


def changes(body: Mapping[str, Any], number: int) -> tuple[str, dict[str, Any]]:
    """The method, and its parameters, that give a message the words of a payload's body.

    Which method it is goes by what was sent: https://core.telegram.org/bots/api#updating-messages.
    An album has its words at its first picture, whose number this is.
    """
    params = body["params"]
    where = {"chat_id": params["chat_id"], "message_id": number}
    if body["method"] == "sendMessage":
        return "editMessageText", where | {n: params[n] for n in _OF_TEXT if n in params}
    first = params["media"][0] if "media" in params else params
    return "editMessageCaption", where | {n: first[n] for n in _OF_CAPTION if n in first}


def entities(text: str, link: str) -> list[dict[str, Any]]:
    """Entities for the places at which a text shows the post's link without its tracking."""
    if not link or link in text:
        return []
    return [
        {
            "type": "text_link",
            "offset": _units(text[:start]),
            "length": _units(text[start:end]),
            "url": link,
        }
        for start, end in addresses.spans(text)
        if _leads_to(text[start:end], link)
    ]


def preview(wish: str, link: str) -> dict[str, Any]:
    """The `link_preview_options`; Telegram uses a size only together with the address."""
    if wish == "none":
        return {"link_preview_options": {"is_disabled": True}}
    if wish and link:
        return {"link_preview_options": {"url": link, f"prefer_{wish}_media": True}}
    return {}


def _leads_to(shown: str, link: str) -> bool:
    """True when the shown address is the link's, but with a shorter query."""
    short, full = urlsplit(shown), urlsplit(link)
    same = (short.scheme, short.netloc, short.path or "/", short.fragment)
    if same != (full.scheme, full.netloc, full.path or "/", full.fragment):
        return False
    return not short.query or f"{full.query}&".startswith(f"{short.query}&")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
