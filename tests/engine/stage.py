"""A whole publisher on a real database, a scripted network, and a clock that a test moves on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from campaign.cards.brand import Brand
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.tick import tick
from campaign.media import MediaStore
from campaign.model import AttemptOutcome, Channel, Planned, Publication, State
from campaign.model.people import Actor
from campaign.plan.diff import Plan, compare
from campaign.storage import attempts, publications
from campaign.storage.database import Database
from campaign.usecases.planning.apply import Applied, apply
from campaign.usecases.trust.approve import approve, waiting
from tests.cards.material import brand
from tests.engine.scripted import Ledger, Scripted
from tests.plan.made import HOUR, NOW, channel, region, variant

CHANNELS = ("catalonia", "navarra", "arad")


@dataclass
class Stage:
    """Everything a publisher has; `network` serves every channel."""

    database: Database
    folder: Path
    network: Scripted
    now: datetime = NOW
    channels: Mapping[str, Channel] = field(
        default_factory=lambda: {name: channel(name=name) for name in CHANNELS}
    )
    brand: Brand = field(default_factory=brand)
    #: Who plans and approves.
    acts: Actor = field(default_factory=lambda: Actor("aina"))

    @property
    def ledger(self) -> Ledger:
        """What is public."""
        return self.network.ledger

    @property
    def media(self) -> MediaStore:
        """Where pictures are."""
        return self.network.media

    def wanted(self, post: str = "labs", *, at: datetime | None = None, **other: Any) -> Planned:
        """One publication as the calendar wants it; due now, on `catalonia`."""
        blocked = other.pop("blocked", "")
        made = variant(post=post, **other)
        return Planned(made, at or self.now, "catalonia", "A02", blocked=blocked)

    def plan(self, wanted: Sequence[Planned]) -> Plan:
        """What applying this calendar would change."""
        with self.database.read() as connection:
            held = publications.all_of(connection)
        return compare(wanted, held, self.now, {n: c.grace for n, c in self.channels.items()})

    def apply(self, *wanted: Planned) -> Applied:
        """Apply this calendar, all of it."""
        return self.carry_out(self.plan(wanted))

    def carry_out(self, plan: Plan) -> Applied:
        """Apply a plan that was made before."""
        return apply(
            plan,
            self.database,
            self.media,
            self.brand,
            actor=self.acts,
            now=self.now,
            picture=self.media.read,
        )

    def approve(self) -> int:
        """Approve everything that waits for it."""
        done = approve(self.database, waiting(self.database), actor=self.acts, now=self.now)
        return done.variants

    def ready(self, *wanted: Planned) -> None:
        """Apply and approve."""
        self.apply(*wanted)
        self.approve()

    def engine_context(self, worker: str = "worker", **other: Any) -> EngineContext:
        """What publishing needs."""
        made = EngineContext(
            database=self.database,
            channels=self.channels,
            regions={"catalonia": region()},
            connect=lambda _: self.network,
            clock=lambda: self.now,
            worker=worker,
            threads=1,
            query_backoff=(timedelta(0),),
            settle=timedelta(0),
            listing_settle=timedelta(0),
            pending_interval=timedelta(0),
            one_clock=True,
        )
        return replace(made, **other)

    def tick(self, after: timedelta = timedelta(0), **other: Any) -> TickReport:
        """One tick, some time later."""
        self.now += after
        return tick(self.engine_context(**other))

    def held(self, number: int = 1) -> Publication:
        """One row as it stands."""
        with self.database.read() as connection:
            found = publications.one(connection, number)
        assert found is not None
        return found

    def number(self, post: str = "labs", channel: str = "catalonia") -> int:
        """The number of one post's publication on a channel."""
        with self.database.read() as connection:
            held = publications.all_of(connection)
        (found,) = (p.id for p in held if (p.post, p.channel) == (post, channel))
        return found

    def states(self) -> list[State]:
        """Every row's state, by number."""
        with self.database.read() as connection:
            return [p.state for p in publications.all_of(connection)]

    def outcomes(self, number: int = 1) -> list[AttemptOutcome]:
        """How each try of one publication ended."""
        with self.database.read() as connection:
            return [attempt.outcome for attempt in attempts.of(connection, number)]


#: Longer than a lease.
LEASE_ENDS = HOUR


@contextmanager
def impatient(database: Database) -> Iterator[None]:
    """Do not wait for half a minute where a test locks the database on purpose."""

    def hurry(connection: Any, _: object) -> None:
        connection.execute("PRAGMA busy_timeout=20")

    event.listen(database.engine, "connect", hurry)
    database.engine.dispose()
    yield
    event.remove(database.engine, "connect", hurry)
    database.engine.dispose()
