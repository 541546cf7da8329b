"""What a network that charges may cost in a calendar month, and who waits when it is spent.

::

    claim    the network's row locked → spent this month + this publication ≤ budget? → claimed
    collect  the network's row locked → spent this month + this reading ≤ budget?     → written down

All workers share the decision: a publication counts as spent from its claim on, a reading from
before its question on (`storage.spending`, `analytics.reads`), a reply that corrects from its try
on (`storage.trust.charged`). No second worker passes the lock before the first one has committed.
So a budget is never passed, whoever publishes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from analytics import reads
from analytics.reads import Read
from campaign.compose.urls import has_link
from campaign.errors import CampaignError
from campaign.model import Publication
from campaign.plan.cost import Price, money, part_costs
from campaign.plan.months import Month
from campaign.platforms import registry
from campaign.storage import parts, rate_limits, variants
from campaign.storage.trust.charged import charged

_NOTHING: Final = Decimal(0)


class BudgetSpent(CampaignError):
    """The network may cost no more this month."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What the network of that title may cost in a month, in the currency of its prices."""

    title: str
    amount: Decimal
    price: Price

    def passed(self, spent: Decimal) -> str:
        """Says that the next thing would pass it."""
        currency = self.price.currency
        return (
            f"the month's budget of {money(self.amount, currency)} for {self.title} would be "
            f"passed: {money(spent, currency)} are spent"
        )


@dataclass(slots=True)
class Budgets:
    """The budgets by network, for the calendar months of `zone`; most networks have none.

    It remembers what variants cost, because a variant never changes.
    """

    by_platform: Mapping[str, Budget]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    _parts: dict[str, tuple[Decimal, ...]] = field(default_factory=dict)

    def refused(
        self, connection: Connection, some: Sequence[Publication], now: datetime
    ) -> dict[int, str]:
        """Which of these may not be claimed at `now` (UTC) by number, and why; the others may.

        Locks their networks until the caller's transaction ends. Those that may be claimed are
        counted together. After the first one that may not, none of its channel may.
        """
        why: dict[int, str] = {}
        for platform, mine in self._bounded(some):
            rate_limits.lock(connection, _lock_name(platform))
            budget, closed = self.by_platform[platform], dict[str, str]()
            spent = self.spent(connection, platform, now)
            for publication, amount in self._rest(connection, mine):
                reason = closed.get(publication.channel, "")
                if not reason and spent + amount > budget.amount:
                    reason = closed[publication.channel] = budget.passed(spent)
                if reason:
                    why[publication.id] = reason
                else:
                    spent += amount
        return why

    def outlook(
        self, connection: Connection, some: Iterable[Publication], now: datetime
    ) -> dict[int, str]:
        """Which of these, each by itself, would pass a budget at `now` (UTC), and why."""
        why: dict[int, str] = {}
        for platform, mine in self._bounded(some):
            budget, spent = self.by_platform[platform], self.spent(connection, platform, now)
            for publication, amount in self._rest(connection, mine):
                if spent + amount > budget.amount:
                    why[publication.id] = budget.passed(spent)
        return why

    def begin_reading(self, connection: Connection, read: Read, now: datetime) -> int:
        """Write down a reading that is about to be made at `now` (UTC); gives its row.

        Raises BudgetSpent when it would pass its network's budget.
        """
        budget = self.by_platform.get(read.platform)
        if budget is not None:
            rate_limits.lock(connection, _lock_name(read.platform))
            spent = self.spent(connection, read.platform, now)
            if spent + read.amount > budget.amount:
                raise BudgetSpent(budget.passed(spent))
        return reads.begin(connection, read, now)

    def lock(self, connection: Connection, platform: str) -> None:
        """Lock a network's budget until the caller's transaction ends, where it has one."""
        if platform in self.by_platform:
            rate_limits.lock(connection, _lock_name(platform))

    def refused_part(
        self, connection: Connection, platform: str, variant_hash: str, part: int, now: datetime
    ) -> str:
        """Why one part (from 0) of a variant may not go out at `now` (UTC); "" when it may.

        To be called under `lock`.
        """
        budget = self.by_platform.get(platform)
        if budget is None:
            return ""
        spent = self.spent(connection, platform, now)
        self._learn(connection, platform, {variant_hash})
        amount = self._parts[variant_hash][part]
        return budget.passed(spent) if spent + amount > budget.amount else ""

    def spent(self, connection: Connection, platform: str, now: datetime) -> Decimal:
        """What a network with a budget has cost in the month of `now` (UTC), or may have."""
        month = Month.of(now, self.zone)
        begins, ends = month.begins(self.zone), month.following.begins(self.zone)
        found = charged(connection, platform, begins, ends)
        self._learn(connection, platform, {each.variant_hash for each in found})
        total = sum(
            (each.amount for each in reads.of_span(connection, platform, begins, ends)), _NOTHING
        )
        for each in found:
            amounts = self._parts[each.variant_hash]
            whole = (n for n in range(len(amounts)) if n not in each.replies)
            wanted = whole if each.parts is None else each.parts
            total += sum((amounts[n] for n in wanted if n < len(amounts)), _NOTHING)
        return total

    def _bounded(self, some: Iterable[Publication]) -> Iterable[tuple[str, list[Publication]]]:
        """Those on networks with a budget, by network; always in the same order, for the locks."""
        if not self.by_platform:
            return ()
        found: dict[str, list[Publication]] = {}
        for publication in some:
            if publication.platform in self.by_platform:
                found.setdefault(publication.platform, []).append(publication)
        return sorted(found.items())

    def _rest(
        self, connection: Connection, some: Sequence[Publication]
    ) -> Iterable[tuple[Publication, Decimal]]:
        """What each of these will cost, without the parts that are out already."""
        self._learn(connection, some[0].platform, {each.variant_hash for each in some})
        for publication in some:
            out = len(parts.of(connection, publication.id)) if publication.remote_id else 0
            yield publication, sum(self._parts[publication.variant_hash][out:], _NOTHING)

    def _learn(self, connection: Connection, platform: str, hashes: Iterable[str]) -> None:
        price = self.by_platform[platform].price
        for name, each in variants.load(connection, set(hashes) - self._parts.keys()).items():
            self._parts[name] = part_costs(each, price, has_link)


def budgets_of(amounts: Mapping[str, Decimal], zone: ZoneInfo) -> Budgets:
    """The budgets of these networks, by name, with the prices that each charges.

    Networks that charge nothing are left out; the configuration refuses a budget for them.
    """
    known = {name: registry.facts(name) for name in amounts}
    return Budgets(
        {
            name: Budget(each.title, amounts[name], each.price)
            for name, each in known.items()
            if each.price is not None
        },
        zone,
    )


def _lock_name(platform: str) -> str:
    return f"budget:{platform}"
