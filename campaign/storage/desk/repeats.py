"""Requests that were carried out: the same request, sent again, does nothing twice.

::

    with database.write() as connection:
        people.demand(…)                                      rights first, also for a repeat
        if (earlier := repeats.once(connection, key, who, what, now)) is not None:
            return … earlier …                                what came of it the first time
        …                                                     the act
        repeats.keep(connection, key, outcome)         what a repeat is to be given

Both are called in the transaction of the act: if the act fails, its key is free again. Of two
equal requests at one time, the second waits until the first is committed, and is given its outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from campaign.errors import CampaignError
from campaign.storage.desk.tables import repeats
from campaign.storage.record_format import canonical

#: How long the outcome of a request is kept.
KEPT: Final = timedelta(days=1)

#: The longest key, in characters; one that people make is a UUID.
LONGEST_KEY: Final = 200

# In the connection's own memory: the keys that this transaction has taken, with their rows.
_TAKEN: Final = "campaign_repeats"

_PORTION: Final = 100  # old rows that one request deletes


class UnusableKey(CampaignError):
    """A request came with a key that none can have."""

    def __init__(self) -> None:
        super().__init__(
            f"the key of this request is empty, or longer than {LONGEST_KEY} characters: open the "
            "page again"
        )


class OtherContent(CampaignError):
    """The key of this request was used for another request, less than a day ago."""

    def __init__(self) -> None:
        super().__init__(
            "the key of this request was used before, with other content: use a new key"
        )


def once(
    connection: Connection, key: str, who: str, what: Any, now: datetime
) -> Mapping[str, Any] | None:
    """None when this request is new; else what came of it the first time.

    `key` is chosen by whoever asks, and is theirs alone (`who`). `what` is the whole content of the
    request, and which act it asks for: JSON values. `now` is UTC. From here on, the key is taken if
    this transaction is committed. Raises OtherContent when the key was used with other content, and
    UnusableKey.
    """
    id, content = _id(key, who), sha256(canonical(what).encode()).hexdigest()
    _forget_old(connection, now)
    connection.info.setdefault(_TAKEN, {})[key] = id
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {"id": id, "content": content, "at": now, "outcome": {}}
    new = insert(repeats).values(values).on_conflict_do_nothing().returning(repeats.c.id)
    while True:
        # Waits for another transaction that holds the same key.
        if connection.scalar(new) is not None:
            return None
        row = connection.execute(
            select(repeats).where(repeats.c.id == id).with_for_update()
        ).first()
        if row is not None:  # else another request has just forgotten it, because it is old
            break
    if row.at < now - KEPT:
        again = update(repeats).where(repeats.c.id == id)
        connection.execute(again.values(content=content, at=now, outcome={}))
        return None
    if row.content != content:
        raise OtherContent
    outcome: Mapping[str, Any] = row.outcome
    return outcome


def keep(connection: Connection, key: str, outcome: Mapping[str, Any]) -> None:
    """Write down what a repeat of this request is given: JSON values, never a secret.

    To be called after `once`, in the same transaction.
    """
    id = connection.info.get(_TAKEN, {}).pop(key)
    connection.execute(update(repeats).where(repeats.c.id == id).values(outcome=dict(outcome)))


def renew(connection: Connection, key: str, who: str, outcome: Mapping[str, Any]) -> None:
    """The same in a later transaction, for an act that is not one of the database's."""
    kept = update(repeats).where(repeats.c.id == _id(key, who))
    connection.execute(kept.values(outcome=dict(outcome)))


def free(connection: Connection, key: str, who: str) -> None:
    """Let a key be used again: its request was not carried out."""
    connection.execute(delete(repeats).where(repeats.c.id == _id(key, who)))


def _forget_old(connection: Connection, now: datetime) -> None:
    # What another transaction is at just now is left to that one.
    old = select(repeats.c.id).where(repeats.c.at < now - KEPT).order_by(repeats.c.at)
    some = old.limit(_PORTION).with_for_update(skip_locked=True)
    connection.execute(delete(repeats).where(repeats.c.id.in_(some)))


def _id(key: str, who: str) -> str:
    if not key or len(key) > LONGEST_KEY:
        raise UnusableKey
    return sha256(canonical([who, key]).encode()).hexdigest()
