"""What the networks that charge cost in each month: the calendar as it stands, or as planned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from analytics import reads, store
from analytics.reads import Kind
from campaign.compose.urls import has_link
from campaign.config import Config
from campaign.model import Planned, Publication, State, Variant
from campaign.plan.cost import Price, cost_of
from campaign.plan.diff import Identity, Plan
from campaign.plan.diff import Kind as StepKind
from campaign.plan.grace import meant_for
from campaign.plan.monthly import Charge, MonthCost, by_month, followers, readings
from campaign.plan.months import Month
from campaign.platforms import registry
from campaign.storage import publications, variants
from campaign.storage.database import Database
from campaign.storage.trust.charged import charged

_NEW = (StepKind.ADD, StepKind.CHANGE, StepKind.MOVE)
_IN_FLIGHT = (State.PUBLISHING, State.PENDING, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Going:
    """What is to go out on a channel at an instant (UTC)."""

    at: datetime
    variant: Variant


def months(
    database: Database,
    config: Config,
    now: datetime,
    planned: Sequence[Planned] = (),
    steps: Plan | None = None,
) -> tuple[MonthCost, ...]:
    """The costs of each network that charges, from the month of `now` (UTC) on.

    They are those of the database as it stands; with `planned` and `steps`, as it would stand after
    these steps were applied. The last month is the last one in which a post goes out or its figures
    are read; followers are read until its end.
    """
    prices = _prices(config)
    if not prices:
        return ()
    with database.read() as connection:
        stored = publications.all_of(connection, platforms=prices)
        found = _Costs(config, prices, now)
        charges = [
            *found.spent(connection),
            *found.out(stored),
            *found.upcoming(_going(connection, stored, planned, steps, now)),
        ]
        if charges:
            followed = store.audience_taken(connection, now.astimezone(UTC).date())
            charges += found.followers(max(each.at for each in charges), followed)
    first = Month.of(now, config.zone)
    every = by_month(charges, config.zone, config.budgets)
    return tuple(each for each in every if each.month >= first)


def _prices(config: Config) -> dict[str, Price]:
    named = {channel.platform for channel in config.channels.values()}
    found = {name: registry.PRICES.get(name) for name in sorted(named)}
    return {name: price for name, price in found.items() if price is not None}


@dataclass(frozen=True, slots=True)
class _Costs:
    config: Config
    prices: Mapping[str, Price]
    now: datetime

    def spent(self, connection: Connection) -> Iterator[Charge]:
        """What this month has cost, or may have, as the engine counts it for a budget."""
        month = Month.of(self.now, self.config.zone)
        begins = month.begins(self.config.zone)
        ends = month.following.begins(self.config.zone)
        for platform, price in self.prices.items():
            done = charged(connection, platform, begins, ends)
            # Of what is out in part, the rest is still to come: it counts there as a whole.
            # A reply that corrects what is out is charged by itself.
            added = [each for each in done if each.parts is not None and each.replies]
            whole = [each for each in done if each.parts is None]
            kept = variants.load(connection, {each.variant_hash for each in (*whole, *added)})
            for each in whole:
                variant = _without(kept[each.variant_hash], each.replies)
                yield self._publishing(self.now, variant, price, spent=True)
            for each in added:
                variant = _alone(kept[each.variant_hash], each.replies)
                yield self._publishing(self.now, variant, price, spent=True)
            for read in reads.of_span(connection, platform, begins, ends):
                yield Charge(
                    self.now,
                    platform,
                    read.amount,
                    posts_read=read.number if read.kind is Kind.POST else 0,
                    users_read=read.number if read.kind is Kind.USER else 0,
                    channel=read.channel,
                    spent=True,
                )

    def out(self, stored: Iterable[Publication]) -> Iterator[Charge]:
        """The readings to come of what is out, or in flight."""
        for publication in stored:
            at = publication.published_at
            if publication.state in _IN_FLIGHT:
                at = self.now
            if at is not None and publication.state is not State.WITHDRAWN:
                yield from self._readings(at, publication.platform, publication.channel)

    def upcoming(self, going: Iterable[_Going]) -> Iterator[Charge]:
        """What is to go out, and the readings of it."""
        for each in going:
            variant = each.variant
            if (price := self.prices.get(variant.platform)) is not None:
                yield self._publishing(each.at, variant, price)
                yield from self._readings(each.at, variant.platform, variant.channel)

    def followers(self, last: datetime, followed: Iterable[str]) -> Iterator[Charge]:
        """The readings of followers, once on each day (UTC) up to the end of the last month."""
        until = Month.of(last, self.config.zone).following.begins(self.config.zone)
        done = set(followed)
        for name, channel in self.config.channels.items():
            price = self.prices.get(channel.platform)
            if price is None or channel.paused or not price.user_read:
                continue
            first = self.now
            if name in done:
                tomorrow = self.now.astimezone(UTC).date() + timedelta(days=1)
                first = datetime.combine(tomorrow, time(tzinfo=UTC))
            yield from followers(first, until, price.user_read, channel.platform, name)

    def _publishing(
        self, at: datetime, variant: Variant, price: Price, *, spent: bool = False
    ) -> Charge:
        cost = cost_of(variant, price, has_link)
        return Charge(
            at,
            variant.platform,
            cost.total,
            cost,
            post=variant.post,
            channel=variant.channel,
            spent=spent,
        )

    def _readings(self, out: datetime, platform: str, channel: str) -> Iterator[Charge]:
        """Those to come; a channel that is paused, or gone, is not asked."""
        settings = self.config.channels.get(channel)
        if settings is None or settings.paused:
            return
        amount = self.prices[platform].of_read(settings.options)
        for each in readings(out, self.config.ages, amount, platform, channel):
            if each.at > self.now:
                yield each


def _without(variant: Variant, replies: Collection[int]) -> Variant:
    """A variant as it went out first, before replies were added to it."""
    if not replies:
        return variant
    return replace(variant, texts=tuple(t for n, t in enumerate(variant.texts) if n not in replies))


def _alone(variant: Variant, replies: Collection[int]) -> Variant:
    """The replies that were added to a variant; pictures belong to its first part."""
    texts = tuple(t for n, t in enumerate(variant.texts) if n in replies)
    return replace(variant, texts=texts, media=(), beside=(), card=None)


def _going(
    connection: Connection,
    stored: Iterable[Publication],
    planned: Sequence[Planned],
    steps: Plan | None,
    now: datetime,
) -> list[_Going]:
    """What is to go out: what the steps add, change and move, and what they leave scheduled."""
    by_identity: Mapping[Identity, StepKind] = (
        {step.identity: step.kind for step in steps.steps} if steps else {}
    )
    moved = {step.identity for step in steps.steps if step.also_moved} if steps else set()
    going: list[_Going] = []
    waiting = {(p.post, p.occurrence, p.channel): p for p in stored if p.state is State.SCHEDULED}
    for wanted in planned:
        kind, before = by_identity.get(wanted.identity), waiting.pop(wanted.identity, None)
        if kind in _NEW:
            at = wanted.due
            if kind is StepKind.CHANGE and before and wanted.identity not in moved:
                at = meant_for(before)
        elif kind is None and before is not None:
            at = meant_for(before)
        else:
            continue
        going.append(_Going(max(at, now), wanted.variant))
    left = [p for name, p in waiting.items() if by_identity.get(name) is not StepKind.CANCEL]
    kept = variants.load(connection, {p.variant_hash for p in left})
    going += [_Going(max(meant_for(p), now), kept[p.variant_hash]) for p in left]
    return going
