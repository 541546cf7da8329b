"""A person sets a post right that is out: its words are replaced in place, or it is sent anew.

::

    edit      the new variant is stored, and its parts wait until it is released (asked)
              → the engine puts the new words there → the publication has the new variant
    anew      the old post is taken back → when all of it is gone, the new one is scheduled
              → it goes out when it is released, as any post
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from campaign.engine.changes.closing import parts_out
from campaign.model import Publication, State
from campaign.model.changes import Change, ChangeKind, ChangeState
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.storage import record, variants
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import authors, changes, people
from campaign.usecases.trust.asking import ask_back, drop, given_reason
from campaign.usecases.trust.corrections import Correctable


class CorrectionStep(StrEnum):
    """What was done about one publication that is to be corrected.

    `asked`: its new words replace the old ones once they are released. `asked-before`: somebody
    asked for exactly that already. `anew`: it is taken back, and the new one follows. `same`:
    readers would see the same. `cannot-edit`: its network changes no such thing, and nothing was
    done. `held`: findings hold the new words back. `changed`: it is not as it was read. `busy`: an
    earlier change of it is under way. `cannot-reply`: its network takes no such reply.
    """

    ASKED = "asked"
    ASKED_BEFORE = "asked-before"
    ANEW = "anew"
    SAME = "same"
    CANNOT_EDIT = "cannot-edit"
    HELD = "held"
    CHANGED = "changed"
    BUSY = "busy"
    CANNOT_REPLY = "cannot-reply"


@dataclass(frozen=True, slots=True)
class Corrected:
    """One publication, what was done about it, and why in words where that needs any.

    `first` is what somebody asked for before: the same, or what stands in the way.
    """

    publication: Publication
    step: CorrectionStep
    why: str = ""
    first: Change | None = None


def correct(
    database: Database,
    some: Collection[Correctable],
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    anew: bool = False,
) -> tuple[Corrected, ...]:
    """Ask for the correction of these, in one transaction; the engine does the rest.

    With `anew`, each is taken back and published as a new post; the new one goes out only when the
    old one is gone. Raises Forbidden, and NoReason without a reason. Then nothing is changed.
    """
    why = given_reason(reason)
    with database.write() as connection:
        regions = {each.publication.region for each in some}
        actor = people.demand(connection, actor, Act.CORRECT, regions)
        if anew:
            actor = people.demand(connection, actor, Act.WITHDRAW, regions)
        done = tuple(
            _ask(connection, each, actor, why, now, anew=anew)
            for each in sorted(some, key=lambda each: each.publication.id)
        )
        record.chain(connection)
        return done


def _ask(
    connection: Connection,
    wanted: Correctable,
    actor: Actor,
    reason: str,
    now: datetime,
    *,
    anew: bool,
) -> Corrected:
    read = wanted.publication
    publication = changes.lock(connection, read.id)
    before = changes.open_of(connection, read.id)
    if publication is None or publication.variant_hash != read.variant_hash:
        return Corrected(read, CorrectionStep.CHANGED, "it has just changed: look again")
    if publication.state is not State.PUBLISHED:
        return Corrected(publication, CorrectionStep.CHANGED, f"it is {publication.state}")
    if any(each.kind is ChangeKind.WITHDRAWAL for each in before):
        why = "it is being withdrawn"
        return Corrected(publication, CorrectionStep.BUSY, why, before[0])
    if any(each.state is ChangeState.WORKING or each.may_be_out for each in before):
        why = "an earlier correction is on its way: say it again in a moment"
        return Corrected(publication, CorrectionStep.BUSY, why, before[0])
    if wanted.planned.blocked:
        return Corrected(publication, CorrectionStep.HELD, wanted.planned.blocked)
    if not anew and wanted.refusal:
        return Corrected(publication, CorrectionStep.CANNOT_EDIT, wanted.refusal)
    if not anew and not wanted.parts:
        why = "what its network shows would be the same"
        return Corrected(publication, CorrectionStep.SAME, why)
    variant = wanted.planned.variant
    new = variants.store(connection, variant, now, actor.name)
    authors.planned(connection, new, variant.post, variant.language, who=actor.name, now=now)
    if before and not anew and {each.variant_after for each in before} == {new}:
        _again(connection, before, now)
        why = f"{before[0].who} asked for it"
        return Corrected(publication, CorrectionStep.ASKED_BEFORE, why, before[0])
    for each in before:
        drop(connection, each, who=actor.name, now=now, why="another correction takes its place")
    if anew:
        due = wanted.planned.due
        out = parts_out(connection, publication)
        ask_back(
            connection,
            publication,
            out,
            who=actor.name,
            reason=reason,
            now=now,
            variant_after=new,
            due=due,
        )
    else:
        _open(connection, publication, wanted.parts, new, actor, reason, now)
    details = {
        "channel": publication.channel,
        "way": "anew" if anew else "edit",
        "parts": list(wanted.parts),
        "before": publication.variant_hash,
        "after": new,
    }
    record.append(
        connection,
        RecordAct.CORRECTION_ASKED,
        who=actor.name,
        now=now,
        post=publication.post,
        publication=publication.id,
        details=details,
        private={"reason": reason},
    )
    step = CorrectionStep.ANEW if anew else CorrectionStep.ASKED
    return Corrected(publication, step, first=before[0] if before else None)


def _again(connection: Connection, before: Collection[Change], now: datetime) -> None:
    """Try at once what waits, and once more what the network refused."""
    for each in before:
        changes.move(
            connection,
            each,
            ChangeState.ASKED if each.state is ChangeState.FAILED else each.state,
            now=now,
            answer=each.answer,
            not_before=now,
        )


def _open(
    connection: Connection,
    publication: Publication,
    parts: Collection[int],
    new: str,
    actor: Actor,
    reason: str,
    now: datetime,
) -> None:
    out = parts_out(connection, publication)
    for part in sorted(parts):
        remote_id, url = out.get(part, ("", ""))
        asked = changes.ask(
            connection,
            publication,
            part,
            ChangeKind.EDIT,
            remote_id=remote_id,
            url=url,
            who=actor.name,
            reason=reason,
            now=now,
            variant_after=new,
        )
        if not remote_id:
            why = "nobody knows its id at the network: change it there by hand"
            changes.move(connection, asked, ChangeState.FAILED, now=now, answer=why)
