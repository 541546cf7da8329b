"""The table of rights, asked cell by cell: each act, each role, each kind of region."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from campaign.errors import Forbidden
from campaign.model.people import EVERYWHERE, Actor, Person, Role
from campaign.plan.rights import IN_ANY_REGION, RIGHTS, Act, demand, may

R, E, A, C, X = "reader", "editor", "approver", "coordinator", "admin"

#: Written out a second time, so that a slip in the table is seen: who may do what in their region.
EXPECTED = {
    Act.READ: {R, E, A, C, X},
    Act.ADDRESS: {R, E, A, C, X},
    Act.COMMENT: {E, A, C, X},
    Act.EDIT: {E, C, X},
    Act.PLAN: {E, C, X},
    Act.DISMISS: {C, X},
    Act.APPROVE: {A, C},
    Act.REVOKE: {C},
    Act.INVITE: {A, C, X},
    Act.DECIDE: {C, X},
    Act.PAUSE: {E, A, C, X},
    Act.RESUME: {A, C, X},
    Act.SKIP: {E, A, C, X},
    Act.WITHDRAW: {A, C, X},
    Act.CORRECT: {E, C, X},
    Act.CONSENT: {E, A, C, X},
    Act.EXPORT: {C, X},
    Act.FIGURES: {E, C, X},
    Act.CONNECT: {X},
    Act.MACHINES: {X},
    Act.PEOPLE: {X},
    Act.REDACT: {X},
    Act.RESTORE: {X},
}


def somebody(role: Role, region: str, disabled: datetime | None = None) -> Actor:
    """A person with one role in one region."""
    return Actor("aina", Person("aina", "Aina", "", {region: frozenset({role})}, disabled))


def test_every_act_has_its_row() -> None:
    """A new act without a row could be done by nobody, or by all."""
    assert set(RIGHTS) == set(Act) == set(EXPECTED)


@pytest.mark.parametrize(("act", "role"), list(product(Act, Role)))
def test_a_role_is_worth_its_row_in_its_region_and_nothing_elsewhere(act: Act, role: Role) -> None:
    """In its own region, in another one, in all of them, and with two at once."""
    allowed = role.value in EXPECTED[act]
    here, all_over = somebody(role, "catalonia"), somebody(role, EVERYWHERE)
    anywhere = allowed and act in IN_ANY_REGION
    assert may(here, act, "catalonia") is allowed
    assert may(here, act, "navarra") is anywhere
    assert may(here, act, EVERYWHERE) is anywhere
    assert may(all_over, act, "catalonia") is may(all_over, act, "navarra") is allowed
    assert may(all_over, act, EVERYWHERE) is allowed
    for regions in (["catalonia", "navarra"], [EVERYWHERE], ["navarra"]):
        if anywhere:
            demand(here, act, regions)
            continue
        with pytest.raises(Forbidden) as refused:
            demand(here, act, regions)
        assert act.value in str(refused.value)
        where = "all regions" if regions == [EVERYWHERE] else "navarra"
        assert ("a region" if act in IN_ANY_REGION else where) in str(refused.value)


@pytest.mark.parametrize("act", list(Act))
def test_who_is_disabled_may_do_nothing(act: Act) -> None:
    """Whatever the roles are, which stay written down."""
    gone = datetime(2026, 11, 1, tzinfo=UTC)
    for role in Role:
        assert not may(somebody(role, EVERYWHERE, gone), act, "catalonia")
        with pytest.raises(Forbidden):
            demand(somebody(role, EVERYWHERE, gone), act, ["catalonia"])


@pytest.mark.parametrize("act", list(Act))
def test_without_a_role_nobody_may_anything_and_alone_everything(act: Act) -> None:
    """Somebody who works alone is no person of the table."""
    nobody = Actor("jon", Person("jon", "Jon", ""))
    assert not may(nobody, act, "catalonia") and not may(nobody, act, EVERYWHERE)
    assert may(Actor("root"), act, "catalonia") and may(Actor("root"), act, EVERYWHERE)


def test_roles_of_several_regions_do_not_add_up_to_all_regions() -> None:
    """All regions at once are asked of whoever is given all of them, also those to come."""
    both = frozenset({Role.ADMIN})
    aina = Actor("aina", Person("aina", "", "", {"catalonia": both, "navarra": both}))
    demand(aina, Act.CONNECT, ["catalonia", "navarra"])
    with pytest.raises(Forbidden, match="all regions"):
        demand(aina, Act.RESTORE, [EVERYWHERE])


def test_the_refusal_names_the_regions_and_the_roles_that_it_takes() -> None:
    """So that a person knows whom to ask."""
    aina = somebody(Role.READER, "catalonia")
    with pytest.raises(Forbidden) as refused:
        demand(aina, Act.DECIDE, ["navarra", "catalonia"])
    assert str(refused.value) == (
        "aina may not decide what became of a post or a report, or give a post another time in "
        "catalonia and navarra: it takes the role coordinator or admin there"
    )
