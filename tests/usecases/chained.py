"""A scripted network on which a post may have further parts under it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from campaign.model import Absent, Payload, Pending, Receipt, Variant
from tests.usecases.scripted import Answer, Finder, Scripted


@dataclass
class Chained(Finder):
    """It asks for every part in the order of its script; its ledger says what replies to what."""

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """A request a part; the pictures go with the first."""
        return tuple(
            self._part(replace(variant, texts=(text,)), at, number)
            for number, text in enumerate(variant.texts)
        )

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Under the part before it, which has to stand there."""
        return super().publish(under(payload, before), key)

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Look into the ledger, by the key, the very words and the part they stand under."""
        return super().find(under(payload, before), key, since)

    def _part(self, variant: Variant, at: datetime, number: int) -> Payload:
        (made,) = super().payloads(variant, at)
        return made if number == 0 else replace(made, uploads=())


@dataclass
class ChainedFinisher(Chained):
    """The same on a network that works on every part first; `finish` says that it is done."""

    finished: deque[str] = field(default_factory=deque)

    def in_two_steps(self, part: int) -> bool:
        """Every part is."""
        return True

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """Not public yet."""
        return pending

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Public now, and its receipt."""
        key, payload = self.sent[-1]
        self.finished.append(pending.token)
        return self.ledger.accept(key, payload)


def under(payload: Payload, before: Sequence[Receipt]) -> Payload:
    """A payload that says under which part it stands."""
    if not before:
        return payload
    return replace(payload, body={**payload.body, "under": before[-1].remote_id})


def after(count: int, then: Answer) -> list[Answer]:
    """A script that accepts so many parts, then does something else."""

    def accepted(network: Scripted, payload: Payload, key: str) -> Receipt:
        return network.ledger.accept(key, payload)

    return [accepted] * count + [then]
