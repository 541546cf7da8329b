"""The posts of which something went out, the last first, in bounded queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select

from campaign.model import State
from campaign.storage.tables import publications, variants

_FIELDS = publications.c
_OUT = (State.PUBLISHED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class OutRow:
    """A post, and when (UTC) it first and last went out."""

    post: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class OutWords:
    """The words that stand for a post: their hash, headline and language."""

    variant: str
    headline: str
    language: str


def count(connection: Connection, regions: Collection[str]) -> int:
    """How many posts went out; of some regions alone where any are named."""
    query = select(func.count(func.distinct(_FIELDS.post))).where(_out(regions))
    return connection.scalar(query) or 0


def last_of(
    connection: Connection, post: str, channel: str, until: datetime
) -> tuple[int, datetime] | None:
    """The publication of a post on a channel that went out last by an instant (UTC), and when."""
    query = (
        select(_FIELDS.id, _FIELDS.published_at)
        .where(_FIELDS.post == post, _FIELDS.channel == channel, _FIELDS.state.in_(_OUT))
        .where(_FIELDS.published_at <= until)
        .order_by(_FIELDS.published_at.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else (row.id, row.published_at)


def latest(
    connection: Connection, regions: Collection[str], limit: int, offset: int
) -> list[OutRow]:
    """Some of them, the last first."""
    last = func.max(_FIELDS.published_at)
    query = (
        select(_FIELDS.post, func.min(_FIELDS.published_at).label("first"), last.label("last"))
        .where(_out(regions))
        .group_by(_FIELDS.post)
        .order_by(last.desc(), _FIELDS.post)
        .limit(limit)
        .offset(offset)
    )
    return [OutRow(row.post, row.first, row.last) for row in connection.execute(query)]


def states(
    connection: Connection, posts: Sequence[str], regions: Collection[str]
) -> dict[str, dict[str, int]]:
    """How many publications of each post are in each state."""
    query = (
        select(_FIELDS.post, _FIELDS.state, func.count().label("number"))
        .where(_FIELDS.post.in_(posts), *_in(regions))
        .group_by(_FIELDS.post, _FIELDS.state)
    )
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.post, {})[row.state] = row.number
    return found


def words(
    connection: Connection, posts: Sequence[str], regions: Collection[str], language: str
) -> dict[str, OutWords]:
    """The words of the first channel of each post that went out, in a language where there is one.

    One publication of each post is read, that with the lowest number.
    """
    found: dict[str, OutWords] = {}
    for more in ((_FIELDS.language == language,), ()):
        left = [post for post in posts if post not in found]
        if not left:
            break
        first = (
            select(func.min(_FIELDS.id))
            .where(_FIELDS.post.in_(left), _out(regions), *more)
            .group_by(_FIELDS.post)
        )
        query = (
            select(
                _FIELDS.post,
                _FIELDS.language,
                _FIELDS.variant_hash,
                variants.c.body["headline"].as_string().label("headline"),
            )
            .join(variants, variants.c.hash == _FIELDS.variant_hash)
            .where(_FIELDS.id.in_(first))
        )
        for row in connection.execute(query):
            found[row.post] = OutWords(row.variant_hash, row.headline or "", row.language)
    return found


def _out(regions: Collection[str]) -> ColumnElement[bool]:
    return and_(_FIELDS.state.in_(_OUT), _FIELDS.published_at.is_not(None), *_in(regions))


def _in(regions: Collection[str]) -> list[ColumnElement[bool]]:
    return [_FIELDS.region.in_(sorted(regions))] if regions else []
