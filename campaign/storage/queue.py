"""The queue: what is due, who has claimed it, and until when; each question is one statement.

The state stands in these statements as a literal, because a database uses a partial index only for
the literal in its condition. So the cost depends on what is due, however much was ever published.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError

from campaign.model import Hold, Publication, State
from campaign.model.approval import ApprovalRules
from campaign.plan.skew import LARGEST_SKEW
from campaign.storage import releases
from campaign.storage.compiled_sql import Quick, among, listed
from campaign.storage.publication_rows import value
from campaign.storage.publications import remember
from campaign.storage.tables import parts, publications

_FIELDS = publications.c
_FLYING = publications.alias("flying")
_OTHERS = publications.alias("others")

# The first half of a claim's advisory lock, beside its channel's: any constant nothing else locks.
_CLAIMS: Final = 0x434C


def _is(state: State, table: Any = publications) -> ColumnElement[bool]:
    same: ColumnElement[bool] = table.c.state == literal_column(f"'{state.value}'")
    return same


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(_is(State.SCHEDULED), _FIELDS.not_before <= now)


def _free() -> ColumnElement[bool]:
    """No post of the same channel is in flight."""
    return ~exists().where(_FLYING.c.channel == _FIELDS.channel, _is(State.PUBLISHING, _FLYING))


def anything_due(connection: Connection, now: datetime) -> bool:
    """True when the time of any scheduled publication has come, even if something holds it."""
    return connection.scalar(select(_FIELDS.id).where(_due(now)).limit(1)) is not None


def due(connection: Connection, now: datetime, limit: int = 200) -> list[Publication]:
    """Scheduled publications whose time has come, the longest waiting first."""
    query = select(publications).where(_due(now)).order_by(_FIELDS.not_before, _FIELDS.id)
    return [value(row) for row in connection.execute(query.limit(limit))]


def ready(
    connection: Connection,
    now: datetime,
    *,
    rules: ApprovalRules,
    without: Collection[str] = (),
    each: int = 8,
    limit: int = 500,
) -> list[Publication]:
    """What may leave as far as the database knows: the first post of each channel, then the second.

    It is due, its channel has no post in flight and is not among `without`, it is not held, all
    whom it shows still agree, and it is released by the `rules` of its region. Gives at most `each`
    posts a channel, so that none starves another. A thread that has begun comes before posts that
    have not.
    """
    agreed = or_(_FIELDS.consent_until.is_(None), _FIELDS.consent_until > now)
    fits = [_due(now), _free(), _FIELDS.hold == Hold.NONE, agreed]
    if without:
        fits.append(_FIELDS.channel.not_in(sorted(without)))
    if rules.asks:
        fits.append(releases.may_go(rules, somebody=releases.somebody(connection)))
    # The rest of a thread follows its first parts, and no other post comes between.
    begun = case((_FIELDS.remote_id != "", 0), else_=1)
    place = func.row_number().over(
        partition_by=_FIELDS.channel, order_by=(begun, _FIELDS.not_before, _FIELDS.id)
    )
    first = select(_FIELDS.id, place.label("place")).where(*fits).subquery()
    query = (
        select(publications)
        .join(first, first.c.id == _FIELDS.id)
        .where(first.c.place <= each)
        .order_by(first.c.place, _FIELDS.not_before, _FIELDS.id)
        .limit(limit)
    )
    return [value(row) for row in connection.execute(query)]


def overdue(
    connection: Connection,
    now: datetime,
    graces: Mapping[timedelta, Collection[str]],
    *,
    usual: timedelta,
    after: Publication | None = None,
    limit: int = 500,
) -> list[Publication]:
    """What was due longer ago than its channel's grace, page by page: `after` is the last one seen.

    `graces` gives the channels by their grace; `usual` is the grace of channels that it does not
    name.
    """
    known = sorted({name for names in graces.values() for name in names})
    late = [
        and_(_FIELDS.due < now - grace, _FIELDS.channel.in_(sorted(names)))
        for grace, names in graces.items()
    ]
    late.append(and_(_FIELDS.due < now - usual, _FIELDS.channel.not_in(known)))
    query = select(publications).where(_due(now), or_(*late))
    if after is not None:
        place = tuple_(_FIELDS.not_before, _FIELDS.id)
        query = query.where(place > tuple_(after.not_before, after.id))
    query = query.order_by(_FIELDS.not_before, _FIELDS.id).limit(limit)
    return [value(row) for row in connection.execute(query)]


def claim(
    connection: Connection,
    wanted: Collection[Publication],
    *,
    worker: str,
    lease_until: datetime,
    now: datetime,
    quiet: Mapping[str, datetime] | None = None,
) -> list[Publication]:
    """Claim publications for this worker, at most one a channel, in one conditional update.

    Leaves out those that another worker claimed first, those whose words changed since they were
    read, and those whose channel has a post in flight. Leaves out too those whose channel has
    published after the instant that `quiet` gives for it. The caller begins their tries in the same
    transaction (`attempts.begin`): the record has both in one entry.
    """
    taken: dict[str, Any] = {
        "worker": worker,
        "lease_until": lease_until,
        "now": now,
        "quiet": quiet or {},
    }
    if connection.dialect.name == "sqlite":
        return _claimed(connection, wanted, **taken)
    # On PostgreSQL, two workers may claim on one channel at the same moment. The unique index lets
    # one of them win. The other one's whole statement fails, so it claims its posts one by one.
    try:
        with connection.begin_nested():
            return _claimed(connection, wanted, **taken)
    except IntegrityError:
        if len(wanted) == 1:
            return []  # another worker was faster on this channel
    return [p for each in wanted for p in claim(connection, [each], **taken)]


def _claimed(
    connection: Connection,
    wanted: Collection[Publication],
    *,
    worker: str,
    lease_until: datetime,
    now: datetime,
    quiet: Mapping[str, datetime],
) -> list[Publication]:
    if not wanted:
        return []
    paces: dict[datetime, list[str]] = {}
    for name in sorted({p.channel for p in wanted} & quiet.keys()):
        paces.setdefault(quiet[name], []).append(name)
    values: dict[str, Any] = {
        "numbers": listed(connection, [p.id for p in wanted]),
        "seen": listed(connection, [f"{p.id} {p.variant_hash} {p.hold}" for p in wanted]),
        "now": now,
        "ahead": now + LARGEST_SKEW,
        "by": worker,
        "until": lease_until,
    }
    for number, (since, names) in enumerate(paces.items()):
        values |= {f"since_{number}": since, f"names_{number}": listed(connection, names)}
    if not paces:
        del values["ahead"]
    by_number = {p.id: p for p in wanted}
    found = [
        replace(
            by_number[number],
            state=State.PUBLISHING,
            worker=worker,
            lease_until=lease_until,
            **dict(zip(_MAY_DIFFER, others, strict=True)),
        )
        for number, *others in _claiming(len(paces)).rows(connection, values)
    ]
    moved = (State.SCHEDULED, State.PUBLISHING)
    remember(connection, found, *moved, worker, "", now, recorded=False)
    return sorted(found, key=lambda p: (p.due, p.id))


# The columns that may have changed between the read and the claim.
_GIVEN = (
    _FIELDS.id,
    _FIELDS.tries,
    _FIELDS.due,
    _FIELDS.not_before,
    _FIELDS.remote_id,
    _FIELDS.reason,
    _FIELDS.claim,
    _FIELDS.put_off,
)
_MAY_DIFFER = tuple(column.name for column in _GIVEN[1:])


def _part_since(name: str) -> ColumnElement[bool]:
    """A part of another publication of the channel came out after the instant of that name."""
    its_channel = exists().where(
        _OTHERS.c.id == parts.c.publication,
        _OTHERS.c.channel == _FIELDS.channel,
        _OTHERS.c.id != _FIELDS.id,
    )
    newer = exists().where(
        parts.c.published_at > bindparam(name),
        parts.c.published_at <= bindparam("ahead"),
        its_channel.correlate(parts, publications),
    )
    return newer.correlate(publications)


@cache
def _claiming(paces: int) -> Quick:
    """The statement that claims; `paces` is how many different paces it checks."""

    def build(kind: str) -> Executable:
        stands = cast(_FIELDS.id, Text) + " " + _FIELDS.variant_hash + " " + _FIELDS.hold
        fits = and_(
            among(_FIELDS.id, "numbers", kind),
            among(stands, "seen", kind),
            _is(State.SCHEDULED),
            _FIELDS.not_before <= bindparam("now"),
            _free(),
            # Each channel's pace, in the same statement: other workers publish on it too.
            *(
                or_(
                    not_(among(_FIELDS.channel, f"names_{number}", kind)),
                    ~exists().where(
                        _OTHERS.c.channel == _FIELDS.channel,
                        _OTHERS.c.published_at > bindparam(f"since_{number}"),
                        _OTHERS.c.published_at <= bindparam("ahead"),
                    )
                    & ~_part_since(f"since_{number}"),
                )
                for number in range(paces)
            ),
        )
        if kind == "postgresql":
            # A worker locks the name of each channel it claims on. A worker that finds the lock
            # skips the channel without waiting: so two workers on one channel neither deadlock nor
            # run into its unique index.
            alone = text(f"pg_try_advisory_xact_lock({_CLAIMS}, hashtext(publications.channel))")
            fits = _FIELDS.id.in_(
                select(_FIELDS.id).where(fits, alone).with_for_update(skip_locked=True)
            )
        return (
            update(publications)
            .where(fits)
            .values(
                state=literal_column("'publishing'"),
                worker=bindparam("by"),
                lease_until=bindparam("until"),
                tries=_FIELDS.tries + literal_column("1"),
                claim=_FIELDS.claim + literal_column("1"),
            )
            .returning(*_GIVEN)
        )

    return Quick(build, gives=_GIVEN)


def extend(
    connection: Connection, numbers: Collection[int], *, worker: str, lease_until: datetime
) -> set[int]:
    """Extend this worker's leases, and give the publications that it still holds."""
    kept = connection.scalars(
        update(publications)
        .where(_FIELDS.id.in_(sorted(numbers)), _is(State.PUBLISHING), _FIELDS.worker == worker)
        .values(lease_until=lease_until)
        .returning(_FIELDS.id)
    )
    return set(kept)


def expired(connection: Connection, now: datetime) -> list[Publication]:
    """What is in flight though its lease has expired, or though it has none."""
    return _open(
        connection,
        _is(State.PUBLISHING),
        or_(_FIELDS.lease_until.is_(None), _FIELDS.lease_until <= now),
    )


def claimed_by(connection: Connection, worker: str) -> list[Publication]:
    """What this worker has in flight, as far as the database knows."""
    return _open(connection, _is(State.PUBLISHING), _FIELDS.worker == worker)


def to_ask(connection: Connection, state: State, now: datetime) -> list[Publication]:
    """The unknown or pending ones whose network is to be asked now."""
    return _open(connection, _is(state), _FIELDS.not_before <= now)


def _open(connection: Connection, *conditions: ColumnElement[bool]) -> list[Publication]:
    # The same words as in the index: SQLite uses a partial index for no others.
    indexed = text("publications.state IN ('publishing', 'pending', 'unknown')")
    query = select(publications).where(indexed, *conditions).order_by(_FIELDS.due, _FIELDS.id)
    return [value(row) for row in connection.execute(query)]
