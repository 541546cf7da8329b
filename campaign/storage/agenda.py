"""The publications of a span of time, with what one line about each needs, in one bounded query.

`between` reads the first words of each as well; `on_days` reads no words, so a page of a thousand
costs no more than their rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from campaign.model import Publication, State
from campaign.model.approval import ApprovalRules
from campaign.storage import releases
from campaign.storage.publication_rows import value
from campaign.storage.tables import Instant, publications, variants

_FIELDS = publications.c
#: Every state but those in which it is out: those have the instant at which it went out.
_NOT_OUT = tuple(state for state in State if state not in (State.PUBLISHED, State.WITHDRAWN))
_PORTION = 500  # short enough for one statement's parameters
#: When a publication is meant to go out (UTC), as `plan.grace.meant_for` says it.
MEANT: Final = case(
    (and_(_FIELDS.put_off.is_not(None), _FIELDS.put_off > _FIELDS.due), _FIELDS.put_off),
    else_=_FIELDS.due,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A publication with the first of its words, and whether all that its region asks for
    let exactly those go.

    `at` is the instant (UTC) it stands at: when it went out, else when it is meant to.
    """

    publication: Publication
    at: datetime
    headline: str
    text: str
    approved: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """How many publications stand in the span, and the first of them in the order of time."""

    count: int
    first: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A publication without its words: where it stands in time, and whether it may go.

    `at` and `approved` are as in `Row`.
    """

    publication: Publication
    at: datetime
    approved: bool


@dataclass(frozen=True, slots=True)
class Slots:
    """How many publications stand in the span, and the first of them in the order of time."""

    count: int
    first: tuple[Slot, ...]


def between(
    connection: Connection,
    start: datetime,
    end: datetime,
    rules: ApprovalRules,
    *,
    regions: Collection[str] = (),
    channels: Collection[str] = (),
    posts: Collection[str] = (),
    limit: int = 1000,
) -> Rows:
    """What stands in [start, end) (UTC), at most `limit` of it; empty selections choose all.

    The span is looked up in the index of what went out. Of the rest, what is stored by state, it
    reads all: that is what is still to come, and what failed.
    """
    both = _both(start, end, regions=regions, channels=channels, posts=posts)
    let = releases.may_go(rules, both.c)
    body = variants.c.body
    query = (
        select(
            both,
            body["headline"].as_string().label("agenda_headline"),
            body[("texts", 0)].as_string().label("agenda_text"),
            case((let, literal(1)), else_=literal(0)).label("agenda_approved"),
            func.count().over().label("agenda_count"),
        )
        .join(variants, variants.c.hash == both.c.variant_hash)
        .order_by(both.c.agenda_at, both.c.region, both.c.channel, both.c.id)
        .limit(limit)
    )
    count, rows = 0, []
    for found in connection.execute(query):
        at, headline, text, approved, count = found[-5:]
        rows.append(Row(value(found), at, headline or "", text or "", bool(approved)))
    return Rows(count, tuple(rows))


def on_days(
    connection: Connection,
    start: datetime,
    end: datetime,
    rules: ApprovalRules,
    *,
    regions: Collection[str] = (),
    channels: Collection[str] = (),
    limit: int,
) -> Slots:
    """What stands in [start, end) (UTC) without its words, at most `limit` of it."""
    both = _both(start, end, regions=regions, channels=channels, posts=())
    let = releases.may_go(rules, both.c, somebody=releases.somebody(connection))
    query = (
        select(
            both,
            case((let, literal(1)), else_=literal(0)).label("agenda_approved"),
            func.count().over().label("agenda_count"),
        )
        .order_by(both.c.agenda_at, both.c.region, both.c.channel, both.c.id)
        .limit(limit)
    )
    count, found = 0, list[Slot]()
    for row in connection.execute(query):
        at, approved, count = row[-3:]
        found.append(Slot(value(row), at, bool(approved)))
    return Slots(count, tuple(found))


def known(connection: Connection, posts: Collection[str]) -> set[tuple[str, str, str]]:
    """Post, occurrence and channel of every publication of these posts, wherever it stands."""
    found: set[tuple[str, str, str]] = set()
    wanted = sorted(posts)
    for start in range(0, len(wanted), _PORTION):
        query = select(_FIELDS.post, _FIELDS.occurrence, _FIELDS.channel).where(
            _FIELDS.post.in_(wanted[start : start + _PORTION])
        )
        found.update((row[0], row[1], row[2]) for row in connection.execute(query))
    return found


def headlines(connection: Connection, hashes: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The headline and the language of some stored variants, by the names that `hashes` has."""
    body = variants.c.body
    query = select(variants.c.hash, body["headline"].as_string(), body["language"].as_string())
    names = sorted(set(hashes.values()))
    by_hash: dict[str, tuple[str, str]] = {}
    for start in range(0, len(names), _PORTION):
        some = query.where(variants.c.hash.in_(names[start : start + _PORTION]))
        by_hash.update((row[0], (row[1] or "", row[2] or "")) for row in connection.execute(some))
    return {name: by_hash[each] for name, each in hashes.items() if each in by_hash}


def next_after(
    connection: Connection,
    moment: datetime,
    *,
    regions: Collection[str] = (),
    channels: Collection[str] = (),
) -> datetime | None:
    """When the next scheduled publication at or after an instant (UTC) may go, None without one."""
    # A literal, so that the database uses the index of what is scheduled.
    query = select(func.min(_FIELDS.not_before)).where(
        _FIELDS.state == literal_column("'scheduled'"), _FIELDS.not_before >= moment
    )
    if regions:
        query = query.where(_FIELDS.region.in_(sorted(regions)))
    if channels:
        query = query.where(_FIELDS.channel.in_(sorted(channels)))
    found: datetime | None = connection.scalar(query)
    return found


def _both(
    start: datetime,
    end: datetime,
    *,
    regions: Collection[str],
    channels: Collection[str],
    posts: Collection[str],
) -> Subquery:
    """What went out in [start, end) (UTC), and of the rest what is meant for then."""
    chosen = [
        column.in_(sorted(names))
        for column, names in (
            (_FIELDS.region, regions),
            (_FIELDS.channel, channels),
            (_FIELDS.post, posts),
        )
        if names
    ]
    out = _portion(_FIELDS.published_at, start, end, chosen)
    # A row that is not out has no such instant; the words keep each row out of the other half.
    rest = _portion(MEANT, start, end, [_FIELDS.state.in_(_NOT_OUT), *chosen])
    out = out.where(_FIELDS.state.not_in(_NOT_OUT))
    return union_all(out, rest).subquery()


def _portion(
    at: ColumnElement[datetime],
    start: datetime,
    end: datetime,
    chosen: Collection[ColumnElement[bool]],
) -> Select[tuple[object, ...]]:
    labelled = at.label("agenda_at")
    where = (at >= literal(start, Instant()), at < literal(end, Instant()))
    return select(*publications.c, labelled).where(*where, *chosen)


def near(connection: Connection, moment: datetime) -> datetime | None:
    """When the last one before an instant (UTC) went out, else the first after; None for none."""
    out = _FIELDS.published_at
    before: datetime | None = connection.scalar(select(func.max(out)).where(out < moment))
    if before is not None:
        return before
    after: datetime | None = connection.scalar(select(func.min(out)).where(out >= moment))
    return after
