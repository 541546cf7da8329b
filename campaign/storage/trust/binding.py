"""What falls when the first person is registered: approvals that are bound to nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from campaign.model import State
from campaign.storage import publications
from campaign.storage.releases import recall
from campaign.storage.tables import approvals, releases
from campaign.storage.tables import publications as planned
from campaign.storage.trust.approvals import take_back

_OUT: Final = (State.PUBLISHED, State.WITHDRAWN)
_IS_OUT: Final = planned.c.state.in_(_OUT)

_REASON: Final = "the first person was registered: this approval is bound to nobody"


def fall(connection: Connection, who: str, now: datetime) -> int:
    """Take back every approval that is not used up, and every release: only people approve now.

    `who` and `now` (UTC) are written down with each. Gives how many variants need a new approval:
    what is out already needs none.
    """
    # Both through their own modules, which write into the record how the rows stand from now on.
    recall(connection, set(connection.scalars(select(releases.c.variant_hash))), now)
    out, to_come = (select(planned.c.variant_hash).where(state) for state in (_IS_OUT, ~_IS_OUT))
    # What is out was approved when it went, and a proof goes on saying so.
    used_up = approvals.c.variant_hash.in_(out) & approvals.c.variant_hash.not_in(to_come)
    standing = select(approvals.c.variant_hash).where(approvals.c.revoked.is_(None), ~used_up)
    fallen = take_back(connection, set(connection.scalars(standing)), who=who, now=now)
    if not fallen:
        return 0
    again: set[str] = set()
    for state in State:
        if state not in _OUT:
            all_of = publications.in_states(connection, state)
            some = [p for p in all_of if p.variant_hash in fallen]
            publications.remember(connection, some, state, state, who, _REASON, now)
            again |= {p.variant_hash for p in some}
    return len(again)
