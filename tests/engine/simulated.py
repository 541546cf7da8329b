"""A network of each delivery class that accepts late, lists late and loses answers on order.

Its ledger is what readers see. It has a clock of its own, which is right.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from campaign.errors import AlreadyThere, OutcomeUnknown, Rejected, Unavailable
from campaign.media import MediaStore
from campaign.model import (
    Absent,
    Delivery,
    Evidence,
    Limits,
    Payload,
    Pending,
    Receipt,
    Unit,
    Variant,
)
from campaign.plan.skew import LARGEST_SKEW
from campaign.platforms.http import fence

#: What may become of a request that makes something public.
FATES = ("accepted", "lost", "swallowed", "late", "dies before", "dies after", "dies and late")
LATE = timedelta(minutes=5)


class Died(BaseException):
    """The worker is gone, as after SIGKILL: nothing of it is written down any more."""


@dataclass(frozen=True, slots=True)
class Post:
    """One that readers see: its id, key and words, and since when (by the network's clock)."""

    id: str
    key: str
    text: str
    at: datetime


@dataclass
class Simulated:
    """One account; `lag` is how long a post is not listed, `fates` what becomes of requests."""

    clock: Callable[[], datetime]
    media: MediaStore
    lag: timedelta = timedelta(0)
    fates: deque[str] = field(default_factory=deque)
    posts: list[Post] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)
    _under_way: list[tuple[datetime, str, str]] = field(default_factory=list)

    name: ClassVar[str] = "scripted"
    delivery: ClassVar[Delivery] = Delivery.BY_LISTING
    static: ClassVar[Limits] = Limits(text=500, unit=Unit.GRAPHEMES)
    silence: ClassVar[Evidence] = Evidence.LISTING

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The words alone."""
        return (Payload(self.name, {"text": variant.text}),)

    @property
    def creates(self) -> int:
        """How many requests came that make something public."""
        return len(self.keys)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """One request that makes it public."""
        return self._leaves(key, payload.body["text"])

    def arrivals(self) -> None:
        """Accept what was under way until now."""
        now = self.clock()
        ripe = [each for each in self._under_way if each[0] <= now]
        self._under_way = [each for each in self._under_way if each[0] > now]
        for _, key, text in ripe:
            try:
                self.accept(key, text)
            except AlreadyThere:
                continue  # the answer goes to nobody

    def accept(self, key: str, text: str) -> Receipt:
        """Make it public, as often as it comes."""
        post = Post(f"id-{len(self.posts)}", key, text, self.clock())
        self.posts.append(post)
        return _receipt(post)

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Look through what is listed by now."""
        self.arrivals()
        self.asked.append(since)
        for post in self.posts:
            listed = post.at + self.lag <= self.clock() and post.at >= since - LARGEST_SKEW
            if listed and post.text == payload.body["text"] and post.id not in booked:
                return _receipt(post)
        return Absent("it is not listed", self.silence)

    def _leaves(self, key: str, text: str) -> Receipt:
        """A request: past the fence, and what becomes of it."""
        self.arrivals()
        fence.ask()
        self.keys.append(key)
        fate = self.fates.popleft() if self.fates else "accepted"
        if fate == "refused":
            raise Unavailable("the server is busy")
        if fate in ("accepted", "lost", "dies after"):
            receipt = self.accept(key, text)
        if "late" in fate:
            self._under_way.append((self.clock() + LATE, key, text))
        if fate.startswith("dies"):
            raise Died
        if fate != "accepted":
            raise OutcomeUnknown("no answer within 30 s")
        return receipt


class ByKey(Simulated):
    """A key makes a repeat harmless, and finds what it made."""

    delivery: ClassVar[Delivery] = Delivery.BY_KEY

    def accept(self, key: str, text: str) -> Receipt:
        """The first one of a key."""
        known = next((post for post in self.posts if post.key == key), None)
        return super().accept(key, text) if known is None else _receipt(known)

    def find(self, payload: Payload, key: str, *_: Any, **__: Any) -> Receipt | Absent | None:
        """Ask by the key."""
        self.arrivals()
        known = next((post for post in self.posts if post.key == key), None)
        return Absent("no such key", Evidence.OWN_ID) if known is None else _receipt(known)


class Guarded(Simulated):
    """Refuses words that stand there."""

    silence: ClassVar[Evidence] = Evidence.GUARDED

    def accept(self, key: str, text: str) -> Receipt:
        """Once; raises AlreadyThere."""
        if any(post.text == text for post in self.posts):
            raise AlreadyThere("these words stand there")
        return super().accept(key, text)


class SpendsKeys(Guarded):
    """Knows a key that it has seen, and refuses it."""

    spends_keys: ClassVar[bool] = True


class AtMostOnce(Simulated):
    """Cannot be asked."""

    delivery: ClassVar[Delivery] = Delivery.AT_MOST_ONCE


@dataclass
class TwoPhase(Simulated):
    """A container first, which is published once by its id."""

    containers: dict[str, str] = field(default_factory=dict)
    known: bool = True

    delivery: ClassVar[Delivery] = Delivery.TWO_PHASE

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Nobody sees it."""
        token = f"container-{len(self.containers)}"
        self.containers[token] = payload.body["text"]
        return Pending(token)

    def in_two_steps(self, part: int) -> bool:
        """Every part is."""
        return True

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Publish the container unless it is published."""
        known = self.stands(pending)
        if isinstance(known, Receipt):
            return known
        return self._leaves(pending.token, self.containers[pending.token])

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """Ask the container, which the network may not know any more."""
        self.arrivals()
        if not self.known:
            return None
        known = next((post for post in self.posts if post.key == pending.token), None)
        return pending if known is None else _receipt(known)

    def accept(self, key: str, text: str) -> Receipt:
        """Once a container; raises Rejected."""
        if any(post.key == key for post in self.posts):
            raise Rejected("this container is published")
        return super().accept(key, text)

    def arrivals(self) -> None:
        """A request that comes late for a container that is out is refused."""
        self._under_way = [
            each for each in self._under_way if all(each[1] != post.key for post in self.posts)
        ]
        super().arrivals()


#: One of each class.
CLASSES: dict[str, type[Simulated]] = {
    "by key": ByKey,
    "two-phase": TwoPhase,
    "guarded listing": Guarded,
    "listing": Simulated,
    "at most once": AtMostOnce,
}


def _receipt(post: Post) -> Receipt:
    return Receipt(post.id, f"https://simulated.example/{post.id}", {"id": post.id})
