"""Our Telegram adapter, and what the Bot API answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from campaign.model import Media, Variant
from campaign.platforms.telegram.adapter import Telegram
from tests.platforms.samples import (
    Clock,
    Shelf,
    connected,
    variant,
)
from tests.platforms.scripted import Reply

TOKEN = "4242424242:sandbox-planted"


REAL = "123456789:AAF-planted_Token-of-thirty-five-letters"


ACCOUNT = "@eubelong"


SHOWN = "https://eu-belong.aer.eu/labs?lang=ca#top"


TRACKED = "https://eu-belong.aer.eu/labs?lang=ca&utm_source=telegram#top"


def telegram(
    server: str = "http://127.0.0.1:9",
    shelf: Shelf | None = None,
    clock: Clock | None = None,
    *,
    secret: str = TOKEN,
    account: str = ACCOUNT,
    **options: str,
) -> Telegram:
    """A bot that posts in the project's channel."""
    adapter = connected(
        "telegram", server, shelf, clock, secret=secret, options=options, account=account
    )
    assert isinstance(adapter, Telegram)
    return adapter


def plain(*media: Media, text: str = "Tres dies. Una taula.", link: str = "") -> Variant:
    """A variant whose pictures have no alt text, because Telegram takes none."""
    return variant("telegram", *(replace(each, alt="") for each in media), text=text, link=link)


def ok(result: Any) -> Reply:
    """An answer that worked."""
    return Reply(200, {"ok": True, "result": result})


def no(status: int, description: str, **parameters: int) -> Reply:
    """A refusal in Telegram's shape."""
    told = {"ok": False, "error_code": status, "description": description}
    return Reply(status, {**told, "parameters": parameters} if parameters else told)


def message(
    number: int, username: str = "eubelong", chat: int = -1001, **said: Any
) -> dict[str, Any]:
    """A message in a channel, as an answer holds it."""
    named = {"username": username} if username else {}
    there = {"id": chat, "type": "channel", "title": "EU", **named}
    return {"message_id": number, "date": 1, "chat": there, **said}
