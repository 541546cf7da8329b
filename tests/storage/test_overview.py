"""What the database says waits for a yes is what the rules say, row by row."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from campaign.model import Publication, State
from campaign.model.approval import NO_APPROVAL, USUAL, ApprovalRules, Policy
from campaign.model.people import Person, Role
from campaign.plan.grace import meant_for
from campaign.storage import overview, publications, releases, tables
from campaign.storage.database import Database
from campaign.storage.trust import people
from tests.plan.made import NOW
from tests.storage.conftest import on_both
from tests.storage.made import one

_STRICT = Policy(steps=(Role.APPROVER, Role.COORDINATOR))
_RULES = {
    "usual": USUAL,
    "none": NO_APPROVAL,
    "strict there": ApprovalRules(Policy(), {"catalonia": _STRICT}),
    "free there": ApprovalRules(Policy(), {"catalonia": None}),
    "only there": ApprovalRules(None, {"catalonia": Policy()}),
    "only elsewhere": ApprovalRules(None, {"navarra": Policy()}),
}


def waits(database: Database, rules: ApprovalRules) -> list[Publication]:
    """The same by the rules, row by row."""
    with database.read() as connection:
        scheduled = publications.in_states(connection, State.SCHEDULED)
        let = releases.released(connection, scheduled, rules)
    return [p for p in scheduled if p.id not in let]


def fill(database: Database) -> None:
    """Publications that are let go under this policy or that, alone or not, and some under none."""
    with database.write() as connection:
        for number in range(12):
            made = one(connection, f"post-{number}", due=NOW + timedelta(days=number))
            policy = (Policy(), _STRICT, None)[number % 3]
            if policy is not None:
                wanted = {made.variant_hash: policy.asked_in("catalonia")}
                releases.release(connection, wanted, NOW, alone=number % 2 == 0)
        last = publications.in_states(connection, State.SCHEDULED)[-1]
        publications.change(connection, last, State.CANCELLED, who="test", now=NOW)


@on_both
@pytest.mark.parametrize("registered", [False, True])
@pytest.mark.parametrize("rules", _RULES.values(), ids=_RULES)
def test_the_database_and_the_rules_agree(
    database: Database, rules: ApprovalRules, *, registered: bool
) -> None:
    """For every policy, whether people are registered or not, and narrowed by time and posts."""
    fill(database)
    if registered:
        with database.write() as connection:
            people.add(connection, Person("marta", "Marta", "marta@project.example", {}), NOW)
    expected = waits(database, rules)
    until = NOW + timedelta(days=6)
    with database.read() as connection:
        assert overview.waiting(connection, rules) == expected
        assert overview.waiting(connection, rules, until=until) == [
            p for p in expected if meant_for(p) < until
        ]
        assert overview.waiting(connection, rules, posts={"post-2", "post-8", "none"}) == [
            p for p in expected if p.post in ("post-2", "post-8")
        ]


@on_both
def test_what_was_put_off_waits_for_its_new_time(database: Database) -> None:
    """It is meant for the time to which it was put off, not for the one that has passed."""
    with database.write() as connection:
        made = one(connection, "post")
        off = tables.publications.update().where(tables.publications.c.id == made.id)
        connection.execute(off.values(put_off=NOW + timedelta(days=30)))
        soon, late = (NOW + timedelta(days=days) for days in (29, 31))
        assert not overview.waiting(connection, USUAL, until=soon)
        assert len(overview.waiting(connection, USUAL, until=late)) == 1


def test_a_row_has_the_fields_of_a_publication_in_their_order() -> None:
    """Rows are read by their places, not by the names of their columns."""
    names = [each.name for each in fields(Publication)]
    assert list(tables.publications.columns.keys()) == names
