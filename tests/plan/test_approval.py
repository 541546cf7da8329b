"""Which steps are done, who is asked next, and who may not: judged from values alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.model import Approval, Basis
from campaign.model.approval import ApprovalRules, Needed, Policy
from campaign.model.people import Actor, Person, Role
from campaign.plan.approval import (
    Standing,
    asked_in_words,
    deadline,
    moments,
    nobody_may,
    reached,
    standing,
    steps_for,
    why_not,
)
from tests.plan.made import DAY, HOUR, NOW, held, planned

BOTH = Policy((Role.APPROVER, Role.COORDINATOR))


def person(id: str, *roles: Role, region: str = "catalonia", **other: object) -> Person:
    """Somebody with roles in a region."""
    return Person(id, id.title(), f"{id}@x.org", {region: frozenset(roles)}, **other)  # type: ignore[arg-type]


PEOPLE = (
    person("anna", Role.APPROVER),
    person("berta", Role.APPROVER),
    person("carla", Role.COORDINATOR),
    person("dora", Role.APPROVER, Role.COORDINATOR),
    person("elsewhere", Role.APPROVER, Role.COORDINATOR, region="arad"),
    person("gone", Role.APPROVER, Role.COORDINATOR, disabled=NOW),
    person("admin", Role.ADMIN, region="*"),
)


def yes(who: str, step: Role = Role.APPROVER, policy: Policy = BOTH, **other: object) -> Approval:
    """Somebody's yes for a step."""
    rest = {"basis": Basis.PERSON, **other}
    return Approval("h", who, NOW, step=step, policy=policy.asked_in("catalonia"), **rest)  # type: ignore[arg-type]


def judge(*said: Approval, policy: Policy = BOTH, authors: tuple[str, ...] = ()) -> Standing:
    """Judge these in Catalonia."""
    return standing(policy, said, PEOPLE, authors, "catalonia")


def actor(id: str) -> Actor:
    """One of the people."""
    return Actor(id, next(each for each in PEOPLE if each.id == id))


def test_the_first_step_asks_those_who_have_its_role_there() -> None:
    """Not those elsewhere, not the disabled, not an admin."""
    found = judge()
    assert found.next is not None and found.next.asked == ("anna", "berta", "dora")
    assert asked_in_words(found) == "it waits for the yes of anna or berta or dora (approver)"


@pytest.mark.parametrize(
    ("who", "steps"),
    [
        ("anna", (Role.APPROVER,)),
        ("dora", (Role.APPROVER, Role.COORDINATOR)),
        ("carla", ()),
        ("elsewhere", ()),
        ("gone", ()),
        ("admin", ()),
    ],
)
def test_what_a_yes_gives_at_the_beginning(who: str, steps: tuple[Role, ...]) -> None:
    """From the next step on, as far as one's roles go."""
    assert steps_for(actor(who), judge()) == steps


def test_the_coordinator_follows_the_approver() -> None:
    """And then all is done."""
    found = judge(yes("anna"))
    assert steps_for(actor("carla"), found) == (Role.COORDINATOR,)
    assert steps_for(actor("berta"), found) == ()
    assert not found.done
    assert judge(yes("anna"), yes("carla", Role.COORDINATOR)).done


@pytest.mark.parametrize(
    "other",
    [
        yes("anna", revoked=NOW),
        yes("anna", policy=Policy()),
        yes("anna", basis=Basis.ALONE),
        yes("anna", Role.COORDINATOR),
    ],
    ids=["taken back", "another policy", "bound to nobody", "another step"],
)
def test_what_counts_for_nothing(other: Approval) -> None:
    """The first step is open as before."""
    found = judge(other)
    assert found.next is not None and found.next.role is Role.APPROVER


def test_all_of_them() -> None:
    """Each is asked until the last has said yes; the step after waits for that."""
    policy = Policy((Role.APPROVER, Role.COORDINATOR), Needed.ALL)
    found = judge(yes("anna", policy=policy), policy=policy)
    assert found.next is not None and found.next.asked == ("berta", "dora")
    assert "berta and dora (approver)" in asked_in_words(found)
    assert steps_for(actor("dora"), found) == (Role.APPROVER,), "berta is still asked"
    found = judge(*(yes(who, policy=policy) for who in ("anna", "berta")), policy=policy)
    assert steps_for(actor("dora"), found) == BOTH.steps, "she is the last, and a coordinator too"
    said = [yes(who, policy=policy) for who in ("anna", "berta", "dora")]
    assert judge(*said, policy=policy).next is not None
    said += [yes(who, Role.COORDINATOR, policy=policy) for who in ("carla", "dora")]
    assert judge(*said, policy=policy).done


def test_an_invitation_is_one_yes_among_all() -> None:
    """It fills a step where one is enough, and stands for nobody where all are asked."""
    assert judge(yes("mayor", basis=Basis.INVITATION)).steps[0].done
    policy = Policy(needed=Needed.ALL)
    said = yes("mayor", basis=Basis.INVITATION, policy=policy)
    assert not judge(said, policy=policy).done


def test_own_work_is_approved_by_others() -> None:
    """Who wrote it is not asked, and is told why."""
    policy = Policy(own_work=False)
    found = judge(policy=policy, authors=("anna", "zoe"))
    assert found.next is not None
    assert (found.next.asked, found.next.own) == (("berta", "dora"), ("anna",))
    assert "own work" in why_not(actor("anna"), found)
    assert not judge(yes("anna", policy=policy), policy=policy, authors=("anna",)).done
    assert judge(yes("anna", policy=policy), policy=policy, authors=("zoe",)).done


def test_where_all_who_may_are_its_authors_nobody_may() -> None:
    """That is said, and nothing goes out."""
    policy = Policy((Role.COORDINATOR,), own_work=False)
    found = judge(policy=policy, authors=("carla", "dora"))
    assert found.nobody and "nobody may say it" in asked_in_words(found)


def test_without_people_one_yes_does_all_steps() -> None:
    """Whoever works alone is every role."""
    found = standing(BOTH, (), (), (), "catalonia")
    assert steps_for(Actor("root"), found) == BOTH.steps
    said = [yes("root", step, basis=Basis.ALONE) for step in BOTH.steps]
    assert standing(BOTH, said, (), (), "catalonia").done


def test_a_name_without_a_person_gives_nothing_once_there_are_people() -> None:
    """Whatever the name is."""
    assert steps_for(Actor("anna"), judge()) == ()


def test_a_region_in_which_nobody_may_is_named() -> None:
    """With the step, and what to type; regions without approval are left out."""
    rules = ApprovalRules(BOTH, {"free": None})
    said = nobody_may(rules, ["catalonia", "arad", "navarra", "free"], PEOPLE)
    assert [each.partition(",")[0] for each in said] == [
        "nobody in 'navarra' may approve as approver",
        "nobody in 'navarra' may approve as coordinator",
    ]
    assert nobody_may(rules, ["navarra"], ()) == ()


def test_a_deadline_goes_by_the_time_that_it_is_meant_for() -> None:
    """Also when that was put off."""
    one = held(planned(NOW + 5 * DAY))
    assert deadline(one, Policy()) == NOW + 3 * DAY
    assert reached(one, Policy(), NOW) is None
    assert reached(one, Policy(), NOW + 2 * DAY) == 3 * DAY
    assert reached(one, Policy(), NOW + 4 * DAY + HOUR) == DAY
    assert reached(one, Policy(), NOW + 9 * DAY) == timedelta(0)
    assert moments(Policy())[0] == 3 * DAY


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Policy(), Policy(by=DAY), True),
        (Policy(), Policy(own_work=False), False),
        (Policy(), Policy(needed=Needed.ALL), False),
        (BOTH, Policy((Role.COORDINATOR, Role.APPROVER)), False),
        (BOTH, Policy(), False),
    ],
)
def test_what_makes_another_policy(one: Policy, other: Policy, same: bool) -> None:
    """Until when is a matter of reminders, and asks nobody anew."""
    assert (one.fingerprint == other.fingerprint) is same
