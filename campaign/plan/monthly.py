"""What publishing and measuring cost in each calendar month, and from when a budget is too small.

::

    charges (each with its instant) ─by network and month→ MonthCost

A charge is one publication, one reading of a post's figures, or one reading of a channel's
followers. The months are those of the campaign's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from campaign.plan.cost import Cost, Price, dollars, money
from campaign.plan.months import Month

_NOTHING: Final = Decimal(0)
_MIDNIGHT: Final = time(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Charge:
    """One thing that a network charges for, at an instant (UTC).

    `publishing` has the cost of a publication, and `post` and `channel` name it. `posts_read` and
    `users_read` count what is read of it. `spent` is true for what was spent already.
    """

    at: datetime
    platform: str
    amount: Decimal
    publishing: Cost | None = None
    posts_read: int = 0
    users_read: int = 0
    post: str = ""
    channel: str = ""
    spent: bool = False


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What one network costs in one month.

    `budget` is what it may cost at most, None without a bound. `beyond` is the first publication
    for which the budget does not suffice, None when it suffices for all.
    """

    platform: str
    month: Month
    publishing: Cost = field(default_factory=Cost)
    measuring: Decimal = _NOTHING
    posts_read: int = 0
    users_read: int = 0
    budget: Decimal | None = None
    beyond: Charge | None = None

    @property
    def total(self) -> Decimal:
        """Publishing and measuring together."""
        return self.publishing.total + self.measuring


def readings(
    out: datetime, ages: Iterable[timedelta], amount: Decimal, platform: str, channel: str
) -> Iterator[Charge]:
    """The readings of one post's figures: one at each age, counted from when it went `out`."""
    for age in ages:
        yield Charge(out + age, platform, amount, posts_read=1, channel=channel)


def followers(
    first: datetime, until: datetime, amount: Decimal, platform: str, channel: str
) -> Iterator[Charge]:
    """The readings of one channel's followers: the first, then one as each day (UTC) begins."""
    at = first
    while at < until:
        yield Charge(at, platform, amount, users_read=1, channel=channel)
        at = datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), _MIDNIGHT)


def by_month(
    charges: Iterable[Charge], zone: ZoneInfo, budgets: Mapping[str, Decimal]
) -> tuple[MonthCost, ...]:
    """The costs of each network and month, ordered by month."""
    gathered: dict[tuple[Month, str], list[Charge]] = {}
    for charge in charges:
        key = (Month.of(charge.at, zone), charge.platform)
        gathered.setdefault(key, []).append(charge)
    return tuple(
        _of_month(month, platform, gathered[month, platform], budgets.get(platform))
        for month, platform in sorted(gathered)
    )


def _of_month(
    month: Month, platform: str, charges: Sequence[Charge], budget: Decimal | None
) -> MonthCost:
    publishing = Cost()
    for charge in charges:
        if charge.publishing is not None:
            publishing += charge.publishing
    return MonthCost(
        platform,
        month,
        publishing,
        sum((each.amount for each in charges if each.publishing is None), _NOTHING),
        sum(each.posts_read for each in charges),
        sum(each.users_read for each in charges),
        budget,
        None if budget is None else _beyond(charges, budget),
    )


def _beyond(charges: Sequence[Charge], budget: Decimal) -> Charge | None:
    """The first publication that the budget does not cover, in the order of their instants."""
    left = budget - sum((each.amount for each in charges if each.spent), _NOTHING)
    for charge in sorted((c for c in charges if not c.spent), key=lambda each: each.at):
        if charge.amount <= left:
            left -= charge.amount
        elif charge.publishing is not None:
            return charge
    return None


def in_words(title: str, price: Price, cost: MonthCost, zone: ZoneInfo) -> str:
    """One month of the network of that title as a person reads it, with its budget."""
    posts = cost.publishing.posts
    published = "nothing to publish"
    if posts:
        amount = dollars(cost.publishing.total)
        published = f"{amount} to publish {posts} post{'' if posts == 1 else 's'}"
    sentence = f"{title}, {cost.month.in_words}: {published}, {dollars(cost.measuring)} to measure"
    if cost.measuring:
        sentence += f" (figures of posts read {cost.posts_read} times, followers {cost.users_read})"
    if cost.budget is None:
        return f"{sentence}."
    bound = money(cost.budget, price.currency)
    if cost.beyond is not None:
        at = cost.beyond.at.astimezone(zone)
        which = f"{cost.beyond.post} on {cost.beyond.channel}, {at.day} {at:%B %H:%M}"
        return f"{sentence}. The budget of {bound} does not suffice from {which} on."
    if cost.total > cost.budget:
        return f"{sentence}. The budget of {bound} suffices for the posts, not for all figures."
    return f"{sentence}. The budget of {bound} suffices."


def plain(price: Price, cost: MonthCost) -> dict[str, Any]:
    """The same for machines; amounts are in the network's currency, `beyond.at` in UTC."""
    beyond = cost.beyond
    return {
        "platform": cost.platform,
        "month": str(cost.month),
        "currency": price.currency,
        "total": float(cost.total),
        "publish": {
            "total": float(cost.publishing.total),
            "posts": cost.publishing.posts,
            "with_link": cost.publishing.with_link,
            "alt_texts": cost.publishing.alts,
        },
        "measure": {
            "total": float(cost.measuring),
            "posts_read": cost.posts_read,
            "users_read": cost.users_read,
        },
        "budget": None if cost.budget is None else float(cost.budget),
        "beyond": None
        if beyond is None
        else {"post": beyond.post, "channel": beyond.channel, "at": beyond.at},
    }
