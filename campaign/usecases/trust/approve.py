"""Say yes to exact variants, step by step: what is approved is a content hash, not a post.

::

    yes → a row for each step that it gives → are all steps done? → a release → the publisher may

Everything about one yes is one transaction: the right, the steps as they stand at that moment, the
rows, the release, and what the record tells of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from campaign.model import Approval, Basis, MachinePart, Publication
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.people import Actor, Role
from campaign.plan.approval import Standing, asked_in_words, steps_for, why_not
from campaign.plan.grace import meant_for
from campaign.plan.rights import RIGHTS, Act, may
from campaign.storage import overview, publications, record, releases, wakeups
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import approvals, authors, changes, people
from campaign.storage.trust.judged import Judged, judged


@dataclass(frozen=True, slots=True)
class Refusal:
    """A publication to which somebody's yes gave nothing, and why.

    `changed` is true where its words or pictures are others than those that were shown.
    """

    publication: Publication
    why: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Approved:
    """What came of a yes: to how many variants it was new, and how many of them may go out now.

    `asked` tells who is asked next, in words, and for how many variants.
    """

    variants: int = 0
    released: int = 0
    asked: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()


def waiting(database: Database, rules: ApprovalRules = USUAL) -> list[Publication]:
    """Scheduled publications that their region has not released, the longest due first.

    After them stand those that are out and wait for other words, each with these words.
    """
    with database.read() as connection:
        return not_released(connection, rules)


def not_released(
    connection: Connection,
    rules: ApprovalRules,
    *,
    until: datetime | None = None,
    posts: Collection[str] | None = None,
) -> list[Publication]:
    """The same in a transaction.

    With `until` (UTC), only what is meant to go out before; with `posts`, only what is of these.
    """
    rewordings = [
        p
        for p in changes.awaiting(connection)
        if (until is None or meant_for(p) < until) and (posts is None or p.post in posts)
    ]
    done = releases.released(connection, rewordings, rules)
    some = overview.waiting(connection, rules, until=until, posts=posts)
    return [*some, *(p for p in rewordings if p.id not in done)]


def approve(
    database: Database,
    chosen: Sequence[Publication],
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    rules: ApprovalRules = USUAL,
) -> Approved:
    """Write down somebody's yes to these, for the steps that are theirs, at `now` (UTC).

    What the yes gives nothing to is told with the reason. Raises Forbidden when the actor may
    approve in none of the regions.
    """
    with database.write() as connection:
        actor = people.demand(connection, actor, Act.APPROVE, ())
        regions = {p.region for p in chosen}
        if regions and not any(may(actor, Act.APPROVE, region) for region in regions):
            people.demand(connection, actor, Act.APPROVE, regions)
        done = _say_yes(connection, chosen, actor, Basis.PERSON, now, note, rules)
        record.chain(connection)
    return done


def approve_by_invitation(
    connection: Connection,
    chosen: Sequence[Publication],
    *,
    who: str,
    inviter: str,
    now: datetime,
    note: str = "",
    rules: ApprovalRules = USUAL,
) -> Approved:
    """Write down the yes of somebody who was invited: it counts for the approver's step alone.

    To be called in the transaction in which the invitation is found to hold. `who` is written down
    as the one who approved. `inviter` is the person who invited: where nobody approves their own
    work, nobody lets it go by somebody whom they have invited either.
    """
    theirs = authors.of(connection, {p.variant_hash for p in chosen})
    own = {
        p.id
        for p in chosen
        if inviter in theirs[p.variant_hash]
        and (policy := rules.of(p.region)) is not None
        and not policy.own_work
    }
    done = _say_yes(
        connection,
        [p for p in chosen if p.id not in own],
        *(Actor(who), Basis.INVITATION, now, note, rules),
    )
    why = f"{inviter} planned or wrote it, so that another person has to invite"
    refused = tuple(Refusal(p, why) for p in chosen if p.id in own)
    return replace(done, refused=(*done.refused, *refused))


def settle(
    connection: Connection,
    some: Iterable[Publication],
    *,
    who: str,
    now: datetime,
    rules: ApprovalRules,
) -> set[str]:
    """Let those go whose steps are all done and which nobody holds; gives their variants."""
    ready = {
        each.publication.variant_hash: each
        for each in judged(connection, some, rules).values()
        if each.standing.done and not each.held and not each.released
    }
    if not ready:
        return set()
    alone = not people.exist(connection)
    wanted = {name: each.policy.asked_in(each.publication.region) for name, each in ready.items()}
    done = releases.release(connection, wanted, now, alone=alone)
    for name in sorted(done):
        p = ready[name].publication
        record.append(
            connection,
            RecordAct.VARIANT_RELEASED,
            who=who,
            now=now,
            post=p.post,
            publication=p.id,
            details={"variant": name, "channel": p.channel, "policy": wanted[name]},
        )
    if done:
        wakeups.request(connection)
    return done


def as_they_are(connection: Connection, chosen: Collection[Publication]) -> dict[int, Publication]:
    """The same publications as they stand by now, by number; with the words that they wait for."""
    wanted = {p.id for p in chosen}
    posts = {p.post for p in chosen}
    found = {p.id: p for p in publications.all_of(connection, posts) if p.id in wanted}
    return found | {p.id: p for p in changes.awaiting(connection) if p.id in wanted}


def _say_yes(
    connection: Connection,
    chosen: Sequence[Publication],
    actor: Actor,
    basis: Basis,
    now: datetime,
    note: str,
    rules: ApprovalRules,
) -> Approved:
    approvals.lock(connection, {p.variant_hash for p in chosen})
    standing_now = as_they_are(connection, chosen)
    found = judged(connection, standing_now.values(), rules)
    alone = not people.exist(connection)
    if alone and basis is Basis.PERSON:
        basis = Basis.ALONE
    refused: list[Refusal] = []
    new: dict[str, tuple[Publication, tuple[Role, ...]]] = {}
    for shown in chosen:
        now_it_is = standing_now.get(shown.id)
        each = found.get(shown.id)
        if now_it_is is None or each is None or each.released:
            continue  # nobody has to say yes, or everybody has
        if now_it_is.variant_hash != shown.variant_hash:
            why = "its words or pictures changed meanwhile: look again"
            refused.append(Refusal(shown, why, changed=True))
        elif each.held:
            refused.append(Refusal(shown, each.held))
        elif why := _refused(actor, basis, each):
            refused.append(Refusal(shown, why))
        else:
            new[shown.variant_hash] = (shown, _steps(actor, basis, each.standing))
    rows = [
        Approval(
            *(name, actor.name, now, note),
            step=role.value,
            basis=basis,
            policy=found[p.id].policy.asked_in(p.region),
        )
        for name, (p, steps) in sorted(new.items())
        for role in steps
    ]
    approvals.add(connection, rows)
    for row in rows:
        p = new[row.variant_hash][0]
        _record(connection, p, row, found[p.id].machine)
    said_yes = [p for p, _ in new.values()]
    released = settle(connection, said_yes, who=actor.name, now=now, rules=rules)
    asked = Counter(
        words
        for each in judged(connection, said_yes, rules).values()
        if (words := asked_in_words(each.standing))
    )
    given = {row.variant_hash for row in rows} | released
    return Approved(len(given), len(released), dict(asked), tuple(refused))


def _refused(actor: Actor, basis: Basis, each: Judged) -> str:
    """Why a yes would give nothing, "" when it gives a step, or lets go what is done."""
    region = each.publication.region
    if each.machine and basis is not Basis.PERSON:
        return (
            "a machine made a part of it, so a registered person has to read and approve it: "
            "`campaign user add` registers people"
        )
    if basis is Basis.INVITATION:
        step = each.standing.next
        if step is None or step.role is Role.APPROVER:
            return ""
        return "an invitation is for the approver's step, and that is not the next one"
    if not may(actor, Act.APPROVE, region):
        roles = " or ".join(str(role) for role in Role if role in RIGHTS[Act.APPROVE])
        return f"{actor.name} may not approve in {region}: it takes the role {roles} there"
    return why_not(actor, each.standing)


def _steps(actor: Actor, basis: Basis, found: Standing) -> tuple[Role, ...]:
    if basis is not Basis.INVITATION:
        return steps_for(actor, found)
    step = found.next
    return () if step is None else (step.role,)


def _record(
    connection: Connection,
    publication: Publication,
    row: Approval,
    machine: tuple[MachinePart, ...],
) -> None:
    """Write down a yes; one to a machine's words is the review that the law asks for."""
    reviewed = {"reviewed_machine_parts": [asdict(part) for part in machine]} if machine else {}
    record.append(
        connection,
        RecordAct.VARIANT_APPROVED,
        who=row.who,
        now=row.at,
        post=publication.post,
        publication=publication.id,
        details={
            "variant": row.variant_hash,
            "channel": publication.channel,
            "region": publication.region,
            "step": row.step,
            "policy": row.policy,
            "basis": row.basis.value,
            **reviewed,
        },
        private={"note": row.note} if row.note else {},
    )
