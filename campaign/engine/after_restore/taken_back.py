"""What was taken back after an older copy of the database was made: taken back there as well.

::

    gone         → withdrawn, without asking its network again
    asked for    → asked for again: parts that are out are deleted, what is not out is cancelled
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from campaign.engine.changes.closing import close, parts_out
from campaign.engine.changes.on_their_way import STOPPABLE, stop
from campaign.model import AttemptOutcome, Hold, Publication, State
from campaign.model.changes import ChangeKind, ChangeState
from campaign.storage import attempts, publications, record, restores
from campaign.storage.journal import Journal
from campaign.storage.record import RecordAct
from campaign.storage.trust import changes
from campaign.storage.trust.taken_back import TakenBack, forgotten

#: Who took it back: the file that outlives the database names no person.
_SOMEBODY: Final = "a person"
_REASON: Final = "it was taken back before an older copy of the database was put back"
_OPEN: Final = (State.PUBLISHING, State.PENDING)


def take_back_again(
    connection: Connection, journal: Journal | None, who: str, now: datetime
) -> list[TakenBack]:
    """Take back what the database has forgotten, at `now` (UTC); gives what that was.

    `who` writes it down. Raises OSError when the file is there and cannot be read.
    """
    found = forgotten(connection, journal)
    for line in found:
        stored = restores.by_identity(connection, line.identity)
        publication = None if stored is None else changes.lock(connection, stored.id)
        if publication is None:
            continue
        for each in changes.open_of(connection, publication.id):
            if not each.may_be_out:
                state = ChangeState.DROPPED
                changes.end(connection, each, state, ended_by=who, now=now, answer=_REASON)
        (_gone if line.gone else _asked)(connection, publication, line, who, now)
    return found


def _gone(
    connection: Connection, publication: Publication, line: TakenBack, who: str, now: datetime
) -> None:
    """Nothing of it stands at its network: no request is needed."""
    publication = _booked(connection, publication, line, who, now)
    out = parts_out(connection, publication) or {0: (line.remote_id, line.url)}
    _ask(connection, publication, out, line, who, now, after=ChangeState.DONE)
    close(connection, publication.id, who=who, now=now)


def _booked(
    connection: Connection, publication: Publication, line: TakenBack, who: str, now: datetime
) -> Publication:
    """The publication with the receipt of the line, where this copy does not have it as out."""
    if publication.state in (State.PUBLISHED, State.CANCELLED):
        return publication
    attempts.abandon(connection, publication.id, AttemptOutcome.PUBLISHED, _REASON, now)
    publications.change(
        connection,
        publication,
        State.PUBLISHED,
        who=who,
        now=now,
        reason=_REASON,
        remote_id=line.remote_id,
        url=line.url,
        published_at=line.published_at,
        doubtful_since=None,
    )
    booked = publications.one(connection, publication.id)
    assert booked is not None
    return booked


def _asked(
    connection: Connection, publication: Publication, line: TakenBack, who: str, now: datetime
) -> None:
    """It was to be deleted, or not to go out: that holds."""
    if line.published:
        publication = _booked(connection, publication, line, who, now)
    if publication.state in _OPEN:
        publications.mark(connection, publication, Hold.TAKEN_BACK, who=who, now=now)
    if publication.state in (*_OPEN, State.UNKNOWN):
        # Once it is known where it is, it is cancelled, or its parts are named and taken back.
        _ask(connection, publication, {0: ("", "")}, line, who, now)
        return
    if publication.state in STOPPABLE:
        doubt = publication.doubtful_since is not None
        stop(connection, publication, who=who, now=now, in_doubt=doubt)
    out = parts_out(connection, publication)
    after = ChangeState.ASKED if out else ChangeState.DROPPED
    _ask(connection, publication, out or {0: ("", "")}, line, who, now, after=after)


def _ask(
    connection: Connection,
    publication: Publication,
    out: dict[int, tuple[str, str]],
    line: TakenBack,
    who: str,
    now: datetime,
    *,
    after: ChangeState = ChangeState.ASKED,
) -> None:
    for part, (remote_id, url) in sorted(out.items()):
        asked = changes.ask(
            connection,
            publication,
            part,
            ChangeKind.WITHDRAWAL,
            remote_id=remote_id,
            url=url,
            who=_SOMEBODY,
            reason=_REASON,
            now=line.at,
        )
        if after is not ChangeState.ASKED:
            changes.end(connection, asked, after, ended_by=who, now=now, answer=_REASON)
    record.append(
        connection,
        RecordAct.WITHDRAWAL_ASKED,
        who=who,
        now=now,
        post=publication.post,
        publication=publication.id,
        details={
            "channel": publication.channel,
            "state": publication.state.value,
            "parts": [{"part": part, "url": url} for part, (_, url) in sorted(out.items())],
            "after": "",
            "before_restore": line.at.isoformat(),
        },
        private={"reason": _REASON},
    )
