"""What was shown of a plan is what is applied."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.model import Planned, State
from campaign.model.approval import USUAL
from campaign.usecases.operations.agenda import Shown, shown_of
from campaign.usecases.planning.confirm import PlanChanged, confirmed, digest
from campaign.usecases.planning.lots import lots
from campaign.usecases.planning.plan import reworded
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR


def test_the_same_plan_has_the_same_digest_and_any_other_another(stage: Stage) -> None:
    """Another word, time, channel, hold or stored state."""
    first = stage.wanted(at=stage.now + DAY)
    shown = digest(stage.plan([first]).to_apply)
    assert confirmed(stage.plan([first]), shown)
    others: tuple[list[Planned], ...] = (
        [],
        [stage.wanted(at=stage.now + DAY, texts=("Bona nit.",))],
        [stage.wanted(at=stage.now + 2 * DAY)],
        [stage.wanted(at=stage.now + DAY, channel="arad")],
        [stage.wanted(at=stage.now + DAY, blocked="alt-missing")],
        [first, stage.wanted("two", at=stage.now + DAY)],
    )
    digests = {digest(stage.plan(some).to_apply) for some in others}
    assert len(digests) == len(others)
    assert shown not in digests
    for some in others:
        with pytest.raises(PlanChanged):
            confirmed(stage.plan(some), shown)


def test_what_was_applied_is_not_applied_once_more(stage: Stage) -> None:
    """The second form is told so."""
    wanted = stage.wanted(at=stage.now + DAY)
    plan = stage.plan([wanted])
    shown = digest(plan.to_apply)
    stage.carry_out(confirmed(plan, shown))
    with pytest.raises(PlanChanged, match="nothing is left"):
        confirmed(stage.plan([wanted]), shown)


def test_a_stored_publication_that_moved_on_makes_another_plan(stage: Stage) -> None:
    """Somebody left it, or it went out, since the page was shown."""
    stage.ready(stage.wanted())
    moved = stage.wanted(at=stage.now + HOUR)
    shown = digest(stage.plan([moved]).to_apply)
    stage.tick()
    with pytest.raises(PlanChanged):
        confirmed(stage.plan([moved]), shown)


def test_lots_tell_one_post_and_kind_once_with_what_falls(stage: Stage) -> None:
    """Old and new words once for all channels that share them."""
    both = ("catalonia", "arad")
    stage.ready(*(stage.wanted(channel=each, at=stage.now + DAY) for each in both))
    changed = [
        stage.wanted(channel=each, at=stage.now + DAY, texts=("Bona nit.",)) for each in both
    ]
    later = stage.wanted("new", at=stage.now + 3 * DAY, headline="Nou")
    plan = stage.plan([*changed, later])
    read = reworded(plan, stage.database, lambda _: "", USUAL)
    found = lots(plan, read, {}, "en")
    assert [(each.post, str(each.kind), len(each.steps), each.falls) for each in found] == [
        ("labs", "change", 2, 2),
        ("new", "add", 1, 0),
    ]
    ((words, channels),) = found[0].words
    assert set(channels) == set(both)
    assert [(each.old, each.new) for each in words.changes] == [("Bon dia a tothom.", "Bona nit.")]
    assert (found[1].headline, found[1].language) == ("Nou", "ca")
    assert found[1].becomes - stage.now == timedelta(days=3)


def test_a_state_alone_has_a_word_that_people_see() -> None:
    """What is scheduled is ready, as far as its state tells."""
    assert shown_of(State.SCHEDULED) is Shown.READY
    assert len({shown_of(each) for each in State}) == len(State)
