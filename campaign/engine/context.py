"""What the engine works with, and the report of what it did."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from campaign.engine.budgets import Budgets
from campaign.engine.claimed import SendResult
from campaign.model import Channel, Evidence, Publication, Region, State
from campaign.model.approval import USUAL, ApprovalRules
from campaign.plan.gate import USUAL_GRACE
from campaign.plan.grace import latest
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
    """What one tick could not write down, for the next tick to write; kept in memory only.

    `results` are answers that the database did not take because it went away. `stuck` are the
    publications whose sender had not come back when this process had to stop waiting. With
    `unsure`, a commit failed and nobody knows whether it took effect.
    """

    results: list[SendResult] = field(default_factory=list)
    stuck: set[int] = field(default_factory=set)
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """The posts that an account showed, and until when (UTC) this answer is used."""

    posts: tuple[Seen, ...]
    until: datetime


@dataclass(slots=True)
class SeenAccounts:
    """What each channel's account showed when it was last asked; kept in memory only."""

    by_channel: dict[str, Shown] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What the engine needs: storage, channels and regions, the way to the networks, and its times.

    - `clock` gives the time in UTC. With `one_clock`, all workers go by the same clock.
    - `worker` names this process in the database, and no other one.
    - `approval` says what has to be approved in each region before anything of it leaves.
    - `threads` bounds how many channels send at once; `rates` are the networks' own limits.
    - `stopping` is true when nothing more may leave. What has left is still written down, and
      `shutdown_timeout` bounds how long the engine waits for it.
    - `lease` is how long the posts of a worker that dies may be delayed.
    - `query_backoff` are the pauses between questions about an unknown outcome; the last repeats.
    - `settle` and `listing_settle` are how long after a try a listing without the post begins to
      prove that it is absent. `settle` holds where the network refuses repeats. `listing_settle`
      holds elsewhere: it is longer than the latest accept and the slowest listing together. The
      network is also asked at these two moments.
    - `query_retry` is the pause after a question without an answer; `pending_interval` is the pause
      between two looks at a post that its network still works on.
    - `on_activity` is called whenever work goes on.
    - `former_channels` gives the last known settings of channels that left the configuration. Their
      networks are asked about open posts, and nothing is published on them. `reachable_channels`
      does so for what is taken back, which needs a network that can be reached and not one that can
      be asked.
    - `unrecorded` and `seen_accounts` are this process's memory from tick to tick.
    - `journal` takes the receipts that were booked.
    - `budgets` bounds what networks that charge may cost in a month.
    """

    database: Database
    channels: Mapping[str, Channel]
    regions: Mapping[str, Region]
    connect: Connect
    clock: Clock
    worker: str
    approval: ApprovalRules = USUAL
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
    reachable_channels: Former = _none
    unrecorded: Unrecorded = field(default_factory=Unrecorded)
    journal: Journal | None = None
    seen_accounts: SeenAccounts = field(default_factory=SeenAccounts)
    budgets: Budgets = field(default_factory=lambda: Budgets({}))

    @property
    def lease_extension(self) -> timedelta:
        """How far a claim and each heartbeat extend a lease; the rest is for noticing its end."""
        return self.lease * 3 / 4

    @property
    def heartbeat_interval(self) -> timedelta:
        """The time between two heartbeats; several may fail before a lease ends."""
        return self.lease / 6

    @property
    def second_step_timeout(self) -> timedelta:
        """How long one worker owns a second step.

        When this time is over, the step has begun, or the fence refuses it.
        """
        return self.lease * 3 / 2

    @property
    def sweep_interval(self) -> timedelta:
        """How often expired leases are looked for, at least."""
        return self.lease / 12

    def clock_margin(self, who: str) -> timedelta:
        """How far the clock of worker `who` may differ from ours.

        It is zero where all workers go by the database's clock, and for a worker on the same
        machine. It is zero for a person too: a person's name is not a worker's.
        """
        machine, is_worker, _ = who.partition(":")
        same = self.one_clock or not is_worker or machine == self.worker.partition(":")[0]
        return timedelta(0) if same else LARGEST_SKEW

    def next_query(self, ended: datetime, now: datetime) -> datetime:
        """When to ask next about a try that ended at `ended` (both UTC): the pauses grow."""
        at, planned = ended, [ended + self.settle, ended + self.listing_settle]
        for pause in self.query_backoff:
            at += pause
            planned.append(at)
        planned.append(now + self.query_backoff[-1])
        return min((each for each in planned if each > now), default=now)

    def absence_delay(self, by: Evidence, *, repeated: bool = False) -> timedelta:
        """How long after the end of a try this evidence proves that the post is absent.

        With `repeated`, the network has refused the post as a repeat. Then an earlier try did
        arrive, and only a listing that stays without it long enough proves that nothing came of
        that.
        """
        match by:
            case Evidence.OWN_ID:
                return timedelta(0)
            case Evidence.GUARDED if not repeated:
                return self.settle
        return self.listing_settle

    def latest(self, publication: Publication) -> datetime:
        """The last instant (UTC) at which it may go out, by its channel's grace."""
        channel = self.channels.get(publication.channel)
        return latest(publication, channel.grace if channel else USUAL_GRACE)

    def neighbours(self, channel: str) -> frozenset[str]:
        """The channels on the same account, this one included.

        On one account an id belongs to one post, whichever channel sent it.
        """
        return neighbours(self.channels, channel)


def neighbours(channels: Mapping[str, Channel], channel: str) -> frozenset[str]:
    """The channels among these that are on the same account as `channel`, itself included."""
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
    """What one tick did, by publication number; `held` and `retried` give the reason in words.

    `paused` are the channels that the publisher stopped until a person resumes them, each with why.
    `withdrawn` and `corrected` were published before. `waiting_changes` says in words why a
    withdrawal or a correction is not done yet. If thousands are held, only some hundreds are
    listed. Only the thread that runs the tick adds to it.
    """

    published: list[int] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    retried: dict[int, str] = field(default_factory=dict)
    held: dict[int, str] = field(default_factory=dict)
    paused: dict[str, str] = field(default_factory=dict)
    withdrawn: list[int] = field(default_factory=list)
    corrected: list[int] = field(default_factory=list)
    waiting_changes: dict[int, str] = field(default_factory=dict)

    def moved(self, number: int, after: State, reason: str) -> None:
        """Add a publication that has moved to the state `after`."""
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
