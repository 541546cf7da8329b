"""Telegram channels through the Bot API: https://core.telegram.org/bots/api.

A bot cannot read its own posts, and no key keeps a message from being posted twice: what has left
without an answer stays unknown until a person has looked at the channel.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from analytics.metrics import Audience, utc
from campaign.compose.length import overrun
from campaign.errors import RateLimited, Rejected, Unauthorized, UnsupportedFeature
from campaign.model import (
    Access,
    Channel,
    Delivery,
    Limits,
    Payload,
    Receipt,
    Unit,
    Upload,
    Variant,
)
from campaign.plan.pace import Rate, Scope, within
from campaign.platforms import telegram_answers as answers
from campaign.platforms import telegram_examine as examining
from campaign.platforms import telegram_text as writing
from campaign.platforms.base import MediaSource
from campaign.platforms.dialect import Answer, Dialect
from campaign.platforms.discretion import hide
from campaign.platforms.pictures import fitting, is_film
from campaign.platforms.wire import Wire

SERVER = "https://api.telegram.org"
PREVIEWS = ("small", "large", "none")

_LIMITS = "https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"
_LONGEST_SIDES = 10_000  # pixels, width and height of a photo together
_STRETCHED = 20  # times as long as wide


class Telegram:
    """One channel on Telegram; `secret` is the token of a bot that may post there.

    `account` is `@channel`, or the chat's number. Options of the channel: `silent` ("yes": readers
    hear nothing), `protect` ("yes": the post cannot be forwarded or saved), `preview` (small,
    large, none: of the link under a text without pictures), `cleartext` ("yes": send the token
    over http:// to another host). Raises ValueError when they are unfit.
    """

    name: ClassVar[str] = "telegram"
    delivery: ClassVar[Delivery] = Delivery.AT_MOST_ONCE
    static: ClassVar[Limits] = Limits(
        text=4096,
        caption=1024,
        unit=Unit.UTF16,
        images=10,
        image_bytes=10 * 1024 * 1024,
        image_types=("image/png", "image/jpeg", "image/webp"),
        alt=None,
        videos=1,
        video_bytes=50 * 1024 * 1024,
        languages=False,
        lacks=(
            "alt texts",
            "a post's language",
            "counts of views and reactions",
            "telling whether a post arrived when its answer was lost: then a person decides",
        ),
        source="https://core.telegram.org/bots/api#sendphoto",
    )
    # 20 a minute in one chat, about 30 a second for a bot; said of groups, and seen in channels.
    rates: ClassVar[tuple[Rate, ...]] = (
        within(20, timedelta(minutes=1), burst=1, source=_LIMITS),
        within(30, timedelta(seconds=1), burst=10, scope=Scope.SERVER, source=_LIMITS),
    )

    def __init__(
        self,
        channel: Channel,
        secret: str,
        media: MediaSource,
        clock: Callable[[], datetime],
        wait: Callable[[float], object],
    ) -> None:
        self._chat = writing.chat(channel.account)
        self._preview = channel.options.get("preview", "")
        if self._preview not in ("", *PREVIEWS):
            raise ValueError(f"preview is one of {', '.join(PREVIEWS)}")
        self._silent = channel.options.get("silent") == "yes"
        self._protect = channel.options.get("protect") == "yes"
        self._token = secret.strip()
        # Whatever the token holds, it stays one step of the path.
        self._written = quote(self._token, safe=":")
        hide(self._token, self._written)
        self._media = media
        self._clock = clock
        dialect = Dialect(words=answers.words, kind=answers.kind)
        self._wire = Wire.of(channel, dialect, clock, channel.server or SERVER)

    def __repr__(self) -> str:
        return f"Telegram({self._wire.name!r}, {self._wire.base_url!r})"

    def limits(self) -> Limits:
        """The Bot API's, which no server tells."""
        return self.static

    def payload(self, variant: Variant, at: datetime) -> Payload:
        """One method of the Bot API, its parameters, and the names its files go under."""
        utc(at, "at")
        if len(variant.texts) != 1:
            raise UnsupportedFeature(f"{self.name}: a thread cannot be published as one message")
        uploads = fitting(variant, self.static, self.name)
        for upload in uploads:
            _check_sides(upload)
        bounds = self.static.under_picture if uploads else self.static
        if over := overrun(variant.text, bounds):
            raise UnsupportedFeature(f"{self.name}: {over}")
        params: dict[str, Any] = {"chat_id": self._chat}
        if self._silent:
            params["disable_notification"] = True
        if self._protect:
            params["protect_content"] = True
        method, more, files = self._said(variant, uploads)
        body = {"method": method, "params": params | more, "files": files}
        return Payload(self.name, body, uploads)

    def publish(self, payload: Payload, key: str) -> Receipt:
        """Call the method, once; there is no place for the `key`."""
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
        return receipt

    def audience(self) -> Audience:
        """The channel's subscribers; bots and administrators are among them."""
        answer = self._call("getChatMemberCount", {"chat_id": self._chat})
        return Audience(answers.number(answer.data))

    def identify(self) -> str:
        """The bot's name and the channel's."""
        bot = answers.result(self._call("getMe", {}).data)
        chat = answers.result(self._call("getChat", {"chat_id": self._chat}).data)
        return f"{answers.named(bot)} for {answers.named(chat)}"

    def examine(self) -> Access:
        """Whose the token is, and whether it may post in the channel; see `telegram_examine`."""
        return examining.examine(self._call, self._token, self._chat)

    def withdraw(self, remote_id: str) -> None:
        """Delete the message, or each of an album's; quiet when it is gone already.

        Telegram deletes what is older than 48 hours only for bots with the right to delete.
        """
        for number in answers.checked_ids(remote_id):
            try:
                self._call("deleteMessage", {"chat_id": self._chat, "message_id": number})
            except Rejected as error:
                if not answers.is_gone(error):
                    raise

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
                hide=(self._token, self._written),
                **sent,
            )
        except RateLimited as error:
            limited = error
        # Telegram tells its wait in the body, not in a header.
        until = limited.until or answers.waits_until(limited, self._clock())
        raise RateLimited(
            str(limited),
            until=until,
            status=limited.status,
            code=limited.code,
            answer=limited.answer,
        )

    def _said(
        self, variant: Variant, uploads: tuple[Upload, ...]
    ) -> tuple[str, dict[str, Any], list[str]]:
        """The method that takes such a post, what it is told beside the chat, its files' names.

        A single file goes under its parameter's name, those of an album are named in it:
        https://core.telegram.org/bots/api#sending-files.
        """
        marks = writing.entities(variant.text, variant.link)
        if not uploads:
            more = {"entities": marks} if marks else {}
            more |= writing.preview(self._preview, variant.link)
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


def _check_sides(upload: Upload) -> None:
    """What Telegram takes as a photo: https://core.telegram.org/bots/api#sendphoto."""
    if is_film(upload.mime):
        return
    short, long = sorted((upload.width, upload.height))
    if short + long > _LONGEST_SIDES:
        raise UnsupportedFeature(
            f"telegram: a picture of {upload.width}×{upload.height} pixels; width and height "
            f"together may be {_LONGEST_SIDES:,}"
        )
    if long > _STRETCHED * short:
        raise UnsupportedFeature(
            f"telegram: a picture of {upload.width}×{upload.height} pixels; one side may be "
            f"{_STRETCHED} times the other"
        )
