"""Anything that Apprise speaks, as a channel: mailing lists, Matrix, Teams, Slack, Discord, SMS …

It reaches readers over services that have no adapter of their own. Nobody can tell afterwards
whether a post arrived. So each post is sent at most once, and a person looks at each failure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from campaign.errors import OutcomeUnknown, UnsupportedFeature
from campaign.model import Delivery, Limits, Payload, Receipt, Variant
from campaign.platforms.apprise import message
from campaign.platforms.apprise.facts import FACTS
from campaign.platforms.apprise.services import Attachment, Services
from campaign.platforms.protocols import Connection


class AppriseChannel:
    """The services behind one channel's Apprise addresses, which `secret` holds.

    Spaces separate the addresses. The option `format` says how the channel's texts are written:
    text, markdown or html. Raises ValueError when an address cannot be used, or when Apprise would
    damage links on their way to a service; the error repeats no address.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits

    def __init__(self, connection: Connection) -> None:
        channel = connection.channel
        self._write = message.writer(channel)
        self._services = Services(connection.secret)
        if reason := self._services.unfit(channel.options.get("format", "text")):
            raise ValueError(reason)
        self._channel = channel.name
        self._media = connection.media

    def __repr__(self) -> str:
        return f"AppriseChannel({self._channel!r}, {self._services!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The title and the text, and the pictures if every service takes them.

        Raises UnsupportedFeature when they would not arrive at every service whole and once.
        """
        (made,) = self._write(variant, at)
        if made.uploads and self._services.without_pictures:
            made = replace(made, body={**made.body, "left_out": len(made.uploads)}, uploads=())
        body = made.body
        if reason := self._services.objection(body["title"], body["text"], body["format"]):
            raise UnsupportedFeature(f"{self.name}: {reason}")
        return (made,)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Hand the post to Apprise, once. We make the receipt, because the services give none.

        Raises Withheld when no service was asked, OutcomeUnknown unless every service took it.
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

    def left_out(self) -> str:
        """The pictures, where a service takes none; "" when all take some."""
        services = ", ".join(self._services.without_pictures)
        return f"pictures, because these take none: {services}" if services else ""
