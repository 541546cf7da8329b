"""What publishing works with, and what it tells afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from campaign.engine.claimed import SendResult
from campaign.model import Channel, Evidence, Region, State
from campaign.plan.pace import Rate
from campaign.plan.skew import LARGEST_SKEW
from campaign.platforms.protocols import Platform, Seen
from campaign.storage.database import Database
from campaign.storage.journal import Journal

Clock = Callable[[], datetime]
Connect = Callable[[Channel], Platform]
Former = Callable[[Collection[str]], Mapping[str, Channel]]


def _never() -> bool:
    return False


def _nothing() -> None:
    pass


def _none(names: Collection[str]) -> Mapping[str, Channel]:
    return {}


@dataclass(slots=True)
class Unrecorded:
    """What one tick could not write down and the next one shall: a process's memory, no more.

    `results` are answers that a database which went away did not take; `stuck` the publications
    whose sender had not come back when this process had to stop waiting; `unsure` says that a
    commit failed in a way that leaves open whether it happened.
    """

    results: list[SendResult] = field(default_factory=list)
    stuck: set[int] = field(default_factory=set)
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What an account showed, and until when (UTC) that counts."""

    posts: tuple[Seen, ...]
    until: datetime


@dataclass(slots=True)
class SeenAccounts:
    """What each channel's account was last seen to show: a process's memory, no more."""

    by_channel: dict[str, Shown] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What publishing needs: where things are kept, who speaks, how to reach the networks.

    - `clock` gives the time in UTC. `one_clock` says that all workers go by the same one.
    - `worker` names this process in the database, and no other one.
    - `threads` bounds how many channels send at once; `rates` are the networks' own limits.
    - `stopping` says that nothing more may leave; what has left is still written down, and
      `shutdown_timeout` bounds how long that is waited for.
    - `lease` is how long a worker that dies may delay its posts.
    - `query_backoff` are the pauses between questions about an unknown outcome; the last repeats.
      It is also asked when silence begins to prove something: `settle` after the try had ended,
      on a listing whose network refuses repeats, and `listing_settle` on any other: that outlasts
      the latest accept and the slowest listing together.
    - `query_retry` is the pause after a question without an answer, `pending_interval` the one
      between looks at what a network works on.
    - `on_activity` is called whenever work goes on.
    - `former_channels` gives the last known settings of channels that have left the configuration:
      they are asked what they have, and nothing is published on them.
    - `unrecorded` and `seen_accounts` are this process's memory from tick to tick.
    - `journal` takes the receipts that were booked.
    """

    database: Database
    channels: Mapping[str, Channel]
    regions: Mapping[str, Region]
    connect: Connect
    clock: Clock
    worker: str
    approval_required: bool = True
    threads: int = 4
    stopping: Callable[[], bool] = _never
    shutdown_timeout: timedelta = timedelta(seconds=90)
    lease: timedelta = timedelta(seconds=30)
    query_backoff: tuple[timedelta, ...] = (
        timedelta(seconds=5),
        timedelta(seconds=30),
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
    )
    settle: timedelta = timedelta(minutes=3)
    listing_settle: timedelta = timedelta(minutes=15)
    query_retry: timedelta = timedelta(seconds=15)
    pending_interval: timedelta = timedelta(seconds=5)
    one_clock: bool = False
    rates: Mapping[str, tuple[Rate, ...]] = field(default_factory=dict)
    on_activity: Callable[[], None] = _nothing
    former_channels: Former = _none
    unrecorded: Unrecorded = field(default_factory=Unrecorded)
    journal: Journal | None = None
    seen_accounts: SeenAccounts = field(default_factory=SeenAccounts)

    @property
    def lease_extension(self) -> timedelta:
        """What a claim and each beat give: the rest of the lease is for noticing its end."""
        return self.lease * 3 / 4

    @property
    def heartbeat_interval(self) -> timedelta:
        """The time between two beats; several may fail before a claim ends."""
        return self.lease / 6

    @property
    def second_step_timeout(self) -> timedelta:
        """How long a second step is one worker's: by then it has begun, or the fence refuses it."""
        return self.lease * 3 / 2

    @property
    def sweep_interval(self) -> timedelta:
        """How often ended claims are looked for, at least."""
        return self.lease / 12

    def clock_margin(self, who: str) -> timedelta:
        """How far the clock by which `who` has stamped something may be apart from our own.

        Nothing, where all workers go by the database's clock, or work on one machine; a person's
        name is no worker's.
        """
        machine, is_worker, _ = who.partition(":")
        same = self.one_clock or not is_worker or machine == self.worker.partition(":")[0]
        return timedelta(0) if same else LARGEST_SKEW

    def next_query(self, ended: datetime, now: datetime) -> datetime:
        """When to ask next about a try that ended then (both UTC): ever more rarely."""
        at, planned = ended, [ended + self.settle, ended + self.listing_settle]
        for pause in self.query_backoff:
            at += pause
            planned.append(at)
        planned.append(now + self.query_backoff[-1])
        return min((each for each in planned if each > now), default=now)

    def absence_delay(self, by: Evidence, *, repeated: bool = False) -> timedelta:
        """How long after a try had ended its absence on this evidence is proved.

        `repeated` says that the network has refused it as a repeat: then an earlier one arrived,
        and only a listing that stays silent long enough tells that it came to nothing.
        """
        match by:
            case Evidence.OWN_ID:
                return timedelta(0)
            case Evidence.GUARDED if not repeated:
                return self.settle
        return self.listing_settle

    def neighbours(self, channel: str) -> frozenset[str]:
        """The channels on the same account: an id there is one post's, whichever sent it."""
        return neighbours(self.channels, channel)


def neighbours(channels: Mapping[str, Channel], channel: str) -> frozenset[str]:
    """Those of these channels that are on the same account as one of them."""
    own = channels.get(channel)
    if own is None or not own.account:
        return frozenset({channel})
    account = (own.platform, own.server, own.account)
    return frozenset(
        each.name
        for each in channels.values()
        if (each.platform, each.server, each.account) == account
    )


@dataclass(slots=True)
class TickReport:
    """What one tick did, by publication number; `held` and `retried` with the reason in words.

    Of thousands that are held, some hundreds are told. Only the thread that ticks adds to it.
    """

    published: list[int] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    retried: dict[int, str] = field(default_factory=dict)
    held: dict[int, str] = field(default_factory=dict)

    def moved(self, number: int, after: State, reason: str) -> None:
        """Tell that a publication has come to stand so."""
        match after:
            case State.SCHEDULED:
                self.retried[number] = reason
            case State.PUBLISHED:
                self.published.append(number)
            case State.PENDING:
                self.pending.append(number)
            case State.FAILED:
                self.failed.append(number)
            case State.MISSED:
                self.held.pop(number, None)
                self.missed.append(number)
            case State.UNKNOWN:
                self.unknown.append(number)
