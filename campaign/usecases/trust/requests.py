"""What is asked of people: each variant that waits for a yes, beside what was approved before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from campaign.model import Publication, Remark, Variant
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.people import Actor
from campaign.plan.approval import Standing, asked_in_words, deadline, why_not
from campaign.plan.grace import meant_for
from campaign.plan.rewording import Rewording, rewordings
from campaign.plan.rights import Act, may
from campaign.storage import frames, variants
from campaign.storage.database import Database
from campaign.storage.frames import Other
from campaign.storage.trust import approvals, authors, people, remarks
from campaign.storage.trust.judged import judged
from campaign.usecases.trust.approve import not_released


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
    nobody. `standing` says how far its steps are. `persons` are the ids of those who are asked now.
    `other` is what other channels read of the post in its other frame, None for a plain post.
    `yours` is true when the actor's yes would give something; else `why_not` says why.
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
    standing: Standing
    yeses: tuple[Said, ...]
    asked: str
    held: str
    remarks: tuple[Remark, ...]
    persons: tuple[str, ...]
    other: Other | None = None
    yours: bool = False
    why_not: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The roles that are asked, in their order."""
        return tuple(str(step.role) for step in self.standing.steps)

    @property
    def done(self) -> tuple[str, ...]:
        """The roles whose step has its yes."""
        return tuple(str(step.role) for step in self.standing.steps if step.done)


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
        if chosen is None:
            some = not_released(connection, rules)
        else:
            wanted = {p.id for p in chosen}
            theirs = not_released(connection, rules, posts={p.post for p in chosen})
            some = [p for p in theirs if p.id in wanted]
        found = read(connection, some, now, rules, name)
    return found if actor is None else tuple(_for(actor, each) for each in found)


def read(
    connection: Connection,
    some: Sequence[Publication],
    now: datetime,
    rules: ApprovalRules,
    name: Callable[[str], str],
) -> tuple[Request, ...]:
    """What is asked of people for these at `now` (UTC), as nobody in particular looks at it.

    Each of them waits for a yes. `name` gives the file of a picture by its hash.
    """
    found = judged(connection, some, rules)
    hashes = {p.variant_hash for p in some}
    known = {each.id: each.name for each in people.everybody(connection)}
    said = remarks.of(connection, hashes)
    drafts = authors.drafted(connection, some)
    latest = approvals.latest(connection, {p.post for p in some})
    older = {p.id: approved_before(p, latest) for p in some}
    kept = variants.load(connection, hashes | {each[0] for each in older.values() if each})
    others = frames.others(connection, [kept[name] for name in hashes])
    made: list[Request] = []
    for p in some:
        each = found[p.id]
        was = older[p.id]
        before = kept[was[0]] if was else None
        variant = kept[p.variant_hash]
        until = deadline(p, each.policy)
        step = each.standing.next
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
                standing=each.standing,
                yeses=tuple(
                    Said(yes.who, known.get(yes.who) or yes.who, yes.step, yes.at, yes.note)
                    for step in each.standing.steps
                    for yes in step.given
                ),
                asked=asked_in_words(each.standing),
                held=each.held,
                remarks=tuple(said[p.variant_hash]),
                persons=step.asked if step else (),
                other=others.get(p.variant_hash),
                why_not=each.held,
            )
        )
    return tuple(made)


def refusal(actor: Actor, found: Request) -> str:
    """Why somebody's yes would give nothing now, in words; "" when it gives something."""
    region = found.publication.region
    if found.held:
        return found.held
    if not may(actor, Act.APPROVE, region):
        return f"{actor.name} may not approve in {region}"
    return why_not(actor, found.standing)


def _for(actor: Actor, found: Request) -> Request:
    """The request as somebody looks at it."""
    reason = refusal(actor, found)
    return replace(found, yours=not reason, why_not=reason)


def approved_before(
    publication: Publication, latest: Mapping[tuple[str, str], Sequence[tuple[str, datetime]]]
) -> tuple[str, datetime] | None:
    """The hash and the instant (UTC) of what was approved last of it with other words.

    `latest` is what `approvals.latest` gives.
    """
    some = latest.get((publication.post, publication.channel), [])
    return next((each for each in some if each[0] != publication.variant_hash), None)
