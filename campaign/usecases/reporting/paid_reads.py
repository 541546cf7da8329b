"""Reading where it costs something: written down before the network is asked, within the budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from analytics import reads
from analytics.reads import Kind, Read
from campaign.engine.budgets import Budgets
from campaign.errors import OutcomeUnknown, PlatformError
from campaign.model import Channel
from campaign.plan.cost import Price
from campaign.storage.database import Database


@dataclass(slots=True)
class Answered:
    """How many posts or accounts an answer held; a network charges for these."""

    number: int


@dataclass(frozen=True, slots=True)
class PaidReads:
    """The readings of one round at `now` (UTC); `prices` are those of the networks that charge."""

    database: Database
    prices: Mapping[str, Price | None]
    budgets: Budgets
    now: datetime

    @contextmanager
    def reading(self, channel: Channel, kind: Kind, number: int) -> Iterator[Answered]:
        """A block that asks a channel's network for up to so many.

        Raises BudgetSpent before it, when they would pass the network's budget. An answer that was
        refused costs nothing.
        """
        answered, price = Answered(number), self.prices.get(channel.platform)
        amount = None
        if price is not None:
            is_post = kind is Kind.POST
            amount = price.of_read(channel.options) if is_post else price.user_read
        if not amount:
            yield answered
            return
        read = Read(channel.platform, channel.name, kind, number, amount)
        with self.database.write() as connection:
            row = self.budgets.begin_reading(connection, read, self.now)
        try:
            yield answered
        except OutcomeUnknown:
            raise
        except PlatformError:
            answered.number = 0
            raise
        finally:
            if answered.number != number:
                with self.database.write() as connection:
                    reads.end(connection, row, answered.number)
