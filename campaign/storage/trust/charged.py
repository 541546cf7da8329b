"""What may have been charged in a span of time, with the replies that correct what is out.

A reply is one more part of its publication, and may go out in another month. So it is charged by
itself, from its try on, and not with the publication. It counts no more when it surely did not
arrive.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from campaign.model.attempts import SETTLED
from campaign.model.changes import ChangeKind
from campaign.storage import spending
from campaign.storage.spending import Charged
from campaign.storage.tables import publications
from campaign.storage.trust.tables import change_tries, changes

_FIELDS = changes.c
_TRIES = change_tries.c


def charged(
    connection: Connection, platform: str, begins: datetime, ends: datetime
) -> list[Charged]:
    """What `spending.charged` gives for this span (UTC), and each reply that was sent in it."""
    sent = _replies(connection, platform)
    later: dict[int, set[int]] = {}
    for each in sent:
        later.setdefault(each.publication, set()).add(each.part)
    posts = [
        replace(each, replies=frozenset(later.get(each.id, ())))
        for each in spending.charged(connection, platform, begins, ends)
    ]
    return [
        *posts,
        *(
            Charged(
                each.publication,
                each.channel,
                each.variant_hash,
                (each.part,),
                frozenset({each.part}),
            )
            for each in sent
            if begins <= each.at < ends
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A reply that was sent, or may have been: part (from 0) of a variant, last tried at (UTC)."""

    publication: int
    channel: str
    part: int
    variant_hash: str
    at: datetime


def _replies(connection: Connection, platform: str) -> list[_Sent]:
    """A network's replies that are out, in flight, or in doubt."""
    of_one = (
        *(_FIELDS.id, _FIELDS.publication, publications.c.channel),
        *(_FIELDS.part, _FIELDS.variant_after),
    )
    query = (
        select(*of_one[1:], func.max(_TRIES.started))
        .join(publications, publications.c.id == _FIELDS.publication)
        .join(change_tries, _TRIES.change == _FIELDS.id)
        .where(
            publications.c.platform == platform,
            _FIELDS.kind == ChangeKind.REPLY.value,
            _TRIES.outcome.not_in(sorted(each.value for each in SETTLED)),
        )
        .group_by(*of_one)
        .order_by(_FIELDS.id)
    )
    return [_Sent(*row) for row in connection.execute(query)]
