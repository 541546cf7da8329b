"""What was read where reading costs something: written down before the question is asked.

::

    begin (committed) → the network is asked → end, with the number that its answer held

So a process that dies in between leaves the read as if it had been charged. Every function takes a
connection, as in `analytics.store`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from analytics.store import reads

#: The prices are stored as whole numbers of millionths.
_PARTS: Final = 1_000_000


class Kind(StrEnum):
    """What is charged: each post in an answer, or each account."""

    POST = "post"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Read:
    """How many of a kind a network was asked for on a channel, and the price of each."""

    platform: str
    channel: str
    kind: Kind
    number: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """What all of them cost."""
        return self.number * self.price


def begin(connection: sa.Connection, read: Read, now: datetime) -> int:
    """Write down what is about to be read at `now`; gives the row's number for `end`."""
    new = reads.insert().values(
        platform=read.platform,
        channel=read.channel,
        kind=read.kind.value,
        number=read.number,
        price=int(read.price * _PARTS),
        at=now,
    )
    return int(connection.execute(new.returning(reads.c.id)).scalar_one())


def end(connection: sa.Connection, row: int, number: int) -> None:
    """Write down how many the answer really held; of none, nothing stays."""
    connection.execute(
        reads.update().where(reads.c.id == row).values(number=number)
        if number
        else reads.delete().where(reads.c.id == row)
    )


def of_span(
    connection: sa.Connection, platform: str, begins: datetime, ends: datetime
) -> list[Read]:
    """What was read from a network from `begins` up to `ends`."""
    query = sa.select(reads).where(
        reads.c.platform == platform, reads.c.at >= begins, reads.c.at < ends
    )
    return [
        Read(row.platform, row.channel, Kind(row.kind), row.number, Decimal(row.price) / _PARTS)
        for row in connection.execute(query)
    ]
