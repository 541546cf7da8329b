"""Tests a bot's token: whose it is, and whether that bot may post in the channel.

https://core.telegram.org/bots/api#getme, #getchat and #getchatmember; nothing is posted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from campaign.errors import PlatformError, Rejected, Unauthorized
from campaign.model import Access, Standing
from campaign.platforms.examining import failed
from campaign.platforms.http.dialect import Answer
from campaign.platforms.telegram import responses as answers

Call = Callable[[str, Mapping[str, Any]], Answer]

# https://core.telegram.org/bots/features#botfather
_TOKEN = re.compile(r"\d+:[\w.-]+")
_ADD = "add it to the channel's administrators, with the right to post messages"


def examine(call: Call, token: str, chat: str | int) -> Access:
    """What the token opens in this chat. Never raises a PlatformError."""
    if not token:
        return Access(Standing.MISSING, "there is no token")
    try:
        bot = answers.result(call("getMe", {}).data)
    except Unauthorized as error:
        if not _TOKEN.fullmatch(token):
            says = "it does not look like a bot's token, 123456:ABC…: @BotFather gives it"
            return Access(Standing.WRONG_KIND, says)
        return Access(Standing.REVOKED, f"{error}; @BotFather gives a new token")
    except PlatformError as error:
        return failed(error)
    if type(bot.get("id")) is not int or not bot.get("is_bot"):
        return Access(Standing.UNREACHABLE, "the server does not answer like Telegram's Bot API")
    whose = answers.named(bot)
    try:
        there = answers.result(call("getChat", {"chat_id": chat}).data)
        member = answers.result(call("getChatMember", {"chat_id": chat, "user_id": bot["id"]}).data)
    except (Unauthorized, Rejected) as error:
        return _shut_out(error, whose, chat)
    except PlatformError as error:
        return failed(error)
    return _judged(whose, there, member)


def _shut_out(error: PlatformError, whose: str, chat: str | int) -> Access:
    about = answers.reason(error.answer)
    if about.startswith("chat not found"):
        says = f"{whose} works, but there is no {chat}, or it is private and the bot not in it"
        return Access(Standing.WRONG_ACCOUNT, says, whose)
    return Access(Standing.MISSING_RIGHT, f"{whose} has no place in {chat}: {_ADD} ({about})")


def _judged(whose: str, chat: Mapping[str, Any], member: Mapping[str, Any]) -> Access:
    if not chat.get("id") or not member.get("status"):
        return Access(Standing.UNREACHABLE, "the server does not answer like Telegram's Bot API")
    where = answers.named(chat)
    names = frozenset({str(chat.get("username") or "").casefold(), str(chat["id"])} - {""})
    if not _may_post(chat.get("type"), member):
        says = f"{whose} may not post in {where}: {_ADD}"
        return Access(Standing.MISSING_RIGHT, says, where, names)
    return Access(Standing.WORKS, f"{whose} posts in {where}", where, names)


def _may_post(kind: object, member: Mapping[str, Any]) -> bool:
    """Whether a member may post: in a channel only administrators may, in a group all members."""
    match member.get("status"):
        case "creator":
            return True
        case "administrator":
            return kind != "channel" or member.get("can_post_messages") is True
        case "member":
            return kind != "channel"
        case "restricted":
            return member.get("is_member") is True and member.get("can_send_messages") is True
        case _:
            return False
