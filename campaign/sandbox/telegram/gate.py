"""Which bot is asking, and which chat belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import Any

import regex

from campaign.sandbox.accounts import TELEGRAM, Account, account_in
from campaign.sandbox.telegram.table import CHAT
from campaign.sandbox.wire import Refusal
from campaign.sandbox.world import World

_TOKEN = regex.compile(r"(\d{1,15}):(.+)")
_NAME = regex.compile(r"@(\w(?:[\w.-]{0,62}\w)?)")
# https://core.telegram.org/bots/features#chat-ids: numbers of channels begin with -100.
_CHANNEL = "-100"


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot by its number and name."""

    id: int
    name: str

    @property
    def username(self) -> str:
        """The name as Telegram has it: every bot's ends in `bot`."""
        return regex.sub(r"\W", "_", f"{self.name}_bot")


@dataclass(frozen=True, slots=True)
class Chat:
    """A channel; `username` is "" for a private one, `owner` the number of the bot in it."""

    id: int
    username: str
    owner: int

    @property
    def account(self) -> str:
        """The name under which its posts stand in the ledger."""
        return self.username or f"c{str(self.id).removeprefix(_CHANNEL)}"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method by a bot: its parameters, its files, the sandbox's address."""

    world: World
    bot: Bot
    params: Mapping[str, Any]
    files: Mapping[str, bytes]
    base: str


def refuse(status: int, description: str, **parameters: int) -> Refusal:
    """A refusal with Telegram's body: https://core.telegram.org/bots/api#making-requests."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return Refusal(status, {**body, "parameters": parameters} if parameters else body)


def bad(reason: str) -> Refusal:
    """400, whose description begins with the status in words."""
    return refuse(400, f"Bad Request: {reason}")


def bot_of(token: str) -> Bot:
    """The bot with this token. Raises Refusal: 404 for no token at all, 401 for an unknown one."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        raise refuse(404, "Not Found")
    name = account_in(found[2])
    if name is None:
        raise refuse(401, "Unauthorized")
    return Bot(int(found[1]), name)


def chat_of(world: World, bot: Bot, chat_id: int | str) -> Chat:
    """The chat with this number or name; the first bot that asks for it owns it. Raises Refusal."""
    text = str(chat_id)
    named = _NAME.fullmatch(text)
    with world.lock:
        facts = world.recall(TELEGRAM, _key(text))
        if facts is None:
            if named is None and not (text.startswith(_CHANNEL) and text[1:].isdigit()):
                raise bad("chat not found")
            number = _number(named[1]) if named else int(text)
            facts = {"id": number, "username": named[1] if named else "", "owner": bot.id}
            for key in {_key(text), _key(str(number))}:
                world.remember(TELEGRAM, key, facts)
    return Chat(**facts)


def member_of(world: World, bot: Bot, chat_id: int | str) -> Chat:
    """The chat, for a method that needs a bot in it. Raises Refusal 403 for any other bot."""
    chat = chat_of(world, bot, chat_id)
    if chat.owner != bot.id:
        raise refuse(403, "Forbidden: bot is not a member of the channel chat")
    return chat


def account_of(world: World, chat: Chat) -> Account:
    """The channel as the ledger, the wall and its followers know it."""
    return world.account(TELEGRAM, chat.account)


def spend(world: World, chat: Chat, messages: int) -> None:
    """Count messages to a chat. Raises Refusal 429, which says in its body how long to wait."""
    now = world.clock.now()
    standing = world.limiter.spend(CHAT, str(chat.id), now, messages)
    if standing.refused:
        seconds = max(1, ceil((standing.reset_at - now).total_seconds()))
        message = f"Too Many Requests: retry after {seconds}"
        raise refuse(429, message, retry_after=seconds)


def _key(chat_id: str) -> str:
    return f"chat:{chat_id.removeprefix('@').lower()}"


def _number(name: str) -> int:
    """A channel's number, the same for the same name however it is written."""
    digest = sha256(name.lower().encode()).digest()[:5]
    return int(f"{_CHANNEL}{10**9 + int.from_bytes(digest) % (9 * 10**9)}")
