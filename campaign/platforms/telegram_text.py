"""Who a Telegram post goes to, which of its words are links, and what is shown of a page behind.

Telegram finds hashtags and addresses by itself, also where entities are given. One is needed only
where a link leads further than it shows: the address as it was written, the tracked one behind it.
Entities count in UTF-16 units: https://core.telegram.org/bots/api#messageentity.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from campaign.compose.urls import find_urls

_NUMBER = re.compile(r"-?\d{1,20}")
_NAME = re.compile(r"@?(\w[\w.-]*)")


def chat(account: str) -> str | int:
    """The chat as the Bot API names it; raises ValueError for what names none."""
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


def entities(text: str, link: str) -> list[dict[str, Any]]:
    """The places at which a text shows the post's link without its tracking."""
    if not link or link in text:
        return []
    return [
        {
            "type": "text_link",
            "offset": _units(text[:start]),
            "length": _units(text[start:end]),
            "url": link,
        }
        for start, end in find_urls(text, bare=False)
        if _leads_to(text[start:end], link)
    ]


def preview(wish: str, link: str) -> dict[str, Any]:
    """`link_preview_options`; Telegram heeds a size only beside the address itself."""
    if wish == "none":
        return {"link_preview_options": {"is_disabled": True}}
    if wish and link:
        return {"link_preview_options": {"url": link, f"prefer_{wish}_media": True}}
    return {}


def _leads_to(shown: str, link: str) -> bool:
    """True for the link's own address with less in its query, as it was written."""
    short, full = urlsplit(shown), urlsplit(link)
    same = (short.scheme, short.netloc, short.path or "/", short.fragment)
    if same != (full.scheme, full.netloc, full.path or "/", full.fragment):
        return False
    return not short.query or f"{full.query}&".startswith(f"{short.query}&")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
