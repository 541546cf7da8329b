"""Two channels on one account: a post there is one publication's, whichever channel sent it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from campaign.model import Absent, Payload, QueryResult, Receipt, State
from tests.engine.scripted import Finder, Scripted, accept, swallowed
from tests.engine.stage import Stage
from tests.plan.made import channel
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)
NAMES = ("catalonia", "navarra")


def says_again(network: Scripted, payload: Payload, key: str) -> Receipt:
    """It takes the post, and names the one before it: an answer that came twice."""
    accept(network, payload, key)
    return Receipt("id-1", "https://scripted.example/1")


@pytest.mark.parametrize(("account", "shared"), [("eu-belong", True), ("", False)])
def test_an_answer_that_names_the_other_channels_post_is_a_doubt(
    stage: Stage, account: str, shared: bool
) -> None:
    """On another account, the same id is another post."""
    stage.channels = {name: channel(name=name, account=account) for name in NAMES}
    stage.network.script.extend([says_again, says_again])
    stage.ready(
        stage.wanted("labs"),
        stage.wanted("review", channel="navarra", at=stage.now + MINUTE),
    )
    stage.tick()
    assert stage.held(1).remote_id == "id-1"
    done = stage.tick(MINUTE)
    if not shared:
        assert (done.published, stage.held(2).remote_id) == ([2], "id-1")
        return
    assert (done.unknown, stage.states()[1]) == ([2], State.UNKNOWN)
    assert "another publication's" in stage.held(2).reason
    assert stage.tick(MINUTE).published == [2]
    assert stage.held(2).remote_id == f"id-{stage.held(2).key}"
    assert len(stage.ledger.public) == 2


@dataclass
class Mistaken(Finder):
    """Finds another one's post, whatever it is told to pass over."""

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """The same for everyone; what is booked it was told."""
        self.asked.append((key, since))
        assert "id-1" in booked
        return Receipt("id-1", "https://scripted.example/1")


def test_a_post_that_is_found_and_is_the_other_channels_is_not_believed(stage: Stage) -> None:
    """Nothing is called published by it; the question stays open."""
    network = stage.network = Mistaken(stage.network.ledger, stage.media)
    stage.channels = {name: channel(name=name, account="eu-belong") for name in NAMES}
    network.script.extend([says_again, swallowed])
    stage.ready(
        stage.wanted("labs"),
        stage.wanted("review", channel="navarra", at=stage.now + MINUTE),
    )
    stage.tick()
    stage.tick(MINUTE)
    for _ in range(3):
        stage.tick(MINUTE)
    assert network.asked
    assert stage.states() == [State.PUBLISHED, State.UNKNOWN]
    assert stage.held(2).query_result is QueryResult.ANOTHERS
