"""The networks' own limits, shared by all workers: each request that leaves uses up room for all.

How a publisher uses it, for posts that passed the gate, on a connection that writes:

1. `left_alone(connection, pace.names(channel), now)` before anything is prepared: the channels of
   these names wait, and the gate gets that as `waiting=`.
2. `admit_each(connection, [pace.buckets(channel, rates), ...], now)` in the transaction of the
   claim, just before it, one entry a post: None lets it go, an instant says when to look again.
   What was admitted and then not claimed is lost room, never too many posts.
3. `hold(connection, name, until)` in the transaction that writes down a RateLimited, with
   `pace.names(channel)[0]` (or a wider one where the network says so): nobody asks before then.

Rows are locked in the order of their names, so that two workers never deadlock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from campaign.plan.pace import Bucket, Rate, admitted, free_at
from campaign.storage.tables import buckets

_FIELDS = buckets.c
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def admit(connection: Connection, name: str, rate: Rate, now: datetime, wanted: int) -> int:
    """How many of `wanted` may leave now (UTC); they use up room in the bucket."""
    each = [(Bucket(name, rate, scope=name),)] * wanted
    return admit_each(connection, each, now).count(None)


def admit_each(
    connection: Connection, wanted: Sequence[Sequence[Bucket]], now: datetime
) -> list[datetime | None]:
    """For each post, given by the buckets it passes: None when it may leave now (UTC).

    Otherwise gives the instant at which to look again, and uses up no room in any bucket.
    """
    names = {bucket.name for passed in wanted for bucket in passed}
    if not names:
        return [None] * len(wanted)
    rows = _locked(connection, names)
    free = {name: row.next_free for name, row in rows.items()}
    until = left_alone(
        connection, {bucket.scope for passed in wanted for bucket in passed} | names, now
    )
    answers: list[datetime | None] = []
    taken: set[str] = set()
    for passed in wanted:
        again = max((_again(bucket, free, until, now) for bucket in passed), default=now)
        if again > now:
            answers.append(again)
            continue
        for bucket in passed:
            _, free[bucket.name] = admitted(bucket.rate, free[bucket.name], now, 1)
            taken.add(bucket.name)
        answers.append(None)
    if taken:
        connection.execute(
            update(buckets).where(_FIELDS.name == bindparam("bucket")),
            [{"bucket": name, "next_free": free[name]} for name in sorted(taken)],
        )
    return answers


def lock(connection: Connection, name: str) -> None:
    """Let no other worker pass this name before the caller's transaction ends."""
    _locked(connection, {name})


def hold(connection: Connection, name: str, until: datetime) -> None:
    """Let nobody ask under this name before `until` (UTC); a later instant is never shortened."""
    _ensure(connection, {name})
    connection.execute(
        update(buckets)
        .where(_FIELDS.name == name, or_(_FIELDS.held_until.is_(None), _FIELDS.held_until < until))
        .values(held_until=until)
    )


def left_alone(
    connection: Connection, names: Collection[str], now: datetime
) -> Mapping[str, datetime]:
    """Which of these names must be left alone at `now` (UTC), and until when."""
    query = select(_FIELDS.name, _FIELDS.held_until).where(_FIELDS.held_until > now)
    wanted = set(names)
    return {row.name: row.held_until for row in connection.execute(query) if row.name in wanted}


def _again(
    bucket: Bucket, free: Mapping[str, datetime], until: Mapping[str, datetime], now: datetime
) -> datetime:
    """When one more may leave through this bucket."""
    asked = max(until.get(bucket.name, now), until.get(bucket.scope, now))
    return max(asked, free_at(bucket.rate, free[bucket.name], now))


def _locked(connection: Connection, names: Collection[str]) -> dict[str, Any]:
    """The rows of these names, made where missing, and locked until the commit."""
    query = select(buckets).where(_FIELDS.name.in_(names)).order_by(_FIELDS.name).with_for_update()
    found = {row.name: row for row in connection.execute(query)}
    if len(found) < len(names):
        _ensure(connection, names)
        found = {row.name: row for row in connection.execute(query)}
    return found


def _ensure(connection: Connection, names: Collection[str]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(buckets).on_conflict_do_nothing()
    connection.execute(new, [{"name": name, "next_free": _LONG_AGO} for name in sorted(names)])
