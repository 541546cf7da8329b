"""Which variants all steps of a policy have let go. Whoever publishes asks here, and nowhere else.

::

    a person's yes  →  approvals (a row a step)  →  all steps are done?  →  releases
    publisher, fence, agenda …                   ask releases, by the policy of the region

A release counts for the policy and the region that it was given under. If the configuration asks
for other steps, or a channel moves to another region, no release of before fits, and it is asked
anew. Nothing has to be deleted for that.

While nobody is registered, a release says so (`ALONE`). It counts only until somebody is: from then
on, a yes is bound to a person, and what was approved by an unknown one is asked anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    column,
    exists,
    false,
    literal,
    or_,
    select,
    table,
    true,
)

from campaign.model import Publication
from campaign.model.approval import IN_REGION, ApprovalRules
from campaign.storage import row_images
from campaign.storage.tables import publications, releases

#: Ends the policy of a release that was given while nobody was registered.
ALONE: Final = "/alone"

# The table of people belongs to `storage.trust`, which stands on this module.
_SOMEBODY: Final = exists().select_from(table("people", column("id")))
_FIELDS = publications.c


def counts(
    variant_hash: ColumnElement[Any], policy: ColumnElement[Any], somebody: bool | None = None
) -> ColumnElement[bool]:
    """The condition that a variant is released under a policy, both as columns or values.

    `somebody` says whether anybody is registered, where that was asked in the same transaction.
    """
    if somebody is not None:
        wanted = policy if somebody else policy.concat(ALONE)
        return exists().where(releases.c.variant_hash == variant_hash, releases.c.policy == wanted)
    alone = and_(releases.c.policy == policy.concat(ALONE), ~_SOMEBODY)
    return exists().where(
        releases.c.variant_hash == variant_hash, or_(releases.c.policy == policy, alone)
    )


def somebody(connection: Connection) -> bool:
    """True once anybody is registered."""
    return bool(connection.scalar(select(_SOMEBODY)))


def may_go(
    rules: ApprovalRules, fields: Any = _FIELDS, *, somebody: bool | None = None
) -> ColumnElement[bool]:
    """The condition that everything which a publication's region asks for was given.

    `fields` are the columns of the publications, where they are not those of the table itself.
    `somebody` is as in `counts`.
    """
    free = sorted(region for region, policy in rules.regions.items() if policy is None)
    asking: dict[str, list[str]] = {}
    for region, policy in rules.regions.items():
        if policy is not None:
            asking.setdefault(policy.fingerprint, []).append(region)
    usual = rules.usual.fingerprint if rules.usual else None
    others = {name: some for name, some in sorted(asking.items()) if name != usual}
    if not others:
        named: ColumnElement[bool] = false()
        asked: ColumnElement[Any] = literal(usual or "")
    else:
        named = fields.region.in_(sorted(region for some in others.values() for region in some))
        cases = [(fields.region.in_(sorted(some)), literal(name)) for name, some in others.items()]
        asked = case(*cases, else_=literal(usual or ""))
    # As `Policy.asked_in` writes it.
    wanted = asked.concat(literal(IN_REGION)).concat(fields.region)
    given = counts(fields.variant_hash, wanted, somebody)
    if usual is None:
        # Regions without a policy of their own ask for nothing.
        return or_(~named, given) if others else true()
    return or_(fields.region.in_(free), given) if free else given


def asked_by_fence() -> ColumnElement[bool]:
    """The same for the fence's statement, which passes the policy of its one publication."""
    return counts(_FIELDS.variant_hash, bindparam("policy", type_=releases.c.policy.type))


def released(
    connection: Connection, some: Iterable[Publication], rules: ApprovalRules
) -> frozenset[int]:
    """The numbers of those publications that may go as far as approval is concerned."""
    asking: dict[int, tuple[str, str]] = {}
    found: set[int] = set()
    for publication in some:
        policy = rules.fingerprint(publication.region)
        if policy is None:
            found.add(publication.id)
        else:
            asking[publication.id] = (publication.variant_hash, policy)
    if not asking:
        return frozenset(found)
    given = _given(connection, {name for name, _ in asking.values()})
    # A release by people counts for ever: people are disabled, and never deleted.
    ends = ("",) if somebody(connection) else ("", ALONE)
    found.update(
        number
        for number, (name, policy) in asking.items()
        if any((name, policy + end) in given for end in ends)
    )
    return frozenset(found)


def release(
    connection: Connection, wanted: Mapping[str, str], now: datetime, *, alone: bool
) -> set[str]:
    """Let these variants go, each under its `Policy.asked_in`; gives those that were not let yet.

    `alone` says that nobody is registered.
    """
    end = ALONE if alone else ""
    known = _given(connection, wanted)
    new = {name: policy + end for name, policy in wanted.items()}
    fresh = {name: policy for name, policy in new.items() if (name, policy) not in known}
    if fresh:
        rows = [
            {"variant_hash": name, "policy": policy, "at": now}
            for name, policy in sorted(fresh.items())
        ]
        connection.execute(releases.insert(), rows)
        names = sorted(fresh)
        row_images.stand_among(connection, releases, "variant_hash", names, who="", now=now)
    return set(fresh)


def recall(
    connection: Connection,
    hashes: Collection[str],
    now: datetime,
    *,
    until: datetime | None = None,
) -> set[str]:
    """Let these variants go under no policy any more; gives those that were let go.

    With `until` (UTC), only releases that were given up to then fall.
    """
    found: set[str] = set()
    for names in _portions(hashes):
        gone = releases.delete().where(releases.c.variant_hash.in_(names))
        if until is not None:
            gone = gone.where(releases.c.at <= until)
        rows = connection.execute(gone.returning(releases.c.variant_hash, releases.c.policy)).all()
        keys = [row_images.key_of(row.variant_hash, row.policy) for row in rows]
        row_images.gone(connection, releases, keys, who="", now=now)
        found.update(row.variant_hash for row in rows)
    return found


def _given(connection: Connection, hashes: Collection[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for names in _portions(hashes):
        query = select(releases.c.variant_hash, releases.c.policy)
        rows = connection.execute(query.where(releases.c.variant_hash.in_(names)))
        found.update((row.variant_hash, row.policy) for row in rows)
    return found


def _portions(hashes: Collection[str], size: int = 500) -> Iterable[list[str]]:
    names = sorted(set(hashes))
    for start in range(0, len(names), size):
        yield names[start : start + size]
