"""Links on the project's own domain, and how often people follow them.

Nothing is known of who clicks: a click adds one to a number, for a publication and a day, and that
is all there is. The day is one on the calendars of the report's zone. What robots and previews ask
for is counted apart (`campaign.web.robots` has the rule), so that a report can say how much was
left out. Networks that tell clicks themselves count otherwise; both stand beside each other and
are never added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from analytics.period import Period
from analytics.store import Instant, metadata

links = sa.Table(
    "links",
    metadata,
    sa.Column("link", sa.String(400), primary_key=True, comment="the address readers see"),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
)

# `people` is what is taken for a click of a person; `robots` is what was left out.
link_clicks = sa.Table(
    "link_clicks",
    metadata,
    sa.Column("publication_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("channel", sa.String(200), nullable=False),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("people", sa.BigInteger, nullable=False),
    sa.Column("robots", sa.BigInteger, nullable=False),
    sa.Index("ix_link_clicks_day", "day"),
    sa.Index("ix_link_clicks_published_at", "published_at"),
)

# What a network told for one link and one day; a later answer about the same day replaces it. The
# link "" says that the day was asked for, also where nobody clicked.
network_clicks = sa.Table(
    "network_clicks",
    metadata,
    sa.Column("channel", sa.String(200), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("link", sa.Text, primary_key=True),
    sa.Column("publication_id", sa.BigInteger, nullable=True, comment="null where none fits"),
    sa.Column("published_at", Instant, nullable=True),
    sa.Column("clicks", sa.BigInteger, nullable=False),
    sa.Column("taken_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link on the own domain: what readers see, whose it is, and where it leads."""

    link: str
    post: str
    channel: str
    target: str


@dataclass(frozen=True, slots=True)
class Out:
    """A publication that is out: its number, its channel, and since when (UTC)."""

    publication_id: int
    channel: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Clicked:
    """How often a publication's link was followed: by people, and by what was left out."""

    people: int = 0
    robots: int = 0


@dataclass(frozen=True, slots=True)
class LinkClicks:
    """What a network tells of a channel's links: for the period's posts, and for no post of ours.

    Clicks for posts of other times are in neither.
    """

    clicks: int = 0
    of_no_post: int = 0


@dataclass(frozen=True, slots=True)
class Clicks:
    """The clicks of a period.

    `on` is False where the campaign has no links on its own domain. `own` are the clicks on the
    links of the period's posts by channel, `by_link` what networks told for links, not for posts,
    by channel. `days` are all clicks on the own domain by the day of the click.
    """

    on: bool
    own: Mapping[str, Clicked] = field(default_factory=dict)
    by_link: Mapping[str, LinkClicks] = field(default_factory=dict)
    days: Mapping[date, Clicked] = field(default_factory=dict)

    @property
    def total(self) -> Clicked:
        """All clicks on the own domain on the days of the period."""
        found = list(self.days.values())
        return Clicked(sum(each.people for each in found), sum(each.robots for each in found))


def read_clicks(
    connection: sa.Connection, period: Period, zone: tzinfo, as_of: datetime, *, on: bool
) -> Clicks:
    """The clicks of a period as they stood on the day of `as_of` (UTC)."""
    start, end = period.window(zone)
    last = min(period.last, as_of.astimezone(zone).date())
    return Clicks(
        on,
        _own_by_channel(connection, start, end, last),
        _told_by_link(connection, start, end, period.first, last),
        _own_by_day(connection, period.first, last),
    )


def add_link(connection: sa.Connection, link: Link) -> None:
    """Remember where a link leads, once; the same link always leads to the same place."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "link": link.link,
        "post": link.post,
        "channel": link.channel,
        "target": link.target,
    }
    connection.execute(dialect.insert(links).values(row).on_conflict_do_nothing())


def find_link(connection: sa.Connection, link: str) -> Link | None:
    """The link that readers see as this address; None when there is none."""
    row = connection.execute(sa.select(links).where(links.c.link == link)).first()
    return None if row is None else Link(row.link, row.post, row.channel, row.target)


def add_click(connection: sa.Connection, out: Out, day: date, *, robot: bool) -> None:
    """Count a click of a publication's link on a day."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    people, robots = (0, 1) if robot else (1, 0)
    made = dialect.insert(link_clicks).values(
        publication_id=out.publication_id,
        day=day,
        channel=out.channel,
        published_at=out.published_at,
        people=people,
        robots=robots,
    )
    kept = link_clicks.c
    connection.execute(
        made.on_conflict_do_update(
            index_elements=[kept.publication_id, kept.day],
            set_={"people": kept.people + people, "robots": kept.robots + robots},
        )
    )


def _own_by_channel(
    connection: sa.Connection, start: datetime, end: datetime, last: date
) -> dict[str, Clicked]:
    """The clicks until a day of what went out in [start, end), by channel."""
    kept = link_clicks.c
    query = (
        sa.select(kept.channel, sa.func.sum(kept.people), sa.func.sum(kept.robots))
        .where(kept.published_at >= start, kept.published_at < end, kept.day <= last)
        .group_by(kept.channel)
    )
    return {row[0]: Clicked(int(row[1]), int(row[2])) for row in connection.execute(query)}


def _own_by_day(connection: sa.Connection, first: date, last: date) -> dict[date, Clicked]:
    """The clicks of each of these days, whenever their posts went out."""
    kept = link_clicks.c
    query = (
        sa.select(kept.day, sa.func.sum(kept.people), sa.func.sum(kept.robots))
        .where(kept.day >= first, kept.day <= last)
        .group_by(kept.day)
        .order_by(kept.day)
    )
    return {row[0]: Clicked(int(row[1]), int(row[2])) for row in connection.execute(query)}


def _told_by_link(
    connection: sa.Connection, start: datetime, end: datetime, first: date, last: date
) -> dict[str, LinkClicks]:
    """What networks told by link: until a day for what went out in [start, end), by channel."""
    kept = network_clicks.c
    ours = (kept.published_at >= start) & (kept.published_at < end) & (kept.day <= last)
    none = kept.publication_id.is_(None) & (kept.link != "") & (kept.day >= first)
    query = (
        sa.select(
            kept.channel,
            sa.func.sum(sa.case((ours, kept.clicks), else_=0)),
            sa.func.sum(sa.case((none & (kept.day <= last), kept.clicks), else_=0)),
        )
        .where(kept.day >= first)
        .group_by(kept.channel)
    )
    return {row[0]: LinkClicks(int(row[1]), int(row[2])) for row in connection.execute(query)}


def put_told(
    connection: sa.Connection,
    channel: str,
    day: date,
    told: Mapping[str, tuple[int, Out | None]],
    now: datetime,
) -> None:
    """Keep what a network told of a day: the clicks by link, and whose link each is.

    What it told before of the same day is replaced. A day without any click is kept too.
    """
    connection.execute(
        network_clicks.delete().where(
            network_clicks.c.channel == channel, network_clicks.c.day == day
        )
    )
    rows = [
        {
            "channel": channel,
            "day": day,
            "link": link,
            "publication_id": out.publication_id if out else None,
            "published_at": out.published_at if out else None,
            "clicks": number,
            "taken_at": now,
        }
        for link, (number, out) in {"": (0, None), **told}.items()
    ]
    connection.execute(network_clicks.insert(), rows)


def told_days(connection: sa.Connection, channel: str, since: date) -> dict[date, datetime]:
    """When a network was asked for the clicks of each day since one (UTC)."""
    kept = network_clicks.c
    query = sa.select(kept.day, kept.taken_at).where(
        kept.channel == channel, kept.link == "", kept.day >= since
    )
    return {row.day: row.taken_at for row in connection.execute(query)}
