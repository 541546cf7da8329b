"""A network that does what a script says, with a public ledger that outlives every process.

The ledger does not forgive: what is accepted twice stands in it twice, whatever the key.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from campaign.errors import OutcomeUnknown, PlatformError, UnsupportedFeature
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
    Upload,
    Variant,
)
from campaign.platforms.http import fence

POISON = "cannot be said here"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything the network has made public, one JSON line each, in a file."""

    file: Path

    def accept(self, key: str, payload: Payload) -> Receipt:
        """Make it public, and give the receipt."""
        line = json.dumps({"key": key, "body": payload.body}, ensure_ascii=False) + "\n"
        with self.file.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        return Receipt(f"id-{key}", f"https://scripted.example/{key}", {"key": key})

    @property
    def public(self) -> list[dict[str, Any]]:
        """Every post, in the order it was accepted."""
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    @property
    def texts(self) -> list[str]:
        """The words of every post."""
        return [post["body"]["text"] for post in self.public]


Answer = Callable[["Scripted", Payload, str], Receipt | Pending]


@dataclass
class Scripted:
    """A network that can do nothing but publish; it follows `script`, then accepts everything."""

    ledger: Ledger
    media: MediaStore
    script: deque[Answer] = field(default_factory=deque)
    sent: list[tuple[str, Payload]] = field(default_factory=list)

    name: ClassVar[str] = "scripted"
    delivery: ClassVar[Delivery] = Delivery.AT_MOST_ONCE
    static: ClassVar[Limits] = Limits(text=500, unit=Unit.GRAPHEMES)

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """Text, language, and the instant it was made for; refuses one word of words."""
        if variant.text == POISON:
            raise UnsupportedFeature("this network has no word for it")
        uploads = tuple(
            Upload(m.sha256, m.mime, m.width, m.height, m.size, m.alt) for m in variant.media
        )
        body = {"text": variant.text, "langs": (variant.language,), "at": at.isoformat()}
        return (Payload(self.name, body, uploads),)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Read the pictures, then do what the script says next."""
        for upload in payload.uploads:
            self.media.read(upload.sha256)
        answer = self.script.popleft() if self.script else accept
        fence.ask()
        self.sent.append((key, payload))
        return answer(self, payload, key)


@dataclass
class Finder(Scripted):
    """A network that can be asked whether a post of ours arrived; `asked` tells what was asked."""

    asked: list[tuple[str, datetime]] = field(default_factory=list)
    trouble: Exception | None = None
    silence: Evidence = Evidence.LISTING

    delivery: ClassVar[Delivery] = Delivery.BY_LISTING

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Look into the ledger, by the key and the very words."""
        self.asked.append((key, since))
        if self.trouble is not None:
            raise self.trouble
        for post in self.ledger.public:
            if post["key"] == key and post["body"] == dict(payload.body):
                return Receipt(f"id-{key}", f"https://scripted.example/{key}")
        return Absent("it is not in the ledger", self.silence)


@dataclass
class Finisher(Scripted):
    """A network that works on a post first; `finishing` is what it answers when it is asked."""

    finishing: deque[Callable[[], Receipt | Pending]] = field(default_factory=deque)
    doubts: list[datetime | None] = field(default_factory=list)
    standing: Callable[[Pending], Receipt | Pending | Absent | None] = lambda pending: pending

    delivery: ClassVar[Delivery] = Delivery.TWO_PHASE

    def in_two_steps(self, part: int) -> bool:
        """Nothing is public before it is finished."""
        return True

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """What the test says; `standing` is asked by the token."""
        return self.standing(pending)

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """What the script says; `doubts` tells what it was told."""
        self.doubts.append(doubt)
        return self.finishing.popleft()()


def accept(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Public, and it says so."""
    return network.ledger.accept(key, payload)


def lost(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Public, and the answer never comes."""
    network.ledger.accept(key, payload)
    raise OutcomeUnknown("no answer within 30 s")


def swallowed(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Not public, and no answer comes either."""
    raise OutcomeUnknown("no answer within 30 s")


def killed_after_accepting(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Public, and our process is gone before it hears so."""
    network.ledger.accept(key, payload)
    os._exit(9)


def killed_before_sending(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Our process is gone before anything left."""
    os._exit(9)


def broken(network: Scripted, payload: Payload, key: str) -> Receipt:
    """Public, and then something that nobody foresaw."""
    network.ledger.accept(key, payload)
    raise KeyError("id")


def says(error: PlatformError) -> Answer:
    """An answer that is this error; nothing becomes public."""

    def answer(network: Scripted, payload: Payload, key: str) -> Receipt:
        raise error

    return answer


def pending(token: str) -> Answer:
    """An answer that the network is still working on it."""

    def answer(network: Scripted, payload: Payload, key: str) -> Pending:
        return Pending(token)

    return answer


def plain(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A payload's body as a database gives it back."""
    given: Mapping[str, Any] = json.loads(json.dumps(body))
    return given
