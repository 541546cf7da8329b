"""What needs a person, by how soon: the one list behind the desk's first page and `To settle`.

::

    status (judges the states) ─→ its lines ─→ need_groups: one Need for one cause ─┐
    translations (how they stand) ─→ need_words ────────────────────────────────────┤
                                                          in the order of how soon ─┘
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from campaign.model import Channel, Region
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.people import EVERYWHERE, Actor
from campaign.plan.rights import Act, may
from campaign.storage import concerned, overview
from campaign.storage.database import Database
from campaign.usecases.operations import need_groups, need_stops
from campaign.usecases.operations.need import Need, NeedKind
from campaign.usecases.operations.need_view import View, lines_of
from campaign.usecases.operations.status import Status

#: What nothing ends stands behind what ends within this time.
LATER: Final = timedelta(days=2)
#: How many publications that wait for a yes are looked at, the longest due first.
MOST: Final = 500

_RANK: Final = {kind: rank for rank, kind in enumerate(NeedKind)}


def needs(
    database: Database,
    found: Status,
    *,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    rules: ApprovalRules = USUAL,
    actor: Actor | None = None,
    others: Iterable[Need] = (),
) -> tuple[Need, ...]:
    """Everything that needs a person at `found.now`, the soonest first.

    `found` is what `status` read; nothing is judged here once more, and of a kind it tells as many
    as `found` lists. `actor` is the one who asks: they are told of the regions that they may read,
    None for all. `others` are needs that were found elsewhere, such as translations to compare;
    they are put in their places. Raises StorageError.
    """
    with database.read() as connection:
        waits = overview.unapproved(connection, None, MOST, rules)
        back = concerned.sent_back(connection)
        numbers = {
            *(line.id for lines in lines_of(found) for line in lines.first),
            *(each.id for each in (*waits.first, *back)),
        }
        about = concerned.read(connection, numbers)
        view = View(connection, found, about, channels, regions, rules)
        made = [
            *need_groups.settling(view),
            *need_groups.held(view, back),
            *need_groups.to_approve(view, waits.first),
            *need_stops.stopped(view),
            *need_stops.operating(view),
        ]
    made += others
    mine = made if actor is None else for_actor(actor, made)
    return tuple(sorted(mine, key=lambda each: _soon(each, found.now)))


def for_actor(actor: Actor, some: Iterable[Need]) -> list[Need]:
    """Those of some needs that somebody is told of, as they are told of them."""
    return [each for need in some if (each := _for(actor, need))]


def _soon(need: Need, now: datetime) -> tuple[datetime, int, str]:
    return (need.deadline or now + LATER, _RANK[need.kind], need.key)


def _for(actor: Actor, need: Need) -> Need | None:
    """The need as somebody is told of it; None where all of it is in regions of others."""
    readable = frozenset(_readable(actor, need.regions))
    if need.regions and not readable:
        return None
    concerns = tuple(each for each in need.concerns if may(actor, Act.READ, each.region))
    hidden = len(need.concerns) - len(concerns)
    return replace(
        need,
        concerns=concerns,
        count=need.count - hidden if hidden else need.count,
        regions=readable,
        yours=any(may(actor, need.act, each) for each in readable or {EVERYWHERE}),
    )


def _readable(actor: Actor, regions: Iterable[str]) -> Iterable[str]:
    """Those that they may read; what is about all regions is told to everybody."""
    return (each for each in regions if each == EVERYWHERE or may(actor, Act.READ, each))
