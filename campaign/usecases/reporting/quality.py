"""How good a report's figures are: what analytics found, and what only the campaign knows.

::

    publications ─→ analytics.quality.measure ─→ gaps, late and lower counts
    read-backs   ─→ posts that were deleted or edited at their network
    paid reads   ─→ what measuring cost, beside the budget
    elsewhere    ─→ posts that the program did not publish
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, func, select

from analytics import elsewhere, reads
from analytics.metrics import Subject
from analytics.period import Period
from analytics.quality import AskedPost, Cost, Noticed, Quality, Sight, measure, named
from campaign.config import Config
from campaign.model import State
from campaign.model.changes import ChangeKind
from campaign.plan.months import Month
from campaign.platforms import registry
from campaign.storage.database import Database
from campaign.storage.tables import publications
from campaign.storage.trust import read_backs
from campaign.storage.trust.read_backs import Outcome
from campaign.storage.trust.tables import changes
from campaign.usecases.reporting.figures_by_hand import tells_nothing

_SIGHTS = {Outcome.GONE: Sight.DELETED, Outcome.DIFFERENT: Sight.EDITED}
_STREAM = 2000  # rows at a time

Subjects = Callable[[Sequence[int]], Iterable[Subject]]
"""Gives publications as what analytics measures, by their numbers."""


def quality(
    database: Database, config: Config, period: Period, as_of: datetime, subjects: Subjects
) -> Quality:
    """The quality of the figures of a period as they stood at `as_of` (UTC).

    `subjects` gives the posts that are named. Raises StorageError.
    """
    start, end = period.window(config.zone)
    with database.read() as asking, database.read() as connection:
        measured = measure(connection, _asked(asking, start, min(end, as_of)), as_of, config.ages)
        noticed = tuple(_noticed(connection, start, end, as_of))
        costs = tuple(_costs(connection, config, start, min(end, as_of)))
        some = elsewhere.between(connection, start, min(end, as_of))
        posts = tuple(elsewhere.read(connection, some, as_of))
    names = {each.publication_id: each for each in subjects(named(measured, noticed))}
    return Quality(measured, noticed, costs, posts, names)


def _asked(connection: Connection, start: datetime, end: datetime) -> Iterator[AskedPost]:
    """Every publication that went out in [start, end) (UTC), as its network was asked for it."""
    table = publications
    gone = (
        select(changes.c.publication, func.max(changes.c.ended).label("ended"))
        .where(changes.c.kind == ChangeKind.WITHDRAWAL, changes.c.ended.is_not(None))
        .group_by(changes.c.publication)
        .subquery()
    )
    query = (
        select(
            table.c.id,
            table.c.published_at,
            table.c.channel,
            table.c.platform,
            table.c.remote_id,
            table.c.state,
            gone.c.ended,
        )
        .outerjoin(gone, gone.c.publication == table.c.id)
        .where(table.c.state.in_((State.PUBLISHED, State.WITHDRAWN)))
        .where(table.c.published_at >= start, table.c.published_at < end)
        .order_by(table.c.id)
        .execution_options(yield_per=_STREAM)
    )
    for row in connection.execute(query):
        is_asked = bool(row.remote_id) and not tells_nothing(row.platform)
        withdrawn = None
        if row.state == State.WITHDRAWN:
            withdrawn = int((row.ended or row.published_at).timestamp())
        at = int(row.published_at.timestamp())
        yield AskedPost(row.id, at, row.channel, is_asked, withdrawn)


def _noticed(
    connection: Connection, start: datetime, end: datetime, as_of: datetime
) -> Iterator[Noticed]:
    """What readers of the period's posts got otherwise, at the last look until `as_of`."""
    for look in read_backs.troubles_of(connection, start, end, as_of):
        yield Noticed(
            look.publication, _SIGHTS[look.outcome], look.at, accepted=look.accepted is not None
        )


def _costs(
    connection: Connection, config: Config, start: datetime, end: datetime
) -> Iterator[Cost]:
    """What measuring cost on each network that charges for it, in [start, end) (UTC)."""
    for platform in sorted({each.platform for each in config.channels.values()}):
        price = registry.PRICES.get(platform)
        if price is None:
            continue
        budget = config.budgets.get(platform)
        months = dict(_months(connection, config, platform, start, end))
        some = [read for month in months.values() for read in month]
        most = None
        if budget:
            spent = [sum((each.amount for each in month), Decimal(0)) for month in months.values()]
            most = float(max(spent, default=Decimal(0)) / budget)
        yield Cost(
            platform=platform,
            currency=price.currency,
            posts=sum(each.number for each in some if each.kind is reads.Kind.POST),
            accounts=sum(each.number for each in some if each.kind is reads.Kind.USER),
            amount=sum((each.amount for each in some), Decimal(0)),
            budget=budget,
            most=most,
        )


def _months(
    connection: Connection, config: Config, platform: str, start: datetime, end: datetime
) -> Iterator[tuple[Month, Sequence[reads.Read]]]:
    """What was read of a network in each calendar month, as far as it lies in [start, end)."""
    month = Month.of(start, config.zone)
    while month.begins(config.zone) < end:
        begins, ends = month.begins(config.zone), month.following.begins(config.zone)
        yield month, reads.of_span(connection, platform, max(begins, start), min(ends, end))
        month = month.following


def by_number(some: Iterable[Subject]) -> Subjects:
    """Gives those of some posts that are asked for."""
    known: Mapping[int, Subject] = {each.publication_id: each for each in some}
    return lambda ids: [known[each] for each in ids if each in known]
