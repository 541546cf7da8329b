"""Publications in the database: every change of state goes through here, conditionally."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from campaign.model import Planned, Publication, State
from campaign.plan.lifecycle import check
from campaign.storage.tables import history, publications

_FIELDS = publications.c


def _value(row: Row[Any]) -> Publication:
    return Publication(**{**row._mapping, "state": State(row.state)})


def held(connection: Connection, posts: Collection[str] | None = None) -> list[Publication]:
    """Every publication, or those of some posts, in the order of their ids."""
    query = select(publications).order_by(_FIELDS.id)
    if posts is not None:
        query = query.where(_FIELDS.post.in_(posts))
    return [_value(row) for row in connection.execute(query)]


def one(connection: Connection, identifier: int) -> Publication | None:
    """One publication by its number."""
    row = connection.execute(select(publications).where(_FIELDS.id == identifier)).first()
    return None if row is None else _value(row)


def in_states(connection: Connection, *states: State) -> list[Publication]:
    """Every publication in these states, the longest due first."""
    query = select(publications).where(_FIELDS.state.in_(states)).order_by(_FIELDS.due, _FIELDS.id)
    return [_value(row) for row in connection.execute(query)]


def counted(connection: Connection) -> dict[State, int]:
    """How many publications there are in each state; states with none are left out."""
    query = select(_FIELDS.state, func.count()).group_by(_FIELDS.state)
    return {State(state): number for state, number in connection.execute(query)}


def due(connection: Connection, now: datetime, limit: int = 1000) -> list[Publication]:
    """Scheduled publications whose time has come, the longest due first.

    Only of channels that have none in flight: one post at a time per account.
    """
    flying = publications.alias("flying")
    query = (
        select(publications)
        .where(_FIELDS.state == State.SCHEDULED, _FIELDS.not_before <= now)
        .where(
            ~exists().where(flying.c.channel == _FIELDS.channel, flying.c.state == State.PUBLISHING)
        )
        .order_by(_FIELDS.not_before, _FIELDS.id)
        .limit(limit)
    )
    return [_value(row) for row in connection.execute(query)]


def next_due(connection: Connection) -> datetime | None:
    """When the next scheduled publication may go out, None when there is none."""
    found: datetime | None = connection.scalar(
        select(func.min(_FIELDS.not_before)).where(_FIELDS.state == State.SCHEDULED)
    )
    return found


def last_published(connection: Connection, channels: Collection[str]) -> dict[str, datetime]:
    """When each of these channels last published; channels that never did are left out."""
    query = (
        select(_FIELDS.channel, func.max(_FIELDS.published_at).label("last"))
        .where(_FIELDS.channel.in_(channels), _FIELDS.published_at.is_not(None))
        .group_by(_FIELDS.channel)
    )
    return {row.channel: row.last for row in connection.execute(query)}


def claim(
    connection: Connection,
    wanted: Collection[Publication],
    *,
    worker: str,
    lease_until: datetime,
    now: datetime,
) -> list[Publication]:
    """Take publications for this worker, in one conditional update.

    What another worker took first, whose words were changed since it was read, or whose channel
    has one in flight, is not among the answer.
    """
    flying = publications.alias("flying")
    taken = connection.execute(
        update(publications)
        .where(
            tuple_(_FIELDS.id, _FIELDS.variant_hash, _FIELDS.blocked).in_(
                [(p.id, p.variant_hash, p.blocked) for p in wanted]
            ),
            _FIELDS.state == State.SCHEDULED,
            _FIELDS.not_before <= now,
            ~exists().where(
                flying.c.channel == _FIELDS.channel, flying.c.state == State.PUBLISHING
            ),
        )
        .values(
            state=State.PUBLISHING,
            worker=worker,
            lease_until=lease_until,
            tries=_FIELDS.tries + 1,
        )
        .returning(publications)
    ).all()
    found = [_value(row) for row in taken]
    _remember(connection, found, State.SCHEDULED, State.PUBLISHING, worker, "", now)
    return sorted(found, key=lambda p: (p.due, p.id))


def change(
    connection: Connection,
    publication: Publication,
    after: State,
    *,
    who: str,
    now: datetime,
    reason: str = "",
    **values: Any,
) -> bool:
    """Move one publication on, if it still stands where it was read; False when it does not.

    A publication in flight also has to be ours still: its worker is part of the condition, and so
    are its time, its words and its tries.
    Raises IllegalMove for a move that does not exist.
    """
    check(publication.state, after)
    if after is not State.PUBLISHING:
        values.setdefault("lease_until", None)
    done = connection.execute(
        update(publications)
        .where(
            and_(
                _FIELDS.id == publication.id,
                _FIELDS.state == publication.state,
                _FIELDS.worker == publication.worker,
                _FIELDS.variant_hash == publication.variant_hash,
                _FIELDS.due == publication.due,
                _FIELDS.tries == publication.tries,
            )
        )
        .values(state=after, reason=reason, **values)
    )
    if done.rowcount != 1:
        return False
    _remember(connection, [publication], publication.state, after, who, reason, now)
    return True


def add(
    connection: Connection,
    planned: Planned,
    *,
    variant_hash: str,
    key: str,
    who: str,
    now: datetime,
) -> int | None:
    """Write down a new publication and give its number; None when someone else just did."""
    variant = planned.variant
    new = publications.insert().values(
        post=variant.post,
        occurrence=planned.occurrence,
        channel=variant.channel,
        platform=variant.platform,
        region=planned.region,
        language=variant.language,
        activity=planned.activity,
        state=State.SCHEDULED,
        due=planned.due,
        not_before=planned.due,
        variant_hash=variant_hash,
        recipe=variant.recipe,
        blocked=planned.blocked,
        key=key,
        tries=0,
    )
    try:
        with connection.begin_nested():
            identifier: int = connection.execute(new.returning(_FIELDS.id)).scalar_one()
    except IntegrityError:
        return None
    connection.execute(
        history.insert().values(
            publication=identifier,
            at=now,
            who=who,
            before="",
            after=State.SCHEDULED,
            reason="planned",
        )
    )
    return identifier


def replan(
    connection: Connection,
    publication: Publication,
    planned: Planned,
    *,
    variant_hash: str,
    who: str,
    now: datetime,
    reason: str,
) -> bool:
    """Give a publication that has not gone out its new time and words; False when it just left.

    The key stays the same, so that the network itself would refuse a second one.
    """
    variant = planned.variant
    if publication.state is not State.SCHEDULED:
        check(publication.state, State.SCHEDULED)
    done = connection.execute(
        update(publications)
        .where(_FIELDS.id == publication.id, _FIELDS.state == publication.state)
        .values(
            state=State.SCHEDULED,
            due=planned.due,
            not_before=planned.due,
            variant_hash=variant_hash,
            recipe=variant.recipe,
            language=variant.language,
            region=planned.region,
            activity=planned.activity,
            blocked=planned.blocked,
            tries=0,
            reason="",
        )
    )
    if done.rowcount != 1:
        return False
    _remember(connection, [publication], publication.state, State.SCHEDULED, who, reason, now)
    return True


def story(connection: Connection, identifier: int) -> list[dict[str, Any]]:
    """Everything that happened to one publication, oldest first."""
    query = select(history).where(history.c.publication == identifier).order_by(history.c.id)
    return [dict(row._mapping) for row in connection.execute(query)]


def published(
    connection: Connection, *, since: datetime | None = None, until: datetime | None = None
) -> list[Publication]:
    """What is public and was published in a stretch of time (UTC, the end excluded)."""
    query = select(publications).where(_FIELDS.state == State.PUBLISHED)
    if since is not None:
        query = query.where(_FIELDS.published_at >= since)
    if until is not None:
        query = query.where(_FIELDS.published_at < until)
    return [_value(row) for row in connection.execute(query.order_by(_FIELDS.published_at))]


def _remember(
    connection: Connection,
    moved: Sequence[Publication],
    before: State,
    after: State,
    who: str,
    reason: str,
    now: datetime,
) -> None:
    if moved:
        connection.execute(
            history.insert(),
            [
                {
                    "publication": p.id,
                    "at": now,
                    "who": who,
                    "before": before,
                    "after": after,
                    "reason": reason,
                }
                for p in moved
            ],
        )
