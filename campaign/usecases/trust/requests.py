"""What is asked of people: each variant that waits for a yes, beside what was approved before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.model import Publication, Remark, State, Variant
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.people import Actor
from campaign.plan.approval import asked_in_words, deadline, why_not
from campaign.plan.grace import meant_for
from campaign.plan.rewording import Rewording, rewordings
from campaign.plan.rights import Act, may
from campaign.storage import publications, releases, variants
from campaign.storage.database import Database
from campaign.storage.trust import approvals, authors, changes, people, remarks
from campaign.storage.trust.judged import judged


@dataclass(frozen=True, slots=True)
class Said:
    """A yes to a variant: whose, by id and by name, for which step, when (UTC), with which note."""

    who: str
    name: str
    step: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Request:
    """One publication that waits for a yes, with all that somebody needs who is asked for it.

    `at` is when (UTC) it is meant to go out, `until` when it is to be approved. `before` is the
    variant of its post and channel that was approved last, None when none was, and `changes` are
    what differs from it. `asked` says who is asked now, `held` who sent it back and why, "" for
    nobody. `yours` is true when the actor's yes would give something; else `why_not` says why.
    `persons` are the ids of those who are asked now.
    """

    publication: Publication
    variant: Variant
    at: datetime
    until: datetime
    late: bool
    draft: bool
    before: Variant | None
    before_at: datetime | None
    changes: tuple[Rewording, ...]
    steps: tuple[str, ...]
    done: tuple[str, ...]
    yeses: tuple[Said, ...]
    asked: str
    held: str
    remarks: tuple[Remark, ...]
    yours: bool
    why_not: str
    persons: tuple[str, ...] = ()


def requests(
    database: Database,
    now: datetime,
    *,
    rules: ApprovalRules = USUAL,
    actor: Actor | None = None,
    chosen: Sequence[Publication] | None = None,
    name: Callable[[str], str] = lambda digest: "",
) -> tuple[Request, ...]:
    """What waits for a yes at `now` (UTC), the longest due first; of all, or of those `chosen`.

    `actor` is the one who looks. `name` gives the file of a picture by its hash. Raises
    StorageError.
    """
    with database.read() as connection:
        scheduled = publications.in_states(connection, State.SCHEDULED)
        scheduled += changes.awaiting(connection)
        if chosen is not None:
            wanted = {p.id for p in chosen}
            scheduled = [p for p in scheduled if p.id in wanted]
        let = releases.released(connection, scheduled, rules)
        some = [p for p in scheduled if p.id not in let]
        found = judged(connection, some, rules)
        hashes = {p.variant_hash for p in some}
        known = {each.id: each.name for each in people.everybody(connection)}
        said = remarks.of(connection, hashes)
        drafts = authors.drafted(connection, some)
        latest = approvals.latest(connection, {p.post for p in some})
        older = {p.id: approved_before(p, latest) for p in some}
        kept = variants.load(connection, hashes | {each[0] for each in older.values() if each})
    made: list[Request] = []
    for p in some:
        each = found[p.id]
        was = older[p.id]
        before = kept[was[0]] if was else None
        variant = kept[p.variant_hash]
        until = deadline(p, each.policy)
        region_is_theirs = actor is not None and may(actor, Act.APPROVE, p.region)
        reason = ""
        if each.held:
            reason = each.held
        elif actor is not None and not region_is_theirs:
            reason = f"{actor.name} may not approve in {p.region}"
        elif actor is not None:
            reason = why_not(actor, each.standing)
        made.append(
            Request(
                publication=p,
                variant=variant,
                at=meant_for(p),
                until=until,
                late=now > until,
                draft=p.id in drafts,
                before=before,
                before_at=was[1] if was else None,
                changes=rewordings(before, variant, name) if before else (),
                steps=tuple(str(step.role) for step in each.standing.steps),
                done=tuple(str(step.role) for step in each.standing.steps if step.done),
                yeses=tuple(
                    Said(yes.who, known.get(yes.who) or yes.who, yes.step, yes.at, yes.note)
                    for step in each.standing.steps
                    for yes in step.given
                ),
                asked=asked_in_words(each.standing),
                held=each.held,
                remarks=tuple(said[p.variant_hash]),
                yours=actor is not None and not reason,
                why_not=reason,
                persons=step.asked if (step := each.standing.next) else (),
            )
        )
    return tuple(made)


def approved_before(
    publication: Publication, latest: Mapping[tuple[str, str], Sequence[tuple[str, datetime]]]
) -> tuple[str, datetime] | None:
    """The hash and the instant (UTC) of what was approved last of it with other words.

    `latest` is what `approvals.latest` gives.
    """
    some = latest.get((publication.post, publication.channel), [])
    return next((each for each in some if each[0] != publication.variant_hash), None)
