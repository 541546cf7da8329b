"""How far a variant is on its way to be let go: which steps are done, and who is asked next. Pure.

::

    policy   approver → coordinator        each step: one yes, or the yes of all who have the role
    standing a yes that counts fills its step; the first step that is not filled is the next one

A yes counts for the policy and the region that asked for it, for its step, and where it rests on a
person or an invitation. While nobody is registered, every yes counts. Where own work is not
approved, the yes of whoever planned or wrote the variant counts for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.model import Approval, Basis, Publication
from campaign.model.approval import ApprovalRules, Needed, Policy
from campaign.model.people import Actor, Person, Role
from campaign.plan.grace import meant_for


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who said yes, who is still asked, and who is not because it is their own work.

    `asked` and `own` are ids of persons, in their order. While nobody is registered both are empty.
    """

    role: Role
    given: tuple[Approval, ...]
    asked: tuple[str, ...]
    own: tuple[str, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Every step of a policy, in its order, for one variant.

    `by_person` is true where a machine made a part that bears no label: then nobody's yes counts
    but that of a registered person.
    """

    policy: Policy
    steps: tuple[Step, ...]
    alone: bool
    by_person: bool = False

    @property
    def done(self) -> bool:
        """True when every step has its yes."""
        return self.next is None

    @property
    def next(self) -> Step | None:
        """The step that is asked now, None when all are done."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def nobody(self) -> bool:
        """True when a yes is needed and no one who is registered may give it."""
        step = self.next
        return step is not None and not self.alone and not step.asked


def standing(
    policy: Policy,
    approvals: Iterable[Approval],
    people: Sequence[Person],
    authors: Collection[str],
    region: str,
    *,
    by_person: bool = False,
) -> Standing:
    """Judge what was said of one variant of a region.

    `approvals` may hold those that were taken back. `people` are all that are registered, `authors`
    those who planned or wrote the variant. With `by_person`, only the yes of a registered person
    counts.
    """
    alone = not people
    counting = [
        each
        for each in approvals
        if each.revoked is None
        and each.policy == policy.asked_in(region)
        and (alone or each.basis is not Basis.ALONE)
        and (each.basis is Basis.PERSON or not by_person)
        and (alone or policy.own_work or each.who not in authors)
    ]
    steps = tuple(
        _step(
            role,
            policy,
            tuple(each for each in counting if each.step == role),
            sorted(each.id for each in people if role in each.roles_in(region)),
            authors,
            alone=alone,
        )
        for role in policy.steps
    )
    return Standing(policy, steps, alone, by_person)


def _step(
    role: Role,
    policy: Policy,
    given: tuple[Approval, ...],
    able: Sequence[str],
    authors: Collection[str],
    *,
    alone: bool,
) -> Step:
    if alone:
        return Step(role, given, (), (), bool(given))
    own = () if policy.own_work else tuple(each for each in able if each in authors)
    said = {each.who for each in given if each.basis is Basis.PERSON}
    asked = tuple(each for each in able if each not in own and each not in said)
    done = bool(given) and (policy.needed is Needed.ONE or not asked)
    return Step(role, given, () if done else asked, own, done)


def steps_for(actor: Actor, found: Standing) -> tuple[Role, ...]:
    """The steps that somebody's yes gives now: from the next one on, as far as their roles go.

    Empty when it is the turn of others. Somebody with two roles gives two steps at once, unless
    the first still needs others.
    """
    if actor.person is None:
        free = found.alone and not found.by_person
        return tuple(step.role for step in found.steps if not step.done) if free else ()
    steps: list[Role] = []
    for step in found.steps:
        if step.done:
            continue
        if actor.person.id not in step.asked:
            break
        steps.append(step.role)
        if found.policy.needed is Needed.ALL and step.asked != (actor.person.id,):
            break
    return tuple(steps)


def why_not(actor: Actor, found: Standing) -> str:
    """Why somebody's yes gives no step now, in words; "" when it gives one."""
    step = found.next
    if step is None or steps_for(actor, found):
        return ""
    if actor.name in step.own:
        return f"{actor.name} planned or wrote it, and nobody approves their own work here"
    if any(each.who == actor.name for each in step.given):
        return f"{actor.name} has said yes: {asked_in_words(found)}"
    return asked_in_words(found)


def asked_in_words(found: Standing) -> str:
    """Who is asked now, in words; "" when all is done."""
    step = found.next
    if step is None:
        return ""
    if found.alone and found.by_person:
        return f"a machine made a part of it: it waits for a registered {step.role}"
    if found.alone:
        return f"it waits for the yes of its {step.role}"
    if not step.asked:
        return f"it waits for the yes of its {step.role}, and nobody may say it"
    many = found.policy.needed is Needed.ALL and len(step.asked) > 1
    return f"it waits for the yes of {(' and ' if many else ' or ').join(step.asked)} ({step.role})"


def nobody_may(
    rules: ApprovalRules, regions: Iterable[str], people: Sequence[Person]
) -> tuple[str, ...]:
    """A sentence for each step of a region that nobody who is registered may take.

    While nobody is registered at all, whoever works alone may do everything.
    """
    if not people:
        return ()
    policies = ((region, rules.of(region)) for region in regions)
    return tuple(
        f"nobody in {region!r} may approve as {role}, so nothing of it can go out: "
        f"campaign user role ID --give {role} --region {region}"
        for region, policy in policies
        for role in (policy.steps if policy is not None else ())
        if not any(role in person.roles_in(region) for person in people)
    )


def deadline(publication: Publication, policy: Policy) -> datetime:
    """Until when (UTC) it is to be approved."""
    return meant_for(publication) - policy.by


#: How long before its time a post that waits for a yes is told of.
_AHEAD = (timedelta(days=3), timedelta(days=1), timedelta(hours=2))


def moments(policy: Policy) -> tuple[timedelta, ...]:
    """How long before its time an unapproved post is told of, the longest first.

    Three days, one day and two hours ahead, at the deadline, and at its time, when it is held.
    Where the deadline is three days ahead or more, also a day before that.
    """
    before = (policy.by + timedelta(days=1),) if policy.by >= _AHEAD[0] else ()
    return tuple(sorted({*_AHEAD, policy.by, *before, timedelta(0)}, reverse=True))


def reached(publication: Publication, policy: Policy, now: datetime) -> timedelta | None:
    """The last of these moments that has come at `now` (UTC), None before the first.

    What was planned late, or while nobody was at work, is told of once and not of each moment.
    """
    left = meant_for(publication) - now
    come = [each for each in moments(policy) if left <= each]
    return min(come, default=None)
