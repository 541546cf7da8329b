"""Telegram channels through the Bot API: https://core.telegram.org/bots/api.

A bot cannot read its own posts, and Telegram takes no key that would prevent a second post. So when
the answer to a post is lost, its outcome is unknown until a person looks at the channel.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import quote

from analytics.metrics import Audience
from campaign.errors import (
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
)
from campaign.model import (
    Access,
    Deleted,
    Delivery,
    Limits,
    Payload,
    Receipt,
    Variant,
)
from campaign.platforms.http.deletions import deleted, gone_already
from campaign.platforms.http.dialect import Answer, Dialect
from campaign.platforms.http.log_redaction import hide
from campaign.platforms.http.wire import Wire
from campaign.platforms.protocols import Connection
from campaign.platforms.telegram import credentials as examining
from campaign.platforms.telegram import message as messages
from campaign.platforms.telegram import responses as answers
from campaign.platforms.telegram.facts import FACTS

SERVER = "https://api.telegram.org"


class Telegram:
    """One channel on Telegram; `secret` is the token of a bot that may post there.

    `account` is `@channel`, or the chat's number. Options of the channel: `silent` ("yes": readers
    hear nothing), `protect` ("yes": the post cannot be forwarded or saved), `preview` (small,
    large, none: of the link under a text without pictures), `cleartext` ("yes": send the token
    over http:// to another host). Raises ValueError when they are unfit.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits

    def __init__(self, connection: Connection) -> None:
        channel = connection.channel
        self._chat = messages.chat(channel.account)
        self._write = messages.writer(channel)
        self._token = connection.secret.strip()
        # The token is quoted, so that it is always one segment of the path.
        self._written = quote(self._token, safe=":")
        hide(self._token, self._written)
        self._media = connection.media
        self._clock = connection.clock
        dialect = Dialect(words=answers.words, kind=answers.kind)
        self._wire = Wire.of(channel, dialect, connection.clock, channel.server or SERVER)

    def __repr__(self) -> str:
        return f"Telegram({self._wire.name!r}, {self._wire.base_url!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """One method of the Bot API, its parameters, and the parameter names of its files."""
        return self._write(variant, at)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Call the method, once; Telegram takes no `key`."""
        body = payload.body
        files = {
            name: (
                f"{upload.sha256[:16]}.{upload.mime.partition('/')[2]}",
                self._media.read(upload.sha256),
                upload.mime,
            )
            for name, upload in zip(body["files"], payload.uploads, strict=True)
        }
        answer = self._call(body["method"], body["params"], files=files, creates=True)
        receipt = answers.receipt(answer.data, self._chat)
        if receipt is None:
            raise self._wire.unreadable(answer, creates=True)
        words = messages.words(body["params"])
        if answers.is_anothers(receipt, words, max(1, len(files))):
            raise self._wire.misplaced(answer, "another message was sent", creates=True)
        if not self._is_ours(receipt):
            raise self._wire.misplaced(answer, "the message is in another chat", creates=True)
        return receipt

    def _is_ours(self, receipt: Receipt) -> bool:
        """Whether the message is in our chat; asks for the chat's number if its name differs."""
        if answers.is_in(receipt, self._chat):
            return True
        try:
            chat = answers.result(self._call("getChat", {"chat_id": self._chat}).data)
        except PlatformError:
            return False
        return answers.numbers_of_chats(receipt) == {str(chat.get("id"))}

    def audience(self) -> Audience:
        """The channel's subscribers, with bots and administrators."""
        answer = self._call("getChatMemberCount", {"chat_id": self._chat})
        return Audience(answers.number(answer.data))

    def identify(self) -> str:
        """The bot's name and the channel's."""
        bot = answers.result(self._call("getMe", {}).data)
        chat = answers.result(self._call("getChat", {"chat_id": self._chat}).data)
        return f"{answers.named(bot)} for {answers.named(chat)}"

    def examine(self) -> Access:
        """Whose the token is, and whether it may post in the channel; see `credentials`."""
        return examining.examine(self._call, self._token, self._chat)

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete the message, or all messages of an album; quiet when it is gone already.

        Raises Rejected for a message older than 48 hours, which Telegram deletes for no bot.
        """
        given: dict[str, Any] = {}
        for number in answers.checked_ids(remote_id):
            params = {"chat_id": self._chat, "message_id": number}
            try:
                answer = deleted(self._call("deleteMessage", params, creates=True))
            except Rejected as error:
                if answers.is_too_old(error):
                    raise Rejected(
                        f"{self._wire.name}: Telegram lets a bot delete a message for 48 hours, "
                        "and only while the bot may post; delete this one in the channel",
                        status=error.status,
                        answer=error.answer,
                    ) from None
                if not answers.is_gone(error):
                    raise
                answer = gone_already(error)
            given[str(number)] = answer.raw
        return Deleted(given)

    def edit(self, remote_id: str, payload: Payload) -> Receipt:
        """Change the text, or the caption under the picture; of an album, that of its first.

        Telegram refuses an edit that changes nothing: then the words stand already.
        """
        numbers = answers.checked_ids(remote_id)
        method, params = messages.changes(payload.body, numbers[0])
        try:
            answer = self._call(method, params, creates=True)
        except Rejected as error:
            if not answers.is_unchanged(error):
                raise
            return Receipt(remote_id, answers.url(self._chat, numbers[0]))
        receipt = answers.receipt(answer.data, self._chat)
        if receipt is None:
            raise self._wire.unreadable(answer, creates=True)
        words = messages.words(payload.body["params"])
        if receipt.remote_id != str(numbers[0]) or answers.is_anothers(receipt, words, 1):
            raise self._wire.misplaced(answer, "another message was changed", creates=True)
        return Receipt(remote_id, receipt.url, receipt.raw)

    def _call(
        self,
        method: str,
        params: Mapping[str, Any],
        *,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        creates: bool = False,
    ) -> Answer:
        if not self._token:
            raise Unauthorized(f"{self._wire.name}: there is no token")
        form = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in params.items()
        }
        sent: dict[str, Any] = {"data": form, "files": files} if files else {"body": dict(params)}
        try:
            return self._wire.call(
                "POST",
                f"/bot{self._written}/{method}",
                creates=creates,
                anew=creates,
                hide=(self._token, self._written),
                **sent,
            )
        except RateLimited as error:
            limited = error
        # Telegram gives its wait in the body, not in a header.
        until = limited.until or answers.waits_until(limited, self._clock())
        raise RateLimited(
            str(limited),
            until=until,
            status=limited.status,
            code=limited.code,
            answer=limited.answer,
        )
