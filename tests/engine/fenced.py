"""Networks whose uploads take a while: what happens meanwhile is the test's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from campaign.model import Absent, Payload, Pending, Receipt
from campaign.platforms.http import fence
from tests.engine.chained import Chained
from tests.engine.scripted import Finder, Finisher

Meanwhile = Callable[[], object]


def nothing() -> None:
    """Nothing happens."""


@dataclass
class Uploading(Finder):
    """Hands pictures in first; `meanwhile` happens once, before the request that creates."""

    meanwhile: Meanwhile = nothing

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Upload, then create."""
        happens, self.meanwhile = self.meanwhile, nothing
        happens()
        return super().publish(payload, key, before)


@dataclass
class UploadingParts(Chained):
    """The same for each part of a thread; `meanwhile` happens before the part of that number."""

    number: int = 0
    meanwhile: Meanwhile = nothing

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Upload, then create."""
        if len(before) == self.number:
            happens, self.meanwhile = self.meanwhile, nothing
            happens()
        return super().publish(payload, key, before)


@dataclass
class Releasing(Finisher):
    """Takes a container, and makes it public by a second request; it does so once."""

    meanwhile: Meanwhile = nothing
    released: list[str] = field(default_factory=list)
    listed: bool = True

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Ask how it stands, then make it public."""
        happens, self.meanwhile = self.meanwhile, nothing
        happens()
        self.doubts.append(doubt)
        fence.ask()
        return self.release(pending.token)

    def release(self, token: str) -> Receipt:
        """Public, at most once, however often it is asked for."""
        key, payload = self.sent[0]
        if token not in self.released:
            self.released.append(token)
            self.ledger.accept(key, payload)
        return Receipt(f"id-{key}", f"https://scripted.example/{key}")

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Look into the ledger, when what is in it is listed already."""
        if self.listed and self.ledger.public:
            return Receipt(f"id-{key}", f"https://scripted.example/{key}")
        return Absent("it is not listed")
