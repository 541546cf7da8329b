"""Anything that Apprise speaks, as a channel: mailing lists, Matrix, Teams, Slack, Discord, SMS …

A way to reach readers that has no adapter of its own. Nobody can tell afterwards whether a post
arrived, so each is sent at most once, and what failed is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from analytics.metrics import utc
from campaign.errors import OutcomeUnknown, UnsupportedFeature
from campaign.model import Delivery, Limits, Payload, Receipt, Variant
from campaign.platforms.apprise.facts import FACTS
from campaign.platforms.apprise.services import FORMATS, Attachment, Services
from campaign.platforms.fitting import fitting
from campaign.platforms.protocols import Connection


class AppriseChannel:
    """What one channel's Apprise addresses lead to; `secret` holds them, apart by spaces.

    The option `format` says how the channel's texts are written: text, markdown or html. Raises
    ValueError, which repeats no address, when one cannot be used.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits

    def __init__(self, connection: Connection) -> None:
        channel = connection.channel
        self._format = channel.options.get("format", "text")
        if self._format not in FORMATS:
            raise ValueError(f"format is one of {', '.join(FORMATS)}")
        self._services = Services(connection.secret)
        self._channel = channel.name
        self._media = connection.media

    def __repr__(self) -> str:
        return f"AppriseChannel({self._channel!r}, {self._services!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The title and the text; the pictures, where every service takes them."""
        utc(at, "at")
        uploads = fitting(variant, self.static, self.name)
        body: dict[str, Any] = {
            "title": variant.headline,
            "text": variant.text,
            "format": self._format,
        }
        if uploads and not self._services.pictures:
            body["left_out"] = len(uploads)
            uploads = ()
        self._measure(variant)
        return (Payload(self.name, body, uploads),)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Hand it to Apprise, once; the receipt is ours, for the services give none.

        Raises Withheld when none of the services was asked.
        """
        pictures = [
            Attachment(
                f"{number}.{upload.mime.partition('/')[2]}",
                upload.mime,
                self._media.read(upload.sha256),
            )
            for number, upload in enumerate(payload.uploads, start=1)
        ]
        body = payload.body
        outcome = self._services.send(body["title"], body["text"], pictures, body["format"])
        if outcome.all:
            return Receipt(key, "", {"services": list(self._services.names)})
        message = f"{self._channel}: it failed, as far as Apprise can tell"
        if outcome.taken:
            taken = f"{outcome.taken} of {outcome.services} services took it"
            message = f"{self._channel}: {taken}, as far as Apprise can tell"
        if outcome.remarks:
            message += f": {outcome.remarks}"
        raise OutcomeUnknown(message, answer=outcome.remarks)

    def _measure(self, variant: Variant) -> None:
        """Refuse what a service would cut, or make several messages of."""
        longest = self._services.longest
        length = len(variant.text)
        if not self._services.titled:
            length += len(variant.headline) + 2  # it stands above the text then
        if longest and length > longest:
            raise UnsupportedFeature(
                f"{self.name}: {length} characters, {longest} are what "
                f"{', '.join(self._services.names)} can take"
            )
