"""What a person reads of publications that need somebody: their headlines, and their last tries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from campaign.model import AttemptOutcome, Hold, Publication, State
from campaign.storage.publication_rows import value
from campaign.storage.tables import attempts, history, publications, variants

_FIELDS = publications.c
_PORTION = 500  # numbers in one statement


@dataclass(frozen=True, slots=True)
class Concerned:
    """A publication with its headline, and how its last try ended, at which instants (UTC).

    `moved` is since when it is in its state. Without any try `outcome` is None and `answer` empty;
    `ended` is None while nobody knows.
    """

    publication: Publication
    headline: str
    moved: datetime | None = None
    outcome: AttemptOutcome | None = None
    answer: str = ""
    began: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """What some channels are still to send: how many, and the first of it, None without any."""

    count: int = 0
    first: Publication | None = None
    headline: str = ""


def read(connection: Connection, numbers: Collection[int]) -> dict[int, Concerned]:
    """These publications by their numbers; one that does not exist is left out."""
    found: dict[int, Concerned] = {}
    for some in _portions(sorted(set(numbers))):
        last = (
            select(func.max(attempts.c.id).label("id"))
            .where(attempts.c.publication.in_(some))
            .group_by(attempts.c.publication)
            .subquery()
        )
        tries = {
            row.publication: row
            for row in connection.execute(select(attempts).join(last, attempts.c.id == last.c.id))
        }
        moves = (
            select(history.c.publication, func.max(history.c.at).label("moved"))
            .where(history.c.publication.in_(some), history.c.before != history.c.after)
            .group_by(history.c.publication)
        )
        moved = {row.publication: row.moved for row in connection.execute(moves)}
        query = (
            select(publications, variants.c.body["headline"].as_string().label("card_headline"))
            .join(variants, variants.c.hash == _FIELDS.variant_hash)
            .where(_FIELDS.id.in_(some))
        )
        for row in connection.execute(query):
            publication, tried = value(row), tries.get(row.id)
            found[publication.id] = Concerned(
                publication,
                row.card_headline or "",
                moved.get(publication.id),
                AttemptOutcome(tried.outcome) if tried else None,
                tried.answer if tried else "",
                tried.started if tried else None,
                tried.ended if tried else None,
            )
    return found


def coming(
    connection: Connection, channels: Collection[str], now: datetime, post: str = ""
) -> Coming:
    """What is scheduled on these channels for a later instant than `now` (UTC); of a post alone.

    `post` "" stands for every post.
    """
    if not channels:
        return Coming()
    fits = and_(
        _FIELDS.state == State.SCHEDULED,
        _FIELDS.not_before > now,
        _FIELDS.channel.in_(sorted(channels)),
        *([_FIELDS.post == post] if post else []),
    )
    count = connection.scalar(select(func.count()).select_from(publications).where(fits)) or 0
    if not count:
        return Coming()
    query = (
        select(publications, variants.c.body["headline"].as_string().label("card_headline"))
        .join(variants, variants.c.hash == _FIELDS.variant_hash)
        .where(fits)
        .order_by(_FIELDS.not_before, _FIELDS.id)
        .limit(1)
    )
    row = connection.execute(query).one()
    return Coming(count, value(row), row.card_headline or "")


def sent_back(connection: Connection) -> list[Publication]:
    """What somebody who approves sent back, and nobody has answered yet, the first due first."""
    fits = and_(_FIELDS.state == State.SCHEDULED, _FIELDS.hold == Hold.SENT_BACK)
    query = select(publications).where(fits).order_by(_FIELDS.due, _FIELDS.id)
    return [value(row) for row in connection.execute(query)]


def settled_since(
    connection: Connection, since: datetime, regions: Collection[str], limit: int
) -> list[dict[str, Any]]:
    """Moves since an instant (UTC) by which something was settled, the last first; as mappings.

    That is a decision of a person, and the end of a doubt. `regions` chooses among them.
    """
    ended = and_(history.c.before == State.UNKNOWN, history.c.after != State.UNKNOWN)
    query = (
        select(history)
        .join(publications, _FIELDS.id == history.c.publication)
        .where(history.c.at >= since, or_(history.c.decision != "", ended))
        .order_by(history.c.id.desc())
        .limit(limit)
    )
    if regions:
        query = query.where(_FIELDS.region.in_(sorted(regions)))
    return [dict(row._mapping) for row in connection.execute(query)]


def _portions(numbers: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(numbers), _PORTION):
        yield numbers[start : start + _PORTION]
