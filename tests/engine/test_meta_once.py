"""On Facebook and Instagram only the second step is seen: what becomes of lost answers to both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import requests

from campaign.engine.context import EngineContext
from campaign.model import Media, Planned, State
from campaign.platforms import registry
from campaign.sandbox import SandboxServer
from campaign.storage import publications
from tests.engine.stage import Stage
from tests.plan.made import HOUR, channel
from tests.platforms.samples import ALT, standing
from tests.sandbox.grapher import jpeg

MINUTE = timedelta(minutes=1)
NETWORKS = ("facebook", "instagram")
FAULTS = (
    "timeout-after-accept",
    "error-after-accept",
    "reset-before-accept",
    "unavailable",
    "rate-limited",
)


@dataclass
class OnMeta:
    """A publisher whose one channel is on one of the sandbox's two networks."""

    stage: Stage
    platform: str
    url: str

    def connect(self, place: Any) -> Any:
        """A new adapter, as a new process has one."""
        return registry.connect(
            place, "sandbox-catalonia", self.stage.media, lambda: self.stage.now, lambda _: None
        )

    def order(self, *faults: str) -> None:
        """Let the sandbox fail in these ways, and in no other."""
        body = {"faults": [f"{self.platform}:{each}" for each in faults]}
        requests.put(f"{self.url}/_sandbox/faults", json=body, timeout=10).raise_for_status()

    def ticks(self, minutes: int, **other: Any) -> None:
        """Time goes by, a minute at a time."""
        usual: Any = EngineContext.__dataclass_fields__
        more = {
            "connect": self.connect,
            "query_backoff": usual["query_backoff"].default,
            "settle": usual["settle"].default,
            **other,
        }
        for _ in range(minutes):
            self.stage.tick(MINUTE, **more)

    def post(self, name: str, *comments: str, at: timedelta = timedelta(0)) -> Planned:
        """A publication with a card, and a first comment where there is one."""
        card: Media = replace(self.stage.media.put(jpeg()), alt=ALT)
        wanted = self.stage.wanted(
            name,
            at=self.stage.now + at,
            platform=self.platform,
            texts=(f"Bon dia, {name}.", *comments),
            commented=bool(comments),
        )
        return replace(wanted, variant=wanted.variant.illustrated((card,)))

    def texts(self) -> list[str]:
        """What stands there, oldest first."""
        return [each["text"] for each in standing(self.url, self.platform)]


@pytest.fixture(params=NETWORKS)
def on_meta(request: pytest.FixtureRequest, stage: Stage) -> Iterator[OnMeta]:
    """The publisher, and the sandbox by the same clock, which finds the publisher's pictures."""
    media = stage.media.folder
    with SandboxServer(seed=7, clock=lambda: stage.now, media=media) as box:
        options = {"public_media_url": f"{box.url}/_sandbox/public-media"}
        place = channel(
            platform=request.param,
            server=box.url,
            account="catalonia",
            options=options if request.param == "instagram" else {},
        )
        stage.channels = {"catalonia": place}
        yield OnMeta(stage, request.param, box.url)


def test_a_post_and_its_comment_go_out_once(on_meta: OnMeta) -> None:
    """On a good day: a draft or container, the post, the comment."""
    on_meta.stage.ready(on_meta.post("labs", "Més"))
    on_meta.ticks(8)
    assert on_meta.texts() == ["Bon dia, labs.", "Més"]
    assert on_meta.stage.states() == [State.PUBLISHED]
    assert on_meta.stage.held().url.startswith(on_meta.url)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_answer_ends_in_exactly_one_post(on_meta: OnMeta, fault: str) -> None:
    """Whichever of the steps it was an answer to, and whether that was taken or not."""
    on_meta.stage.ready(on_meta.post("labs", "Més"))
    for _ in range(4):
        on_meta.order(f"{fault}=1")
        on_meta.ticks(2)
        on_meta.order()
        on_meta.ticks(25)
    on_meta.ticks(60)
    assert on_meta.texts() == ["Bon dia, labs.", "Més"]
    assert on_meta.stage.states() == [State.PUBLISHED]


@pytest.mark.slow
def test_a_bad_day_loses_nothing_and_repeats_nothing(on_meta: OnMeta) -> None:
    """Every fault at once, by chance, over many posts with comments, until it is well again."""
    names = [f"labs-{number}" for number in range(8)]
    posts = [
        on_meta.post(name, f"Més de {name}", at=number * 10 * MINUTE)
        for number, name in enumerate(names)
    ]
    on_meta.stage.ready(*posts)
    on_meta.order(*(f"{fault}=0.2" for fault in FAULTS))
    on_meta.ticks(90)
    on_meta.order()
    on_meta.ticks(150)
    wanted = sorted([*(f"Bon dia, {n}." for n in names), *(f"Més de {n}" for n in names)])
    assert sorted(on_meta.texts()) == wanted
    assert set(on_meta.stage.states()) == {State.PUBLISHED}


def test_a_lost_answer_is_not_settled_by_another_post_with_the_same_words(on_meta: OnMeta) -> None:
    """The newer one is booked for its own publication: the older one is found behind it."""
    first, second = on_meta.post("labs"), on_meta.post("review", at=2 * MINUTE)
    second = replace(second, variant=replace(second.variant, texts=first.variant.texts))
    on_meta.stage.ready(first, second)
    on_meta.ticks(1)
    on_meta.order("timeout-after-accept=1")
    on_meta.ticks(1)
    on_meta.order()
    assert len(on_meta.texts()) == 1
    assert on_meta.stage.states() == [State.PENDING, State.SCHEDULED]
    with on_meta.stage.database.write() as connection:  # it is asked about after the newer one
        until = on_meta.stage.now + 10 * MINUTE
        publications.postpone(connection, on_meta.stage.held(1), until, "")
    on_meta.ticks(20)
    assert on_meta.stage.states() == [State.PUBLISHED, State.PUBLISHED]
    ids = [each["id"] for each in standing(on_meta.url, on_meta.platform)]
    assert [on_meta.stage.held(number).remote_id for number in (1, 2)] == ids


def test_a_worker_that_dies_between_the_steps_leaves_one_post(on_meta: OnMeta) -> None:
    """Its lease ends; what it made unpublished stays unseen, and another one goes on."""

    class Dies(BaseException):
        """The process ends."""

    class Deadly:
        def __init__(self, inner: Any) -> None:
            self.inner = inner
            self.delivery = inner.delivery

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

        def publish(self, payload: Any, key: str, before: Any = ()) -> Any:
            self.inner.publish(payload, key, before)
            raise Dies

    on_meta.stage.ready(on_meta.post("labs"))
    with pytest.raises(Dies):
        on_meta.stage.tick(MINUTE, connect=lambda place: Deadly(on_meta.connect(place)))
    assert on_meta.texts() == []
    on_meta.stage.now += HOUR
    on_meta.ticks(30)
    assert on_meta.texts() == ["Bon dia, labs."]
    assert on_meta.stage.states() == [State.PUBLISHED]


@pytest.mark.parametrize("on_meta", ["instagram"], indirect=True)
def test_a_container_that_expired_is_given_up_and_nothing_is_public(on_meta: OnMeta) -> None:
    """Who comes back after two days is told that it is too late."""
    on_meta.stage.ready(on_meta.post("labs"))
    on_meta.ticks(1)
    assert on_meta.stage.states() == [State.PENDING]
    on_meta.stage.now += timedelta(days=2)
    on_meta.ticks(2)
    assert on_meta.stage.states() == [State.MISSED]
    assert on_meta.stage.held().reason.startswith("late by 2 days, more than 6 h")
    assert on_meta.texts() == []
