"""What a plan writes: new publications, and new times and words for those that are not out yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, exists, update
from sqlalchemy.exc import IntegrityError

from campaign.model import Cancellation, Doubt, Planned, Publication, State
from campaign.plan.lifecycle import check
from campaign.storage import moves, wakeups
from campaign.storage.attempts import leaves_doubt
from campaign.storage.publication_rows import value
from campaign.storage.publications import remember
from campaign.storage.tables import attempts, publications

_FIELDS = publications.c


def add(
    connection: Connection,
    planned: Planned,
    *,
    variant_hash: str,
    key: str,
    who: str,
    now: datetime,
    doubt: Doubt | None = None,
) -> int | None:
    """Write down a new publication and give its number; None when another process just did.

    With a `doubt` it may be out already: then it is unknown, and its network is asked before it is
    sent. If the doubt is `before_sending`, it stays scheduled until its time, and is asked about
    then.
    """
    variant = planned.variant
    asked_now = doubt is not None and not doubt.before_sending
    state = State.UNKNOWN if asked_now else State.SCHEDULED
    evidence: dict[str, Any] = {
        "post": variant.post,
        "occurrence": planned.occurrence,
        "channel": variant.channel,
        "platform": variant.platform,
        "region": planned.region,
        "language": variant.language,
        "activity": planned.activity,
        "due": planned.due,
        "variant_hash": variant_hash,
        "recipe": variant.recipe,
        "key": key,
    }
    new = publications.insert().values(
        **evidence,
        state=state,
        not_before=now if asked_now else planned.due,
        reason=doubt.reason if doubt and asked_now else "",
        hold=planned.hold,
        hold_detail=planned.blocked,
        tries=0,
        doubtful_since=doubt.since if doubt else None,
    )
    try:
        with connection.begin_nested():
            added = value(connection.execute(new.returning(*_FIELDS)).one())
    except IntegrityError:
        return None
    reason = f"planned; {doubt.reason}" if doubt else "planned"
    moves.write(connection, [added], None, state, who=who, reason=reason, now=now, values=evidence)
    wakeups.request(connection)
    return added.id


def put_off(connection: Connection, number: int, until: datetime) -> None:
    """Let a new publication go at an instant (UTC) later than the calendar's, which stays."""
    connection.execute(
        update(publications).where(_FIELDS.id == number).values(not_before=until, put_off=until)
    )


def replan(
    connection: Connection,
    publication: Publication,
    planned: Planned,
    *,
    variant_hash: str,
    who: str,
    now: datetime,
    reason: str,
    doubt: Doubt | None = None,
) -> bool:
    """Give a publication that has not gone out its new time and words.

    False when it just left, or is not as it was read, because somebody else has planned it anew.

    The key stays the same, so that the network itself would refuse a second post. With a `doubt` it
    may be out after all: it is unknown, and its network is asked before it is sent. If it was put
    off to a later instant, it stays scheduled until then.
    """
    variant = planned.variant
    stays = _stays(publication, planned)
    again = max(publication.not_before, planned.due) if stays else planned.due
    later = stays and publication.put_off is not None and publication.put_off > now
    asked_now = doubt is not None and not (later or doubt.before_sending)
    after = State.UNKNOWN if asked_now else State.SCHEDULED
    if publication.state is not after:
        check(publication.state, after)
    evidence: dict[str, Any] = {
        "due": planned.due,
        "variant_hash": variant_hash,
        "recipe": variant.recipe,
        "language": variant.language,
        "region": planned.region,
        "activity": planned.activity,
    }
    more: dict[str, Any] = {}
    doubtful = exists().where(attempts.c.publication == publication.id, leaves_doubt())
    if not stays:
        more["put_off"] = None
    if doubt is not None:
        again, reason = now if asked_now else again, f"{reason}; {doubt.reason}"
        earlier = publication.doubtful_since
        more["doubtful_since"] = min(earlier, doubt.since) if earlier else doubt.since
    done = connection.execute(
        update(publications)
        .where(
            _FIELDS.id == publication.id,
            _FIELDS.state == publication.state,
            # Nobody has applied another plan since, or this very one.
            _FIELDS.variant_hash == publication.variant_hash,
            _FIELDS.due == publication.due,
            _FIELDS.hold == publication.hold,
        )
        .values(
            **evidence,
            state=after,
            not_before=again,
            hold=planned.hold,
            hold_detail=planned.blocked,
            cancelled=Cancellation.NONE,
            # Not zero if a try is in doubt: then its network is asked before it is sent.
            tries=case((doubtful, 1), else_=0),
            reason=doubt.reason if doubt and asked_now else "",
            **more,
        )
    )
    if done.rowcount != 1:
        return False
    wakeups.request(connection)
    before = publication.state
    remember(connection, [publication], before, after, who, reason, now, values=evidence)
    return True


def _stays(publication: Publication, planned: Planned) -> bool:
    """True for new words at the same time: the later instant of a person or a network still holds.

    That is so even if the calendar had dropped it meanwhile.
    """
    dropped = publication.cancelled is Cancellation.CALENDAR
    waits = publication.state is State.SCHEDULED or dropped
    return waits and publication.due == planned.due
