"""Links on the project's own domain, and how often people follow them.

Nothing is known of who clicks: a click adds one to a number, for a publication and a day, and that
is all there is. The day is one on the calendars of the report's zone. What robots and previews ask
for is counted apart (`campaign.web.robots` has the rule), so that a report can say how much was
left out. Networks that tell clicks themselves count otherwise; both stand beside each other and
are never added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from analytics.store import Instant, chunks, metadata

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
    sa.Column("people", sa.BigInteger, nullable=False),
    sa.Column("robots", sa.BigInteger, nullable=False),
)

# What a network told for one link and one day; a later answer about the same day replaces it.
network_clicks = sa.Table(
    "network_clicks",
    metadata,
    sa.Column("channel", sa.String(200), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("link", sa.Text, primary_key=True),
    sa.Column("publication_id", sa.BigInteger, nullable=True, comment="null where none fits"),
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
class Clicked:
    """How often a publication's link was followed: by people, and by what was left out."""

    people: int = 0
    robots: int = 0


@dataclass(frozen=True, slots=True)
class ChannelClicks:
    """The clicks of one channel; None is what nobody counts there.

    `told` is what the network says: for its posts, or for its links (`by_link`). `own` is what the
    own domain has counted. `unknown` are clicks that the network tells for links of no publication.
    """

    channel: str
    told: int | None
    own: Clicked | None
    by_link: bool = False
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Clicks:
    """The clicks of a period by channel, and those of the own domain by day.

    `on` is False where the campaign has no links on its own domain.
    """

    on: bool
    channels: tuple[ChannelClicks, ...] = ()
    days: Mapping[date, Clicked] = field(default_factory=dict)

    @property
    def total(self) -> Clicked:
        """All clicks on the own domain."""
        found = list(self.days.values())
        return Clicked(sum(each.people for each in found), sum(each.robots for each in found))


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


def add_click(
    connection: sa.Connection, publication_id: int, day: date, *, robot: bool, number: int = 1
) -> None:
    """Count a click of a publication's link on a day."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    people, robots = (0, number) if robot else (number, 0)
    made = dialect.insert(link_clicks).values(
        publication_id=publication_id, day=day, people=people, robots=robots
    )
    kept = link_clicks.c
    connection.execute(
        made.on_conflict_do_update(
            index_elements=[kept.publication_id, kept.day],
            set_={"people": kept.people + people, "robots": kept.robots + robots},
        )
    )


def put_network_clicks(connection: sa.Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep what a network told of some days; what it told before of the same link and day goes."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    kept = network_clicks.c
    for row in rows:
        made = dialect.insert(network_clicks).values(row)
        again = {name: made.excluded[name] for name in ("clicks", "publication_id", "taken_at")}
        connection.execute(
            made.on_conflict_do_update(
                index_elements=[kept.channel, kept.day, kept.link], set_=again
            )
        )


def own_by_publication(
    connection: sa.Connection, publication_ids: Iterable[int]
) -> dict[int, Clicked]:
    """All clicks of these publications' links; one that nobody ever followed is left out."""
    found = {}
    for some in chunks(list(publication_ids)):
        query = (
            sa.select(
                link_clicks.c.publication_id,
                sa.func.sum(link_clicks.c.people),
                sa.func.sum(link_clicks.c.robots),
            )
            .where(link_clicks.c.publication_id.in_(some))
            .group_by(link_clicks.c.publication_id)
        )
        for number, people, robots in connection.execute(query):
            found[number] = Clicked(int(people), int(robots))
    return found
