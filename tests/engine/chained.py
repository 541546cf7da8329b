"""A scripted network on which a post may have further parts under it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from campaign.keys import part_key
from campaign.model import Absent, Payload, Pending, Receipt, State, Variant
from campaign.storage import parts
from tests.engine.scripted import Answer, Finder, Scripted
from tests.engine.stage import LEASE_ENDS, Stage

TEXTS = ("Tres dies.", "Una taula.", "Una taula.", "Més: https://eu-belong.aer.eu/")


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


def threaded(stage: Stage, **other: Any) -> None:
    """A thread of three with a first comment, approved and due."""
    stage.ready(stage.wanted(texts=TEXTS, commented=True, **other))


def out(stage: Stage) -> list[parts.Part]:
    """The parts whose receipts are written down."""
    with stage.database.read() as connection:
        return parts.of(connection, 1)


def assert_whole(stage: Stage) -> None:
    """Every part is public once, in its order, under the one before it, and written down so."""
    public = stage.ledger.public
    assert [post["body"]["text"] for post in public] == list(TEXTS)
    ids = [f"id-{post['key']}" for post in public]
    assert [post["body"].get("under") for post in public] == [None, *ids[:-1]]
    held = stage.held()
    assert (held.state, held.remote_id) == (State.PUBLISHED, ids[0])
    written = out(stage)
    assert [part.receipt.remote_id for part in written] == ids
    assert [part.number for part in written] == [0, 1, 2, 3]
    keys = [part_key(held.key, number) for number in range(4)]
    assert [part.key for part in written] == keys == [post["key"] for post in public]


def settle(stage: Stage) -> None:
    """Tick until nothing is left to do."""
    for _ in range(20):
        stage.tick(LEASE_ENDS / 4)
        if stage.states() == [State.PUBLISHED]:
            stage.tick(LEASE_ENDS)
            return
