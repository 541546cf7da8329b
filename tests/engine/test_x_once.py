"""On X nothing makes a repeat harmless: what becomes of lost answers, with the engine as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests

from campaign.engine.context import EngineContext
from campaign.model import Channel, State
from campaign.platforms import registry
from campaign.platforms.http.wire import strays_within
from campaign.sandbox import SandboxServer
from tests.engine.stage import Stage
from tests.plan.made import HOUR, channel
from tests.platforms.samples import standing

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)
HEALTHY = ()


class OnX:
    """A publisher whose one channel is on the sandbox's X."""

    def __init__(self, stage: Stage, url: str) -> None:
        self.stage = stage
        self.url = url
        place = channel(platform="x", server=url, account="catalonia")
        stage.channels = {"catalonia": place}

    def connect(self, place: Channel) -> Any:
        """A new adapter, as a new process has one."""
        return registry.connect(
            place, "sandbox-catalonia", self.stage.media, lambda: self.stage.now, lambda _: None
        )

    def order(self, *faults: str) -> None:
        """Let the sandbox fail in these ways, and in no other."""
        body = {"faults": list(faults)}
        requests.put(f"{self.url}/_sandbox/faults", json=body, timeout=10).raise_for_status()

    def ticks(self, hours: float, **other: Any) -> None:
        """Time goes by, a minute at a time."""
        usual: Any = EngineContext.__dataclass_fields__
        more = {
            "connect": self.connect,
            "query_backoff": usual["query_backoff"].default,
            "settle": usual["settle"].default,
            **other,
        }
        for _ in range(int(hours * 60)):
            self.stage.tick(MINUTE, **more)

    def texts(self) -> list[str]:
        """What stands there, oldest first."""
        return [each["text"] for each in standing(self.url, "x")]


@pytest.fixture
def on_x(stage: Stage) -> Iterator[OnX]:
    """The publisher, and the sandbox by the same clock."""
    with SandboxServer(seed=7, clock=lambda: stage.now) as box, strays_within(0.05):
        yield OnX(stage, box.url)


def words(stage: Stage, *texts: str, post: str = "labs", **other: Any) -> Any:
    """A publication on X."""
    return stage.wanted(post, platform="x", texts=texts or ("Bon dia: https://aer.eu/",), **other)


@pytest.mark.parametrize(
    "fault", ["timeout-after-accept", "error-after-accept", "reset-before-accept", "unavailable"]
)
def test_a_lost_answer_ends_in_exactly_one_post(on_x: OnX, fault: str) -> None:
    """Taken or not, X is asked first, and what surely is not there is sent again."""
    on_x.stage.ready(words(on_x.stage))
    on_x.order(f"x:{fault}=1")
    on_x.ticks(1 / 60)
    assert on_x.stage.states() == [State.UNKNOWN]
    on_x.order(*HEALTHY)
    on_x.ticks(0.5)
    assert on_x.stage.states() == [State.PUBLISHED]
    assert on_x.texts() == ["Bon dia: https://aer.eu/"]


@pytest.mark.parametrize("fault", ["timeout-after-accept", "reset-before-accept"])
def test_a_thread_whose_answers_get_lost_is_whole_and_once(on_x: OnX, fault: str) -> None:
    """Every third answer, each part in its place, and the comment last."""
    texts = ("1/3 Bon dia", "2/3 a tothom", "3/3 Qui hi ve?", "Més: https://aer.eu/")
    on_x.stage.ready(words(on_x.stage, *texts, commented=True))
    on_x.order(f"x:{fault}=0.33")
    on_x.ticks(2)
    assert on_x.stage.states() == [State.PUBLISHED]
    posts = standing(on_x.url, "x")
    assert [each["text"] for each in posts] == list(texts)
    ids = [each["id"] for each in posts]
    assert [each["reply_to"] for each in posts] == [None, *ids[:3]]


def test_words_that_stood_there_before_are_no_proof_of_ours(on_x: OnX) -> None:
    """A repeat that X refuses is never taken for published: it fails, and says why."""
    first, again = words(on_x.stage), words(on_x.stage, post="repeat")
    on_x.stage.ready(first)
    on_x.ticks(0.1)
    on_x.ticks(1)
    on_x.stage.ready(first, replace(again, due=on_x.stage.now))
    on_x.ticks(8)
    number = on_x.stage.number("repeat")
    held = on_x.stage.held(number)
    assert held.state is State.FAILED and held.remote_id == ""
    assert "You are not allowed to create a Tweet with duplicate content" in held.reason
    assert set(on_x.stage.outcomes(number)) == {"AlreadyThere"}
    assert on_x.texts() == ["Bon dia: https://aer.eu/"]


def test_a_repeat_of_the_next_week_goes_out(on_x: OnX) -> None:
    """After a day X takes the same words again, and the first is not taken for the second."""
    first, again = words(on_x.stage), words(on_x.stage, post="repeat")
    on_x.stage.ready(first)
    on_x.ticks(0.1)
    on_x.stage.now += 7 * 24 * HOUR
    on_x.stage.ready(first, replace(again, due=on_x.stage.now))
    on_x.order("x:timeout-after-accept=1")
    on_x.ticks(1 / 60)
    on_x.order(*HEALTHY)
    on_x.ticks(0.5)
    assert on_x.stage.states() == [State.PUBLISHED] * 2
    ids = {on_x.stage.held(on_x.stage.number(name)).remote_id for name in ("labs", "repeat")}
    assert len(on_x.texts()) == len(ids) == 2
