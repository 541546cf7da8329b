"""The fence: whether a claimed publication may still leave, asked directly before its first byte.

::

    sender:   lock shared → one statement → first byte → unlock
    stopper:  commit (a pause, a mark, a yes taken back) → wait for all that are between → done

So whoever stopped something and has waited (`wait_for_senders`) knows that nothing that it concerns
begins to leave any more. The lock is held for the time of one statement and one write to a socket.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, bindparam, exists, literal_column, or_, select

from campaign.errors import Withheld
from campaign.model import Publication
from campaign.storage.quick import Quick, among, listed
from campaign.storage.tables import approvals, pauses, publications
from campaign.storage.turnstiles import OnPostgresql, OnSqlite, Turnstile

#: Seconds after which an answer is no longer one about now: the machine slept, or stood still.
FRESH: Final = 2.0

_FIELDS = publications.c


@dataclass(frozen=True, slots=True)
class Question:
    """What must still be so: the claim on a publication, and that none of `scopes` is paused.

    With `approved`, someone's yes to its words must stand.
    """

    publication: Publication
    scopes: tuple[str, ...]
    approved: bool


class Fence:
    """The fence of one database; many threads may ask it at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        on_postgresql = engine.dialect.name == "postgresql"
        self._turnstile: Turnstile = OnPostgresql(engine) if on_postgresql else OnSqlite(engine)

    @contextmanager
    def passing(self, question: Question, now: datetime) -> Iterator[None]:
        """Enter when the answer is yes, leave when the first byte has left; `now` is UTC.

        Raises Withheld when the answer is no, and when there is none.
        """
        began = time.monotonic()
        publication = question.publication
        sql, values = _STATEMENTS[question.approved].written(
            self._engine,
            {
                "number": publication.id,
                "claimed": publication.claim,
                "by": publication.worker,
                "words": publication.variant_hash,
                "scopes": listed(self._engine, question.scopes),
                "now": now,
            },
        )
        with self._turnstile.asked(sql, values) as passes:
            if not passes:
                raise Withheld("not sent: it was stopped, changed or taken over meanwhile")
            if time.monotonic() - began > FRESH:
                raise Withheld("not sent: this machine stood still before it could leave")
            yield

    def wait_for_senders(self, patience: timedelta) -> bool:
        """Wait until no one is between the answer and the first byte; False when one stays there.

        To be called after the commit of what stops them. Never raises: what is stopped is stopped.
        """
        return self._turnstile.wait(patience.total_seconds())

    def close(self) -> None:
        """Close every connection and file that is kept."""
        self._turnstile.close()


def _may_leave(approved: bool) -> Quick:
    def build(kind: str) -> Any:
        now = bindparam("now", type_=_FIELDS.lease_until.type)
        # A pending one is taken up until `not_before`.
        publishing = (
            (_FIELDS.state == literal_column("'publishing'"))
            & (_FIELDS.lease_until > now)
            & (_FIELDS.not_before <= now)
        )
        pending = (_FIELDS.state == literal_column("'pending'")) & (_FIELDS.not_before > now)
        paused = exists().where(
            pauses.c.ended.is_(None),
            or_(pauses.c.until.is_(None), pauses.c.until > now),
            among(pauses.c.scope, "scopes", kind),
        )
        fits = [
            _FIELDS.id == bindparam("number"),
            _FIELDS.claim == bindparam("claimed"),
            _FIELDS.worker == bindparam("by"),
            _FIELDS.variant_hash == bindparam("words"),
            _FIELDS.blocked == literal_column("''"),
            or_(publishing, pending),
            ~paused,
        ]
        if approved:
            same = approvals.c.variant_hash == _FIELDS.variant_hash
            fits.append(exists().where(same, approvals.c.revoked.is_(None)))
        return select(_FIELDS.id).where(*fits)

    return Quick(build, gives=(_FIELDS.id,))


_STATEMENTS = {approved: _may_leave(approved) for approved in (True, False)}
