"""A person has looked at an account that nobody can ask: what that covers, and when it is heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from campaign.engine.after_restore import person_checks
from campaign.engine.after_restore.marks import mark, unlooked
from campaign.engine.after_restore.person_checks import none_out
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.unbooked_posts import Ready
from campaign.model import Delivery, State
from campaign.model.people import Actor
from campaign.storage import publications, restores
from campaign.usecases.operations.reschedule import chosen, reschedule
from tests.engine.simulated import CLASSES
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)


def put_back(stage: Stage) -> None:
    """A copy of an hour ago."""
    with stage.database.write() as connection:
        mark(
            connection,
            None,
            who="aina",
            now=stage.now,
            known_until=stage.now - HOUR,
            delivery=lambda *_: Delivery.AT_MOST_ONCE,
        )


@pytest.fixture
def later(stage: Stage) -> Stage:
    """A post to be sent in an hour where nobody can ask, in doubt since a copy was put back."""
    stage.network = CLASSES["at most once"](lambda: stage.now, stage.media)  # type: ignore[assignment]
    stage.ready(stage.wanted(at=stage.now + HOUR))
    put_back(stage)
    return stage


def test_a_word_that_comes_during_a_tick_holds(
    later: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and what is written by it: it stays scheduled, and goes at the next tick."""
    later.now += HOUR
    really = person_checks.left_to_persons

    def left(context: EngineContext, ready: Sequence[Ready], report: TickReport) -> Any:
        assert none_out(later.database, "catalonia", actor=Actor("aina"), now=later.now) <= 1
        return really(context, ready, report)

    monkeypatch.setattr(person_checks, "left_to_persons", left)
    later.tick()
    held = later.held()
    assert (held.state, held.doubtful_since, held.tries) == (State.SCHEDULED, None, 0)
    later.tick(MINUTE)
    assert later.states() == [State.PUBLISHED]


def test_without_a_word_it_is_unknown_when_it_is_due(later: Stage) -> None:
    """And a person decides about it alone."""
    later.tick(HOUR)
    held = later.held()
    assert (held.state, held.reason) == (State.UNKNOWN, person_checks.NOBODY_LOOKED)


@pytest.mark.parametrize("state", [State.MISSED, State.FAILED, State.CANCELLED])
def test_what_may_come_back_is_covered_by_the_same_word(stage: Stage, state: State) -> None:
    """Given a new time after somebody has looked, it waits for nobody any more."""
    stage.network = CLASSES["at most once"](lambda: stage.now, stage.media)  # type: ignore[assignment]
    stage.ready(stage.wanted())
    with stage.database.write() as connection:
        (held,) = publications.all_of(connection)
        publications.change(connection, held, state, who="w", now=stage.now, reason="so")
    stage.now += DAY
    put_back(stage)
    assert stage.held().doubtful_since is not None
    assert none_out(stage.database, "catalonia", actor=Actor("aina"), now=stage.now) == 1
    assert (stage.held().state, stage.held().doubtful_since) == (state, None)
    with stage.database.read() as connection:
        told = publications.story(connection, 1)[-1]
    assert (told["before"], told["after"], told["who"]) == (state, state, "aina")
    some = chosen(stage.database, numbers=[1])
    reschedule(stage.database, some, lambda _: stage.now + HOUR, actor=Actor("aina"), now=stage.now)
    with stage.database.read() as connection:
        assert unlooked(connection) == []
    stage.tick(HOUR)
    assert stage.states() == [State.PUBLISHED]


def test_other_channels_and_what_is_unknown_are_not_covered(stage: Stage) -> None:
    """Each channel has an account of its own; what was due is decided one by one."""
    other = stage.wanted("other", at=stage.now + HOUR, channel="navarra")
    stage.ready(stage.wanted("due"), other)
    put_back(stage)
    assert none_out(stage.database, "catalonia", actor=Actor("aina"), now=stage.now) == 0
    assert sorted(stage.states()) == [State.SCHEDULED, State.UNKNOWN]
    assert all(stage.held(n).doubtful_since is not None for n in (1, 2))


def test_a_look_counts_after_every_copy_that_was_put_back_before_it(later: Stage) -> None:
    """Also where the clock by which it was said is behind that of the restore."""
    none_out(later.database, "catalonia", actor=Actor("aina"), now=later.now - MINUTE)
    none_out(later.database, "catalonia", actor=Actor("josep"), now=later.now - MINUTE)
    with later.database.read() as connection:
        assert restores.checked(connection) == {"catalonia": later.now}
