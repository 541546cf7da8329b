"""Publications in the database: reading them, and every change of state, on a condition."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    literal_column,
    null,
    select,
    text,
    update,
)

from campaign.model import (
    Cancellation,
    Decision,
    Hold,
    Publication,
    QueryResult,
    Receipt,
    State,
)
from campaign.plan.lifecycle import check
from campaign.plan.reasons import hold_in_words
from campaign.plan.skew import LARGEST_SKEW
from campaign.storage import moves, wakeups
from campaign.storage.compiled_sql import Quick, among, listed
from campaign.storage.publication_rows import value
from campaign.storage.tables import attempts, history, publications

_FIELDS = publications.c
#: The columns that must be as they were read for a change to be carried out.
_SAME = (
    _FIELDS.id,
    _FIELDS.state,
    _FIELDS.worker,
    _FIELDS.variant_hash,
    _FIELDS.due,
    _FIELDS.tries,
    _FIELDS.claim,
)

# When each channel last sent something that may be public, or may become so at any moment. The
# condition has the same words as the index: SQLite uses a partial index for no others.
_DOUBTFUL = (
    select(_FIELDS.channel, func.max(attempts.c.started))
    .join(attempts, attempts.c.publication == _FIELDS.id)
    .where(
        text("publications.state IN ('publishing', 'pending', 'unknown')"),
        _FIELDS.state.in_((literal_column("'unknown'"), literal_column("'pending'"))),
    )
    .group_by(_FIELDS.channel)
)
_STAND = attrgetter(*(column.name for column in _SAME))

_STANDING = Quick(
    lambda kind: select(*_SAME).where(among(_FIELDS.id, "numbers", kind)).with_for_update(),
    gives=_SAME,
)
_PUBLISH = Quick(
    lambda _: (
        update(publications)
        .where(_FIELDS.id == bindparam("number"))
        .values(
            state=literal_column("'published'"),
            reason=literal_column("''"),
            lease_until=null(),
            remote_id=bindparam("new_remote_id"),
            url=bindparam("new_url"),
            published_at=bindparam("now"),
        )
    )
)
#: These values describe one state, so they are cleared when it ends.
_ENDS_WITH_THE_STATE = {"cancelled": Cancellation.NONE, "query_result": QueryResult.NONE}


def open_ones(connection: Connection) -> list[Publication]:
    """Every publication that is neither out nor withdrawn, in the order of their ids."""
    done = (State.PUBLISHED, State.WITHDRAWN)
    query = select(publications).where(_FIELDS.state.not_in(done)).order_by(_FIELDS.id)
    return [value(row) for row in connection.execute(query)]


def all_of(
    connection: Connection,
    posts: Collection[str] | None = None,
    platforms: Collection[str] | None = None,
) -> list[Publication]:
    """Every publication, or those of some posts or networks, in the order of their ids."""
    query = select(publications).order_by(_FIELDS.id)
    if posts is not None:
        query = query.where(_FIELDS.post.in_(posts))
    if platforms is not None:
        query = query.where(_FIELDS.platform.in_(platforms))
    return [value(row) for row in connection.execute(query)]


def one(connection: Connection, identifier: int) -> Publication | None:
    """One publication by its number."""
    row = connection.execute(select(publications).where(_FIELDS.id == identifier)).first()
    return None if row is None else value(row)


def has_channel(connection: Connection, channel: str) -> bool:
    """True when anything was ever planned for a channel."""
    query = select(_FIELDS.id).where(_FIELDS.channel == channel).limit(1)
    return connection.scalar(query) is not None


def in_states(connection: Connection, *states: State) -> list[Publication]:
    """Every publication in these states, the longest due first."""
    query = select(publications).where(_FIELDS.state.in_(states)).order_by(_FIELDS.due, _FIELDS.id)
    return [value(row) for row in connection.execute(query)]


def counted(connection: Connection) -> dict[State, int]:
    """How many publications are in each state; states without any are left out."""
    query = select(_FIELDS.state, func.count()).group_by(_FIELDS.state)
    return {State(state): number for state, number in connection.execute(query)}


def next_due(connection: Connection) -> Publication | None:
    """The scheduled publication that may go out next, None when there is none."""
    query = (
        select(publications)
        # A literal, so that the database uses the index of what is scheduled.
        .where(_FIELDS.state == literal_column("'scheduled'"))
        .order_by(_FIELDS.not_before, _FIELDS.id)
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else value(row)


def last_published(
    connection: Connection, channels: Collection[str], now: datetime
) -> dict[str, datetime]:
    """When each of these channels last published, or may have; the others are left out.

    A stamp far ahead of `now` (UTC) comes from a wrong clock and is left out too.
    """
    found: dict[str, datetime] = {}
    for name in sorted(channels):
        # One look-up in the index for each; a GROUP BY would read everything ever published.
        last = connection.scalar(
            select(func.max(_FIELDS.published_at)).where(
                _FIELDS.channel == name, _FIELDS.published_at <= now + LARGEST_SKEW
            )
        )
        if last is not None:
            found[name] = last
    for name, last in connection.execute(_DOUBTFUL.where(_FIELDS.channel.in_(sorted(channels)))):
        found[name] = max(last, found.get(name, last))
    return found


def change(
    connection: Connection,
    publication: Publication,
    after: State,
    *,
    who: str,
    now: datetime,
    reason: str = "",
    decision: Decision = Decision.NONE,
    **values: Any,
) -> bool:
    """Move a publication to another state if its row is as it was read; False when it is not.

    The condition covers its worker, its time, its words and its tries, so that a worker which lost
    its claim changes nothing. `decision` is a person's decision that causes the move. Raises
    IllegalMove for a move that does not exist.
    """
    check(publication.state, after)
    if after is not State.PUBLISHING:
        values.setdefault("lease_until", None)
    done = connection.execute(
        update(publications)
        .where(*(column == getattr(publication, column.name) for column in _SAME))
        .values(state=after, reason=reason, **{**_ENDS_WITH_THE_STATE, **values})
    )
    if done.rowcount != 1:
        return False
    if after is State.SCHEDULED:
        wakeups.request(connection)
    remember(
        connection,
        [publication],
        publication.state,
        after,
        who,
        reason,
        now,
        decision=decision,
        values=values,
    )
    return True


def standing(
    connection: Connection, wanted: Collection[Publication]
) -> tuple[list[Publication], list[Publication]]:
    """Split these: those whose rows are as they were read, and the others.

    The rows of the first group are locked until the end of the transaction.
    """
    parted: tuple[list[Publication], list[Publication]] = ([], [])
    if not wanted:
        return parted
    numbers = listed(connection, [p.id for p in wanted])
    now = {row[0]: row for row in _STANDING.rows(connection, {"numbers": numbers})}
    for each in wanted:
        parted[0 if now.get(each.id) == _STAND(each) else 1].append(each)
    return parted


def publish(
    connection: Connection,
    receipts: Sequence[tuple[Publication, Receipt]],
    *,
    who: str,
    now: datetime,
    recorded: bool = True,
) -> None:
    """Write down that these are public, in one statement; they must be `standing`.

    Without `recorded`, the entries about their tries tell of it (`attempts.end`).
    """
    if not receipts:
        return
    _PUBLISH.many(
        connection,
        [
            {"number": p.id, "new_remote_id": r.remote_id, "new_url": r.url, "now": now}
            for p, r in receipts
        ],
    )
    by_state: dict[State, list[Publication]] = {}
    for publication, _ in receipts:
        check(publication.state, State.PUBLISHED)
        by_state.setdefault(publication.state, []).append(publication)
    told: dict[str, Any] = {"who": who, "reason": "", "now": now}
    each = {p.id: published_values(r, now) for p, r in receipts}
    for before, some in by_state.items():
        moves.write(connection, some, before, State.PUBLISHED, **told, each=each, recorded=recorded)


def published_values(receipt: Receipt, now: datetime) -> dict[str, Any]:
    """What `publish` writes into the columns that the record keeps."""
    return {"remote_id": receipt.remote_id, "url": receipt.url, "published_at": now}


def mark(
    connection: Connection,
    publication: Publication,
    hold: Hold,
    detail: str = "",
    *,
    who: str,
    now: datetime,
    reason: str = "",
    decision: Decision = Decision.NONE,
) -> bool:
    """Write down what holds a publication back, in any state; False when it moved on meanwhile.

    It moved on, too, when something else holds it by now than when it was read. `detail` is as in
    `Publication.hold_detail`. Without a `reason`, the hold itself is the reason.
    """
    done = connection.execute(
        update(publications)
        .where(*(column == getattr(publication, column.name) for column in (*_SAME, _FIELDS.hold)))
        .values(hold=hold, hold_detail=detail)
    )
    if done.rowcount != 1:
        return False
    state = publication.state
    why = reason or hold_in_words(hold, detail) or "nothing holds it back any more"
    remember(connection, [publication], state, state, who, why, now, decision=decision)
    return True


def take_up(
    connection: Connection, publication: Publication, worker: str, until: datetime
) -> Publication | None:
    """Take up an open publication until an instant (UTC), for one worker alone.

    Gives it with its new claim; None when another worker has taken it up, or changed it.
    """
    claim = publication.claim + 1
    done = connection.execute(
        update(publications)
        .where(
            *(column == getattr(publication, column.name) for column in _SAME),
            _FIELDS.not_before == publication.not_before,
        )
        .values(worker=worker, not_before=until, claim=claim)
    )
    if done.rowcount != 1:
        return None
    return replace(publication, worker=worker, not_before=until, claim=claim)


def postpone(
    connection: Connection,
    publication: Publication,
    until: datetime,
    reason: str = "",
    *,
    query_result: QueryResult | None = None,
    put_off: bool = False,
) -> bool:
    """Look at an open publication again at an instant (UTC), if its row is as it was read.

    Without a `reason` or a query result, the stored ones stay. With `put_off`, lateness counts from
    that instant.
    """
    more = {"put_off": until} if put_off else {}
    done = connection.execute(
        update(publications)
        .where(
            _FIELDS.id == publication.id,
            _FIELDS.state == publication.state,
            _FIELDS.tries == publication.tries,
            _FIELDS.claim == publication.claim,
        )
        .values(
            not_before=until,
            reason=reason or publication.reason,
            query_result=publication.query_result if query_result is None else query_result,
            **more,
        )
    )
    return done.rowcount == 1


def story(connection: Connection, identifier: int) -> list[dict[str, Any]]:
    """Everything that happened to one publication, oldest first."""
    query = select(history).where(history.c.publication == identifier).order_by(history.c.id)
    return [dict(row._mapping) for row in connection.execute(query)]


def published(
    connection: Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    withdrawn: bool = False,
) -> list[Publication]:
    """What was published in a span of time (UTC, the end excluded) and is public.

    With `withdrawn`, also what was taken back since.
    """
    states = (State.PUBLISHED, State.WITHDRAWN) if withdrawn else (State.PUBLISHED,)
    query = select(publications).where(_FIELDS.state.in_(states), _FIELDS.published_at.is_not(None))
    if since is not None:
        query = query.where(_FIELDS.published_at >= since)
    if until is not None:
        query = query.where(_FIELDS.published_at < until)
    return [value(row) for row in connection.execute(query.order_by(_FIELDS.published_at))]


def remember(
    connection: Connection,
    moved: Sequence[Publication],
    before: State,
    after: State,
    who: str,
    reason: str,
    now: datetime,
    *,
    decision: Decision = Decision.NONE,
    values: Mapping[str, Any] | None = None,
    recorded: bool = True,
) -> None:
    """Write a move of these down, in the transaction that carries it out.

    `decision` is a person's decision that caused the move. `values` are the columns that changed
    with it. Without `recorded`, an entry about their tries tells of it (`moves.write`).
    """
    move: dict[str, Any] = {"who": who, "reason": reason, "now": now, "decision": decision}
    moves.write(connection, moved, before, after, **move, values=values, recorded=recorded)
