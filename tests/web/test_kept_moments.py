"""What the desk keeps for a moment: given to many, and old with the first act of anybody."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from campaign.usecases.trust.approve import approve, waiting
from campaign.web.app import PAGES
from campaign.web.routing import ACTS
from campaign.web.warm_up import warm_up
from tests.web.stage import Stage, Visit, staged
from tests.web.test_approvals import POST, act, notice, reword
from tests.web.test_invited import answer, invited

_LONG = 600.0  # seconds: longer than any test, so that nothing ends by itself


@pytest.fixture
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Everything is planned, nothing approved, and the desk keeps what it read."""
    with staged(tmp_path_factory.mktemp("kept") / "campaign", fresh=_LONG) as made:
        made.plan()
        yield made


def row(visit: Visit) -> str:
    """What the list of approvals says of the post in Catalonia, "" for nothing."""
    page = visit.get("/approvals").text
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    address = f"/approvals/{POST}?region=catalonia"
    return next((each for each in rows if address in each), "")


def waits(visit: Visit) -> int:
    """How many texts wait for a yes, as the page's frame counts them."""
    found = re.search(r'href="/approvals".*?class="count [a-z]+">(\d+)', visit.get("/").text)
    return int(found[1]) if found else 0


def test_everybody_sees_each_act_about_approvals_at_once(planned: Stage) -> None:
    """Asked, sent back, let go on, said yes to, taken back: one acts, another one looks."""
    olga, marta = planned.visit("olga"), planned.visit("marta")
    before = waits(olga)
    assert "Asked by" not in row(olga)
    notice(olga, act(olga, "ask"))
    assert "Asked by Olga" in row(marta) and "<b>Yours</b>" in row(marta)
    notice(marta, act(marta, "change", wish="Say when it begins."))
    assert "Sent back" in row(olga) and "Say when it begins." in row(olga)
    notice(olga, act(olga, "go-on"))
    assert "Sent back" not in row(marta)
    notice(marta, act(marta, "approve"))
    assert not row(olga) and waits(olga) == before - 4
    notice(marta, act(marta, "mine"))
    assert "<b>Yours</b>" in row(marta) and waits(olga) == before


def test_a_yes_by_an_invitation_is_seen_at_once(planned: Stage) -> None:
    """Whoever answers has no account, and is led to no page of the desk."""
    olga, before = planned.visit("olga"), waits(planned.visit("olga"))
    made = invited(planned)
    planned.desk.changed()
    assert "never opened" in row(olga)
    assert answer(planned.visit(), made.path).status_code == 303
    assert not row(olga) and waits(olga) == before - 4


def test_other_words_are_seen_at_once_when_they_were_planned_here(planned: Stage) -> None:
    """What was approved is asked for again."""
    olga, marta = planned.visit("olga"), planned.visit("marta")
    notice(marta, act(marta, "approve"))
    assert not row(olga)
    reword(planned)
    planned.desk.changed()
    assert row(olga)


def test_what_was_read_is_kept_until_an_act(planned: Stage) -> None:
    """What another process does is seen when the moment is over; an act here ends it."""
    olga = planned.visit("olga")
    assert row(olga)
    rules, database = planned.opened.config.approval, planned.opened.database
    who, now = planned.person("avery"), planned.opened.now()
    approve(database, waiting(database, rules), actor=who, now=now, rules=rules)
    assert row(olga), "it was read anew"
    planned.desk.changed()
    assert not row(olga)


def test_a_desk_that_is_warm_has_its_calendar_and_is_passed_over(planned: Stage) -> None:
    """The garbage collector walks through nothing of what was there when it began to serve."""
    warm_up(planned.desk)
    try:
        assert gc.get_freeze_count() > 10_000
        assert planned.desk.calendar().posts
    finally:
        gc.unfreeze()


def test_every_form_acts_but_those_that_ask_with_each_key() -> None:
    """Whoever adds a form need not think of what is kept."""
    idle = {
        route.path
        for page in PAGES
        for route in page.pages.routes
        if isinstance(route, APIRoute)
        and "POST" in (route.methods or ())
        and not (route.openapi_extra or {})[ACTS]
    }
    assert idle == {
        "/posts/{id}/compose",
        "/posts/{id}/here",
        "/translations/{language}/{post}/room",
    }
