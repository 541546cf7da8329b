"""Four small adapters for the faulty network, one for each way to be sure of a post.

They keep to what real adapters may do: a pure payload, one send over the wire, and a `find` that
knows nothing but the words, the key and the instant of the first try.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from campaign.errors import PlatformError, Unavailable
from campaign.model import (
    Absent,
    Channel,
    Delivery,
    Evidence,
    Limits,
    Payload,
    Pending,
    Receipt,
    Unit,
    Variant,
)
from campaign.platforms.http.dialect import Answer, Dialect
from campaign.platforms.http.wire import Wire

TIMEOUT = (2.0, 0.5)  # seconds to connect, seconds of silence
SETTLE = timedelta(seconds=2.5)  # after that, what was sent is either public or never will be


def _words(told: Any) -> tuple[str, str]:
    return ("", str(told.get("error", ""))) if isinstance(told, dict) else ("", "")


def _kind(status: int, _code: str, words: str) -> type[PlatformError] | None:
    """The network documents its 503 as "not accepted"."""
    return Unavailable if status == 503 and words == "not accepted" else None


class AtMostOnce:
    """A network that takes posts, and tells nothing about them afterwards."""

    name: ClassVar[str] = "chaos"
    path: ClassVar[str] = "at-most-once"
    delivery: ClassVar[Delivery] = Delivery.AT_MOST_ONCE
    static: ClassVar[Limits] = Limits(text=500, unit=Unit.GRAPHEMES)

    def __init__(self, channel: Channel, clock: Callable[[], datetime]) -> None:
        self._root = f"/{self.path}/{channel.name}"
        self._clock = clock
        self._wire = Wire(
            channel.server,
            name=channel.name,
            dialect=Dialect(words=_words, kind=_kind),
            clock=clock,
            timeout=TIMEOUT,
        )

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The words alone."""
        return (Payload(self.name, {"text": variant.text}),)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Create it, once."""
        return self._receipt(self._create("/posts", payload, {}))

    def _create(self, path: str, payload: Payload, headers: Mapping[str, str]) -> Answer:
        return self._wire.call(
            "POST", self._root + path, creates=True, body=dict(payload.body), headers=headers
        )

    def _receipt(self, answer: Answer) -> Receipt:
        try:
            return _given(answer.data)
        except (KeyError, TypeError):
            raise self._wire.unreadable(answer, creates=True) from None


class ByListing(AtMostOnce):
    """A network without keys, on which an account can read its own recent posts."""

    path: ClassVar[str] = "by-listing"
    delivery: ClassVar[Delivery] = Delivery.BY_LISTING

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Look for the very words; absent only when a request under way would have arrived."""
        told = self._wire.call("GET", f"{self._root}/posts", params={"key": key}).data
        for post in told["posts"]:
            if post["text"] == payload.body["text"]:
                return _given(post)
        if told["by_key"]:
            # A key that is honoured makes a second sending harmless.
            return Absent("no post has this key", Evidence.OWN_ID)
        return Absent("none of the account's posts has these words")


class ByKey(ByListing):
    """A network that takes a key for every post; whether it honours it, only its answers tell."""

    path: ClassVar[str] = "by-key"
    delivery: ClassVar[Delivery] = Delivery.BY_KEY

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Create it under its key."""
        return self._receipt(self._create("/posts", payload, {"Idempotency-Key": key}))


class TwoPhase(AtMostOnce):
    """A network that prepares a post first and makes it public when it is asked to."""

    path: ClassVar[str] = "two-phase"
    delivery: ClassVar[Delivery] = Delivery.TWO_PHASE

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Have it prepared; nothing is public before `finish`, so a lost answer costs nothing."""
        path = f"{self._root}/containers"
        answer = self._wire.call("POST", path, body=dict(payload.body))
        return Pending(answer.data["container"])

    def in_two_steps(self, part: int) -> bool:
        """Nothing is public before `finish`."""
        return True

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """Ask the container, and nothing else."""
        told = self._wire.call("GET", f"{self._root}/containers/{pending.token}").data
        return _given(told["post"]) if told["status"] == "published" else pending

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Make it public when it is ready; the network does that once."""
        path = f"{self._root}/containers/{pending.token}"
        told = self._wire.call("GET", path).data
        if told["status"] == "published":
            return _given(told["post"])
        if told["status"] == "working":
            return pending
        return self._receipt(self._wire.call("POST", f"{path}/publish", creates=True))

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """A try without a token was never made public: that is the second step."""
        told = self._wire.call("GET", f"{self._root}/posts").data
        for post in told["posts"]:
            if post["text"] == payload.body["text"]:
                return _given(post)
        return Absent("it was prepared at most, and never made public")


def _given(post: Mapping[str, Any]) -> Receipt:
    return Receipt(str(post["id"]), f"https://chaos.example/{post['id']}", dict(post))


#: By the name of the delivery class as `make chaos` prints it. "by-key-ignored" is the same
#: adapter before a server that takes keys and does not honour them.
CLASSES: Mapping[str, type[AtMostOnce]] = {
    "by-key": ByKey,
    "by-key-ignored": ByKey,
    "two-phase": TwoPhase,
    "by-listing": ByListing,
    "at-most-once": AtMostOnce,
}
