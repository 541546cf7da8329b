"""What follows for a publication when a part of it is done: withdrawn, corrected, or not yet.

A publication is withdrawn only when all its parts are gone. What takes its place is scheduled in
that same transaction and not before, so the two are never public together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from campaign.keys import key_for
from campaign.model import Planned, Publication, State
from campaign.model.changes import Change, ChangeKind, ChangeState
from campaign.plan.successors import successor
from campaign.platforms import registry
from campaign.storage import parts, planning, publications, record, variants
from campaign.storage.record import RecordAct
from campaign.storage.trust import changes


def parts_out(connection: Connection, publication: Publication) -> dict[int, tuple[str, str]]:
    """The id and the address of each part of a publication that is out, by number."""
    out = parts.of(connection, publication.id)
    if out:
        return {part.number: (part.receipt.remote_id, part.receipt.url) for part in out}
    if publication.state is State.PUBLISHED or publication.remote_id:
        return {0: (publication.remote_id, publication.url)}
    return {}


def close(connection: Connection, number: int, *, who: str, now: datetime) -> State | None:
    """Carry out what follows for a publication whose changes may be done; None for nothing.

    Gives `withdrawn` for one that is withdrawn, `published` for one whose words are corrected. The
    publication's row is locked first, so that the last of two that end at once sees the other.
    """
    publication = changes.lock(connection, number)
    if publication is None:
        return None
    mine = changes.of(connection, number)
    taken_back = [each for each in mine if each.kind is ChangeKind.WITHDRAWAL]
    if _ask_for_new_parts(connection, publication, taken_back, now):
        return None
    if any(each.may_be_out for each in mine):
        return None
    if _all_gone(connection, publication, taken_back):
        why = "the post is withdrawn"
        for each in changes.open_of(connection, number):
            changes.end(connection, each, ChangeState.DROPPED, ended_by=who, now=now, answer=why)
        return _withdrawn(connection, publication, taken_back, who, now)
    return _corrected(connection, publication, mine, who, now)


def _all_gone(
    connection: Connection, publication: Publication, taken_back: Sequence[Change]
) -> bool:
    if publication.state not in (State.PUBLISHED, State.CANCELLED) or not taken_back:
        return False
    gone = {each.part for each in taken_back if each.state is ChangeState.DONE}
    still = [each for each in taken_back if each.state not in (ChangeState.DONE, *_NOBODYS)]
    return bool(gone) and not still and set(parts_out(connection, publication)) <= gone


_NOBODYS = (ChangeState.DROPPED,)


def _ask_for_new_parts(
    connection: Connection, publication: Publication, taken_back: Sequence[Change], now: datetime
) -> bool:
    """Ask for parts that came out after the withdrawal was asked for; True when there are any."""
    wanted = [each for each in taken_back if each.state not in _NOBODYS]
    if not wanted or publication.state is State.WITHDRAWN or not wanted[-1].remote_id:
        return False
    last, known = wanted[-1], {each.part for each in wanted}
    new = {n: at for n, at in parts_out(connection, publication).items() if n not in known}
    for part, (remote_id, url) in sorted(new.items()):
        changes.ask(
            connection,
            publication,
            part,
            ChangeKind.WITHDRAWAL,
            remote_id=remote_id,
            url=url,
            who=last.who,
            reason=last.reason,
            now=now,
            variant_after=last.variant_after,
            due=last.due,
        )
    return bool(new)


def _withdrawn(
    connection: Connection,
    publication: Publication,
    taken_back: Sequence[Change],
    who: str,
    now: datetime,
) -> State | None:
    last = max(taken_back, key=lambda each: each.id)
    reason = f"withdrawn at the wish of {last.who}: {last.reason}"
    # A thread that was stopped half-way was out as well, since its first part.
    since = publication.published_at or _first_out(connection, publication) or now
    if not publications.change(
        connection,
        publication,
        State.WITHDRAWN,
        who=who,
        now=now,
        reason=reason,
        published_at=since,
    ):
        return None
    record.append(
        connection,
        RecordAct.WITHDRAWAL_DONE,
        who=who,
        now=now,
        post=publication.post,
        publication=publication.id,
        details={
            "channel": publication.channel,
            "url": publication.url,
            "parts": sorted({each.part for each in taken_back}),
        },
        private={"asked_by": last.who, "reason": last.reason},
    )
    after = next((each for each in reversed(taken_back) if each.variant_after), None)
    if after is not None and publication.published_at is not None:
        _schedule(connection, publication, after, now)
    return State.WITHDRAWN


def _first_out(connection: Connection, publication: Publication) -> datetime | None:
    out = parts.of(connection, publication.id)
    return min((part.published_at for part in out), default=None)


def _schedule(
    connection: Connection, publication: Publication, change: Change, now: datetime
) -> None:
    """Schedule what takes the place of a withdrawn post: a publication of its own, due at once."""
    variant = variants.load(connection, [change.variant_after])[change.variant_after]
    due = change.due or publication.due
    planned = Planned(
        variant,
        due,
        publication.region,
        publication.activity,
        occurrence=successor(publication.occurrence),
    )
    number = planning.add(
        connection,
        planned,
        variant_hash=change.variant_after,
        key=key_for(registry.key_form(publication.platform), planned.identity, now),
        who=change.who,
        now=now,
    )
    if number is not None and due < now:
        # The calendar's own time stays, so that the next plan moves nothing.
        planning.put_off(connection, number, now)


def _corrected(
    connection: Connection,
    publication: Publication,
    mine: Sequence[Change],
    who: str,
    now: datetime,
) -> State | None:
    """Give a publication the words that all its edits put there, once the last one is done."""
    edits = [each for each in mine if each.kind is not ChangeKind.WITHDRAWAL]
    wanted = edits[-1].variant_after if edits else ""
    batch = [
        each
        for each in edits
        if each.variant_after == wanted
        and each.variant_before == publication.variant_hash
        and each.state is not ChangeState.DROPPED
    ]
    if not batch or wanted == publication.variant_hash or publication.state is not State.PUBLISHED:
        return None
    if any(each.state is not ChangeState.DONE for each in batch):
        return None
    last = batch[-1]
    # The calendar knows nothing of a reply: for its plan, the post is as it was.
    recipe = publication.recipe
    if last.kind is ChangeKind.EDIT:
        recipe = variants.load(connection, [wanted])[wanted].recipe
    reason = f"corrected at the wish of {last.who}: {last.reason}"
    if not changes.reword(connection, publication, wanted, recipe, who=who, now=now, reason=reason):
        return None
    record.append(
        connection,
        RecordAct.CORRECTION_DONE,
        who=who,
        now=now,
        post=publication.post,
        publication=publication.id,
        details={
            "channel": publication.channel,
            "url": publication.url,
            "parts": sorted(each.part for each in batch),
            "way": last.kind.value,
            "before": publication.variant_hash,
            "after": wanted,
        },
        private={"asked_by": last.who, "reason": last.reason},
    )
    return State.PUBLISHED
