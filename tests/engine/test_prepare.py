"""The requests that leave: those of the try before where it may have arrived, and else new ones."""

from __future__ import annotations

import pytest

from campaign.engine import multipart
from campaign.errors import Rejected, Unavailable
from campaign.model import State
from campaign.storage import restores
from tests.engine.scripted import Answer, lost, says
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR


def made_at(stage: Stage) -> list[str]:
    """For which instant each request was made, in the order they were sent."""
    return [payload.body["at"] for _, payload in stage.network.sent]


def test_what_was_refused_and_moved_is_made_anew(stage: Stage) -> None:
    """By the settings and the instant of now: nothing of the former request stands anywhere."""
    stage.network.script.append(says(Rejected("422: too rude")))
    wanted = stage.wanted()
    stage.ready(wanted)
    assert stage.tick().failed == [1]
    stage.ready(stage.wanted(at=stage.now + DAY))
    assert stage.tick(DAY).published == [1]
    first, second = made_at(stage)
    assert (first, second) == ((stage.now - DAY).isoformat(), stage.now.isoformat())


@pytest.mark.parametrize("answer", [says(Unavailable("down")), lost], ids=["not there", "lost"])
def test_a_try_that_is_repeated_sends_the_very_same(stage: Stage, answer: Answer) -> None:
    """Its key stands for these bytes."""
    stage.network.script.append(answer)
    stage.ready(stage.wanted())
    stage.tick()
    stage.tick(HOUR)
    assert stage.states() == [State.PUBLISHED]
    assert len(set(made_at(stage))) == 1


@pytest.mark.parametrize(("platform", "to_come"), [("outbox", 0), ("mastodon", 2)])
def test_all_parts_that_go_in_one_request_count_as_one(
    stage: Stage, platform: str, to_come: int
) -> None:
    """Of a try that a backup has lost, too: found once, it is whole."""
    stage.ready(stage.wanted(platform=platform, texts=("one", "two", "three")))
    with stage.database.write() as connection:
        restores.doubt(connection, stage.now - DAY)
    with stage.database.read() as connection:
        assert multipart.to_come(connection, stage.held()) == to_come
