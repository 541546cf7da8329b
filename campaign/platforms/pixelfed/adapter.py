"""Pixelfed, a server for pictures that speaks Mastodon's API: https://docs.pixelfed.org/.

For what the documentation does not say, we read its source: https://github.com/pixelfed/pixelfed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from campaign.errors import AlreadyThere, PlatformError, Rejected
from campaign.model import (
    Access,
    Channel,
    Delivery,
    Evidence,
    Limits,
    Payload,
    Reading,
    Receipt,
    Standing,
)
from campaign.platforms.mastodon import responses as answers
from campaign.platforms.mastodon.adapter import KEY_KEPT, Speaker
from campaign.platforms.oauth import read
from campaign.platforms.pixelfed import message
from campaign.platforms.pixelfed.facts import FACTS
from campaign.platforms.protocols import Connection, Writer

_REPEATED = "duplicate idempotency key"  # app/Http/Controllers/Api/V1Api/Statuses.php


class Pixelfed(Speaker):
    """One account on one Pixelfed server; its token ends after a year, and a person must renew it.

    Options of the channel as on Mastodon.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits
    spends_keys: ClassVar[bool] = True
    dead: ClassVar[tuple[int, ...]] = ()  # it answers 401
    settings: ClassVar[str] = "Settings → Applications → Create New Token"

    def __init__(self, connection: Connection) -> None:
        super().__init__(replace(connection, secret=read(connection.secret).access))

    @staticmethod
    def counted(channel: Channel, limits: Limits, runs: str) -> Limits:
        """As they are: a caption is counted alone, and a link in full, whatever the server says."""
        return limits

    def _writer(self, channel: Channel, limits: Limits) -> Writer:
        return message.writer(channel, limits)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """As on Mastodon; but the server refuses a key of the past hour: then a try has arrived."""
        try:
            return super().publish(payload, key, before)
        except Rejected as error:
            if error.status != 400 or _REPEATED not in error.answer.lower():
                raise
            refusal = error
        raise AlreadyThere(str(refusal), status=refusal.status, answer=refusal.answer)

    def _silence(self, since: datetime, now: datetime) -> Evidence:
        """The evidence of a listing; a server keeps a key for an hour, which guards the silence."""
        return Evidence.GUARDED if now - since < KEY_KEPT else Evidence.LISTING

    def examine(self) -> Access:
        """As on Mastodon; but Pixelfed answers a missing scope `write` with a 403 without words."""
        access = super().examine()
        if access.standing is not Standing.WORKS:
            return access
        try:
            self._call("PUT", "/api/v1/media/0")
        except PlatformError as error:
            if error.status == 403:
                says = f"{access.says}; the token lacks write: allow it and make a new token"
                return replace(access, standing=Standing.MISSING_RIGHT, says=says)
        return access

    def _source(self, remote_id: str) -> str | None:
        """The caption as it was sent, from Pixelfed's own form of a status (`_pe`)."""
        path = f"/api/v1/statuses/{answers.in_path(remote_id)}"
        try:
            status = self._call("GET", path, params={"_pe": "1"}, anew=True).data
        except Rejected:
            return None
        text = status.get("content_text") if isinstance(status, dict) else None
        return text if isinstance(text, str) else None

    def _reading(self, status: Mapping[str, Any]) -> Reading:
        """As on Mastodon; but no language is sent, so what Pixelfed says of it is its own."""
        return replace(super()._reading(status), language=None)
