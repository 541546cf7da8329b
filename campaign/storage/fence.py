"""The fence: one question to the database, directly before the first byte of a request leaves.

::

    sender:   one statement → answered within `FRESH`? → first byte
    stopper:  commit (a pause, a hold, an approval taken back) → wait `GAP` → done

An answer that took longer than `FRESH` is not used: the machine slept, or stood still. So a person
who stops something and waits for the `GAP` can rely on it: nothing of it begins to leave any more.
A sender that asked before the commit has begun to send by then, or never does.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, bindparam, exists, literal_column, or_, select

from campaign.errors import StorageError, Withheld
from campaign.model import Publication
from campaign.storage import releases
from campaign.storage.compiled_sql import Quick, among, listed
from campaign.storage.server_question import ServerQuestion
from campaign.storage.sqlite.database_file import DatabaseFile
from campaign.storage.tables import pauses, publications
from campaign.timekeeping import steady

#: Seconds for which an answer is valid: within them, the sender begins to send.
FRESH: Final = 0.5
#: Seconds after a commit in which a request that was allowed before may still begin to leave. It is
#: longer than `FRESH`, because a busy machine may pause between the answer and the first byte.
GAP: Final = 1.5

_TRIES = 3  # a slow answer is asked for again
_FIELDS = publications.c


@dataclass(frozen=True, slots=True)
class Question:
    """What must still hold: the claim on a publication, and that none of `scopes` is paused.

    With a `policy`, its variant must still be released under that; None: nobody has to say yes.
    """

    publication: Publication
    scopes: tuple[str, ...]
    policy: str | None


class Fence:
    """The fence of one database; many threads may ask it at once.

    It has its own connections outside every transaction. A transaction would show the database as
    it was when the transaction began, and the question is about now.
    """

    def __init__(self, engine: Engine, file: DatabaseFile) -> None:
        self._engine = engine
        self._file = file
        self._idle: deque[Any] = deque()
        dialect: Any = engine.dialect
        self._errors: Any = dialect.loaded_dbapi.Error

    def ask(self, question: Question, now: datetime) -> None:
        """Return at once when it may leave; `now` is UTC.

        Raises Withheld when it may not leave, and when the database does not answer in time.
        """
        publication = question.publication
        sql, values = _STATEMENTS[question.policy is not None].written(
            self._engine,
            {
                "number": publication.id,
                "claimed": publication.claim,
                "by": publication.worker,
                "words": publication.variant_hash,
                "scopes": listed(self._engine, question.scopes),
                "now": now,
                **({} if question.policy is None else {"policy": question.policy}),
            },
        )
        for _ in range(_TRIES):
            began = steady()
            if self._is_stopped(sql, values):
                raise Withheld("not sent: it was stopped, changed or taken over meanwhile")
            # Looked at after the answer: a file that was replaced meanwhile proves nothing.
            if trouble := self._file.recent_trouble():
                raise Withheld(f"not sent: {trouble}")
            if steady() - began < FRESH:
                return
        raise Withheld("not sent: the database, or this machine, was too slow to say that it may")

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            _drop(self._idle.pop())

    def _is_stopped(self, sql: str, values: Any) -> bool:
        with suppress(IndexError, self._errors):
            return self._asked(self._idle.pop(), sql, values)
        self.close()  # if one idle connection has ended, the others may have too
        try:
            return self._asked(self._new(), sql, values)
        except StorageError as error:
            raise Withheld(f"not sent: {error}") from error
        except self._errors as error:
            message = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise Withheld(f"not sent: the database cannot be asked: {message}") from error

    def _asked(self, connection: Any, sql: str, values: Any) -> bool:
        try:
            if isinstance(connection, ServerQuestion):
                found = connection.has_row(sql, values)
            else:
                found = connection.execute(sql, values).fetchone() is not None
        except BaseException:
            _drop(connection)
            raise
        self._idle.append(connection)
        return found

    def _new(self) -> Any:
        """One more connection, outside every transaction and outside the pool."""
        proxied = self._engine.raw_connection()
        connection: Any = proxied.driver_connection
        proxied.detach()
        if self._engine.dialect.name == "postgresql":
            connection.rollback()
            connection.autocommit = True
            return ServerQuestion(connection)
        return connection


def _drop(connection: Any) -> None:
    with suppress(Exception):
        connection.close()


def _stopped(asks: bool) -> Quick:
    """The statement that gives a row when it may not leave.

    No row means go, because a statement without a row is a little faster, and that is the usual
    answer.
    """

    def build(kind: str) -> Any:
        now = bindparam("now", type_=_FIELDS.lease_until.type)
        publishing = (
            (_FIELDS.state == literal_column("'publishing'"))
            & (_FIELDS.lease_until > now)
            & (_FIELDS.not_before <= now)
        )
        # A pending one is owned by the worker that took it up, until `not_before`.
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
            _FIELDS.hold == literal_column("''"),
            or_(_FIELDS.consent_until.is_(None), _FIELDS.consent_until > now),
            or_(publishing, pending),
            ~paused,
        ]
        if asks:
            fits.append(releases.asked_by_fence())
        return select(literal_column("1")).where(~exists().where(*fits))

    return Quick(build)


_STATEMENTS = {asks: _stopped(asks) for asks in (True, False)}
