"""A first comment that its network refuses at first, because it does not know the post yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from campaign.model import Decision, State
from campaign.model.people import Actor
from campaign.platforms import registry
from campaign.sandbox import SandboxServer
from campaign.usecases.operations.resolve import resolve
from tests.engine.stage import Stage
from tests.plan.made import channel
from tests.platforms.facebook.facebooking import GONE
from tests.platforms.samples import standing
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, passing_on

MINUTE = timedelta(minutes=1)


@dataclass
class Forgetful:
    """Facebook on the sandbox, which does not know the post under so many comments."""

    stage: Stage
    box: str
    refusals: int = 0
    refused: list[Seen] = field(default_factory=list)

    def script(self, behind: Callable[[Seen], Reply | Mishap]) -> Callable[[Seen], Reply | Mishap]:
        """Let everything else through."""

        def answer(seen: Seen) -> Reply | Mishap:
            is_comment = seen.method == "POST" and seen.path.endswith("/comments")
            if is_comment and len(self.refused) < self.refusals:
                self.refused.append(seen)
                return GONE
            return behind(seen)

        return answer

    def ticks(self, count: int, apart: timedelta = MINUTE) -> None:
        """Time goes by."""
        for _ in range(count):
            self.stage.tick(apart, connect=self.connect)

    def connect(self, place: Any) -> Any:
        """A new adapter, as a new process has one."""
        return registry.connect(
            place, "sandbox-catalonia", self.stage.media, lambda: self.stage.now, lambda _: None
        )

    def texts(self) -> list[str]:
        """What stands there, oldest first."""
        return [each["text"] for each in standing(self.box, "facebook")]


@pytest.fixture
def forgetful(stage: Stage) -> Iterator[Forgetful]:
    """The publisher, and a Facebook by the same clock."""
    with SandboxServer(seed=7, clock=lambda: stage.now) as box:
        made = Forgetful(stage, box.url)
        with Scripted(made.script(passing_on(box.url, lambda _: False))) as server:
            place = channel(platform="facebook", server=server.url, account="catalonia")
            stage.channels = {"catalonia": place}
            wanted = stage.wanted(
                "labs", platform="facebook", texts=("Bon dia.", "Més"), commented=True
            )
            stage.ready(wanted)
            yield made


def test_a_comment_on_a_post_that_is_not_known_yet_follows_later(forgetful: Forgetful) -> None:
    """The post is out once, and the comment under it as soon as Facebook knows it."""
    forgetful.refusals = 2
    forgetful.ticks(30)
    assert forgetful.texts() == ["Bon dia.", "Més"]
    assert forgetful.stage.states() == [State.PUBLISHED]
    assert len(forgetful.refused) == 2


def test_a_comment_on_a_post_that_stays_unknown_ends_in_words_and_can_be_sent_again(
    forgetful: Forgetful,
) -> None:
    """After the usual tries a person is told what to do; what they are told to do works."""
    forgetful.refusals = 7
    forgetful.ticks(25, 12 * MINUTE)
    held = forgetful.stage.held()
    assert (held.state, forgetful.texts()) == (State.FAILED, ["Bon dia."])
    assert "look whether the post still stands there" in held.reason
    assert "`campaign resolve` with `again`" in held.reason and "tries)" in held.reason
    resolve(
        forgetful.stage.database,
        held.id,
        Decision.AGAIN,
        actor=Actor("aina"),
        now=forgetful.stage.now,
    )
    forgetful.ticks(5)
    assert forgetful.texts() == ["Bon dia.", "Més"]
    assert forgetful.stage.states() == [State.PUBLISHED]
