"""A signed JSON POST to the owner's own address: a site, an archive, an automation tool.

If the receiver can be asked what it has under a key, we publish by key. With any other receiver,
nobody knows the outcome of a post whose answer was lost.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from analytics.metrics import utc
from campaign.errors import OutcomeUnknown, Rejected
from campaign.model import Absent, Delivery, Evidence, Limits, Payload, Receipt, Variant
from campaign.platforms.http.dialect import Answer, Dialect
from campaign.platforms.http.wire import Wire
from campaign.platforms.protocols import Connection, Platform
from campaign.platforms.webhook import message, responses
from campaign.platforms.webhook.facts import FACTS


def open_webhook(connection: Connection) -> Platform:
    """The adapter of a channel; the option `lookup` says whether its receiver can be asked."""
    askable = connection.channel.options.get("lookup") == "yes"
    return LookedUp(connection) if askable else Webhook(connection)


class Webhook:
    """One receiver, which takes posts and cannot be asked about them afterwards.

    `secret` signs each request and is never sent. Raises ValueError when the secret or the address
    is unfit.
    """

    name: ClassVar[str] = FACTS.name
    static: ClassVar[Limits] = FACTS.limits
    delivery: ClassVar[Delivery] = FACTS.delivery

    def __init__(self, connection: Connection) -> None:
        channel = connection.channel
        self._media, self._clock = connection.media, connection.clock
        self._write = message.writer(channel)
        self._signer = message.Signer.of(connection.secret.strip())
        self._wire = Wire.of(channel, Dialect(responses.words, responses.kind), self._clock)
        # A slash at the end of the address is kept: for many servers, it makes another address.
        self._path = "/" if channel.server.endswith("/") else ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._wire.name!r}, {self._wire.base_url!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The post with all its parts in one body; `publish` adds the pictures to it."""
        return self._write(variant, at)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Post once; a receiver that answers 2xx has taken the post, even without an id."""
        try:
            answer = self._post(payload, key)
        except OutcomeUnknown as error:
            if error.status is None or not 200 <= error.status < 300:
                raise
            return Receipt(key, raw={"status": error.status})  # the body is not JSON
        # The receiver may give every post the same id, or none: here the key is the post's name.
        receipt = responses.receipt(answer.data)
        if receipt is None:
            return Receipt(key, raw={"status": answer.status})
        return Receipt(key, receipt.url, receipt.raw)

    def _post(self, payload: Payload, key: str) -> Answer:
        pictures = [(each, self._media.read(each.sha256)) for each in payload.uploads]
        content = message.written(payload.body, pictures)
        headers = {"Content-Type": "application/json"}
        return self._call("POST", key, headers, content, creates=True)

    def _call(
        self,
        method: str,
        key: str,
        headers: Mapping[str, str],
        content: bytes = b"",
        *,
        creates: bool = False,
    ) -> Answer:
        """Send one signed request over a new connection: its answer may not name the key."""
        return self._wire.call(
            method,
            self._path,
            creates=creates,
            headers={**headers, **self._signer.headers(key, self._clock(), content)},
            data=content,
            anew=True,
            hide=self._signer.hide,
        )


class LookedUp(Webhook):
    """One receiver that keeps keys: the same key is the same post, and it can be asked for it."""

    delivery: ClassVar[Delivery] = FACTS.surer["lookup", "yes"]

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Post; the answer has the post's id, and a repeat gives the same id."""
        answer = self._post(payload, key)
        if responses.is_about_another(answer.data, key):
            raise self._wire.misplaced(answer, "it names another key", creates=True)
        receipt = responses.receipt(answer.data)
        if receipt is None:
            raise self._wire.unreadable(answer, creates=True)
        return receipt

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Ask what the receiver has under the key; an unclear answer proves nothing."""
        utc(since, "since")
        try:
            found = self._looked_up(key)
        except Rejected:
            return None
        if receipt := responses.receipt(found):
            return None if receipt.remote_id in booked else receipt
        if found["id"] is None:
            return Absent("the receiver has nothing under its key", Evidence.OWN_ID)
        return None

    def identify(self) -> str:
        """The channel whose signature the receiver knows, and the receiver's address."""
        self._looked_up("channels-test")
        return f"{self._wire.name}, whose signature {self._wire.base_url} knows"

    def _looked_up(self, key: str) -> dict[str, Any]:
        """The receiver's answer about a key; it must name the key, unlike a cached page."""
        answer = self._call("GET", key, {"Cache-Control": "no-store"})
        body = answer.data
        if not isinstance(body, dict) or body.get("key") != key or "id" not in body:
            raise self._wire.unreadable(answer, creates=False)
        return body
