"""Who says yes: for all regions, for one region, and what is refused with its line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from campaign.errors import ConfigError
from campaign.model.approval import Needed, Policy
from campaign.model.people import Role
from campaign.plan.rights import RIGHTS, Act
from tests.config.conftest import SMALL, load

REGION = 'names = { en = "Catalonia", ca = "Catalunya" }'
BOTH = (Role.APPROVER, Role.COORDINATOR)


def with_approval(text: str = "", *, region: str = "", campaign: str = "") -> str:
    """The small configuration with these words in it."""
    whole = SMALL.replace(REGION, f"{REGION}\n{region}" if region else REGION)
    whole = whole.replace('funding = "cofunded"', f'funding = "cofunded"\n{campaign}')
    return whole + (f"\n[approval]\n{text}\n" if text else "")


def read(small: Path, text: str) -> Policy | None:
    """What Catalonia asks for."""
    small.write_text(text, encoding="utf-8")
    return load(small).approval.of("catalonia")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (with_approval(), Policy()),
        (with_approval('steps = ["approver", "coordinator"]'), Policy(BOTH)),
        (with_approval('needed = "all"'), Policy(needed=Needed.ALL)),
        (with_approval("own_work = false"), Policy(own_work=False)),
        (with_approval('by = "6 h"'), Policy(by=timedelta(hours=6))),
        (with_approval('by = "3 days"'), Policy(by=timedelta(days=3))),
        (with_approval(region='approval = "none"'), None),
        (with_approval(campaign='approval = "none"'), None),
        (with_approval(campaign='approval = "required"'), Policy()),
        (with_approval(region='approval = { needed = "all" }'), Policy(needed=Needed.ALL)),
        (
            with_approval(
                'steps = ["approver", "coordinator"]\nown_work = false',
                region='approval = { needed = "all" }',
            ),
            Policy(BOTH, Needed.ALL, own_work=False),
        ),
        (
            with_approval(
                campaign='approval = "none"', region='approval = { steps = ["coordinator"] }'
            ),
            Policy((Role.COORDINATOR,)),
        ),
        (
            with_approval('needed = "all"', region="approval = { }"),
            Policy(needed=Needed.ALL),
        ),
    ],
)
def test_what_a_region_asks_for(small: Path, text: str, wanted: Policy | None) -> None:
    """What it does not say, the table for all says; else one approver's yes."""
    assert read(small, text) == wanted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (with_approval("steps = []"), "approval.steps must not be empty"),
        (with_approval('steps = ["editor"]'), "has an unknown value"),
        (with_approval('steps = ["admin"]'), "has an unknown value"),
        (with_approval('steps = ["approver", "approver"]'), "names a step twice"),
        (with_approval('needed = "two"'), "approval.needed has an unknown value"),
        (with_approval('own_work = "no"'), "must be true or false"),
        (with_approval('by = "soon"'), "is not a span of time"),
        (with_approval('untill = "2 d"'), 'unknown key "untill"'),
        (with_approval(region='approval = "maybe"'), 'must be a table, or "none"'),
        (with_approval(region="approval = true"), 'must be a table, or "none"'),
        (with_approval(region='approval = { step = ["approver"] }'), 'unknown key "step"'),
        (with_approval('by = "1 d"', campaign='approval = "none"'), "stands beside"),
        ('approval = "none"\n' + SMALL, "approval must be a table"),
    ],
)
def test_what_is_refused(small: Path, text: str, said: str) -> None:
    """With the words that help, at its line."""
    small.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load(small)
    assert said in str(error.value)


def test_each_step_is_a_role_that_may_approve(small: Path) -> None:
    """A step that nobody could take would hold everything."""
    for role in Role:
        text = with_approval(f'steps = ["{role}"]')
        small.write_text(text, encoding="utf-8")
        if role in RIGHTS[Act.APPROVE]:
            assert read(small, text) == Policy((role,))
        else:
            with pytest.raises(ConfigError):
                load(small)
