"""Reads the Bot API's answers: refusals, waits, receipts.

Every answer is `{"ok": true, "result": …}` or `{"ok": false, "error_code", "description",
"parameters"}`: https://core.telegram.org/bots/api#making-requests. A description begins with the
status in words. Telegram documents no list of descriptions, so we match the beginning of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from campaign.errors import OutcomeUnknown, PlatformError, Rejected, Unauthorized
from campaign.model import Receipt
from campaign.platforms.counting import count
from campaign.platforms.http.dialect import LONGEST_WAIT
from campaign.platforms.wording import is_another

_PAGE = "https://t.me"
_NUMBERS = 2**53  # the numbers of messages are below this
_NAME = re.compile(r"\w[\w.-]{0,63}")
_WAIT = re.compile(r"retry after (\d{1,9})")

#: Refusals of every post of the channel: the channel pauses until a person has fixed the bot.
_SHUT: tuple[tuple[int, str], ...] = (
    (400, "chat not found"),
    (400, "need administrator rights"),
    (400, "not enough rights"),
    (400, "have no rights"),
    (400, "chat_write_forbidden"),
    (400, "chat_admin_required"),
    (400, "user not found"),
    (400, "group chat was upgraded"),
    (400, "group chat was deactivated"),
    (403, ""),  # the bot was kicked, is no member, is blocked
    (404, "not found"),  # the token is wrong: the bot itself is not found
)
_STATUS_WORDS = re.compile(r"(?:bad request|forbidden|unauthorized|conflict|not found): ", re.I)
_GONE = ("message to delete not found", "message_id_invalid", "message identifier is not specified")


def words(body: Any) -> tuple[str, str]:
    """No code, and the description with what the parameters add to it."""
    if not isinstance(body, dict):
        return "", ""
    description = str(body.get("description") or "")
    more = body.get("parameters")
    more = more if isinstance(more, dict) else {}
    wait, number = more.get("retry_after"), more.get("migrate_to_chat_id")
    if type(wait) is int and not _WAIT.search(description):
        description = f"{description}: retry after {wait}".lstrip(": ")
    if type(number) is int:
        description = f"{description} (its number is now {number})".strip()
    return "", description


def kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    """The error class of a refusal; None when its status decides."""
    about = reason(words)
    if status == 404 and about.startswith("method"):
        return Rejected
    shut = any(status == number and about.startswith(begin) for number, begin in _SHUT)
    return Unauthorized if shut else None


def reason(words: str) -> str:
    """A description in lower case, without the status at its beginning."""
    return _STATUS_WORDS.sub("", words, count=1).strip().lower()


def waits_until(error: PlatformError, now: datetime) -> datetime | None:
    """The instant (UTC) until which the words of a 429 ask to wait; None when they do not."""
    found = _WAIT.search(error.answer)
    return now + min(timedelta(seconds=int(found[1])), LONGEST_WAIT) if found else None


def is_gone(error: PlatformError) -> bool:
    """True when a message cannot be deleted because it no longer exists."""
    return error.status == 400 and reason(error.answer).startswith(_GONE)


def is_too_old(error: PlatformError) -> bool:
    """True when Telegram does not let the bot delete a message: mostly one of over 48 hours ago."""
    return error.status == 400 and reason(error.answer).startswith("message can't be deleted")


def is_unchanged(error: PlatformError) -> bool:
    """True when an edit is refused because the message has these words already."""
    return error.status == 400 and reason(error.answer).startswith("message is not modified")


def url(chat: str | int, number: int) -> str:
    """Where people see a message of a public channel; "" for a channel without a name."""
    return f"{_PAGE}/{chat[1:]}/{number}" if isinstance(chat, str) else ""


def result(body: Any) -> Mapping[str, Any]:
    """The object in an answer's `result`; empty when there is none."""
    found = body.get("result") if isinstance(body, dict) and body.get("ok") is True else None
    return found if isinstance(found, dict) else {}


def number(body: Any) -> int | None:
    """The count in an answer's `result`; None when there is none."""
    found = body.get("result") if isinstance(body, dict) and body.get("ok") is True else None
    return count(found)


def named(who: Mapping[str, Any]) -> str:
    """A bot or a chat in words: @name or, without a name, its title and number."""
    if who.get("username"):
        return f"@{who['username']}"
    return f"“{who.get('title') or who.get('first_name') or 'nameless'}” ({who.get('id', '?')})"


def receipt(body: Any, chat: str | int) -> Receipt | None:
    """The receipt for a message, or for the messages of an album; None for any other answer.

    Raises OutcomeUnknown for a message with the number 0: Telegram will send it later, and never
    gives its real number (https://core.telegram.org/bots/api#message).
    """
    found = body.get("result") if isinstance(body, dict) and body.get("ok") is True else None
    listed = found if isinstance(found, list) else [found]
    messages = [each for each in listed if isinstance(each, dict)]
    if not messages or len(messages) < len(listed):
        return None
    numbers = [each.get("message_id") for each in messages]
    if not all(type(each) is int and 0 <= each < _NUMBERS for each in numbers):
        return None
    if 0 in numbers:
        message = (
            "telegram: it was accepted, and Telegram sends it later by itself: look at the chat"
        )
        raise OutcomeUnknown(message, status=200)
    public = _chat(messages[0]).get("username")
    if not isinstance(public, str) or not _NAME.fullmatch(public):
        public = chat[1:] if isinstance(chat, str) else ""
    url = f"{_PAGE}/{public}/{numbers[0]}" if public else ""
    return Receipt(",".join(map(str, numbers)), url, {"messages": messages})


def is_anothers(receipt: Receipt, words: str, messages: int) -> bool:
    """Whether a receipt has other words, or another number of messages, than were sent."""
    listed = receipt.raw["messages"]
    shown = listed[0].get("text", listed[0].get("caption"))
    return len(listed) != messages or is_another(shown, words)


def is_in(receipt: Receipt, chat: str | int) -> bool:
    """Whether no message of a receipt names another chat; one chat may have several names."""
    there = [_chat(each) for each in receipt.raw["messages"]]
    if isinstance(chat, int):
        return all(each.get("id", chat) == chat for each in there)
    name = chat[1:].casefold()
    return all(str(each.get("username", name)).casefold() == name for each in there)


def numbers_of_chats(receipt: Receipt) -> set[str]:
    """The numbers of the chats of a receipt's messages."""
    return {str(_chat(each).get("id")) for each in receipt.raw["messages"]}


def _chat(message: Mapping[str, Any]) -> Mapping[str, Any]:
    there = message.get("chat")
    return there if isinstance(there, dict) else {}


def checked_ids(remote_id: str) -> list[int]:
    """The numbers of a post's messages; raises Rejected for anything else."""
    parts = remote_id.split(",")
    if not all(
        part.isascii() and part.isdigit() and len(part) < 17 and 0 < int(part) < _NUMBERS
        for part in parts
    ):
        raise Rejected(f"telegram: {remote_id[:80]!r} is no number of a message")
    return [int(part) for part in parts]
