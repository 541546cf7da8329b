"""A person decides about what the engine may not decide alone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from campaign.errors import CampaignError
from campaign.model import State
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.usecases import chain


class Decision(StrEnum):
    """What a person says about a publication that is unknown, failed or missed."""

    THERE = "there"
    AGAIN = "again"
    CANCEL = "cancel"


class CannotDecide(CampaignError):
    """The publication does not stand where this decision could be made."""


def resolve(
    database: Database,
    identifier: int,
    decision: Decision,
    *,
    who: str,
    now: datetime,
    url: str = "",
) -> State:
    """Carry out a person's decision and give the new state.

    `there`: it is public (at `url`). `again`: it is not; send it as soon as it may go. `cancel`:
    it shall not go out. Raises CannotDecide when the publication is not waiting for one.
    """
    after = {
        Decision.THERE: State.PUBLISHED,
        Decision.AGAIN: State.SCHEDULED,
        Decision.CANCEL: State.CANCELLED,
    }[decision]
    with database.write() as connection:
        publication = publications.one(connection, identifier)
        if publication is None:
            raise CannotDecide(f"there is no publication {identifier}")
        if publication.state not in (State.UNKNOWN, State.FAILED, State.MISSED):
            raise CannotDecide(
                f"publication {identifier} is {publication.state}; only unknown, failed and "
                "missed ones wait for a decision"
            )
        if decision is Decision.THERE and publication.state is not State.UNKNOWN:
            raise CannotDecide(f"publication {identifier} is {publication.state}: it is not there")
        values: dict[str, object] = {}
        if decision is Decision.THERE:
            if left := chain.to_come(connection, publication):
                raise CannotDecide(
                    f"publication {identifier} is a thread of which {left} "
                    f"part{'s are' if left > 1 else ' is'} still to come: nothing of it would "
                    "follow a part whose id at the network nobody knows; cancel it, and post the "
                    "rest by hand"
                )
            # The address of a thread is that of its first part, which is known.
            values = {"published_at": now} if publication.url else {"url": url, "published_at": now}
        elif decision is Decision.AGAIN:
            values = {"due": now, "not_before": now, "tries": 0}
        done = publications.change(
            connection,
            publication,
            after,
            who=who,
            now=now,
            reason=f"decided by {who}",
            **values,
        )
    if not done:
        raise CannotDecide(f"publication {identifier} has just changed: look again")
    return after
