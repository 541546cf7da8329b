"""A publisher whose one channel is an account on the sandbox, whichever network it is of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from campaign.engine.context import EngineContext, TickReport
from campaign.model import Channel, Media, Planned
from campaign.platforms import registry
from campaign.platforms.protocols import Platform
from campaign.sandbox import SandboxServer
from tests.engine.stage import Stage
from tests.platforms import samples
from tests.sandbox.grapher import jpeg

MINUTE = timedelta(minutes=1)

#: Networks whose posts need a picture.
PICTURED = frozenset(name for name in registry.names() if registry.facts(name).pictured)


@dataclass
class OnSandbox:
    """The stage, the network, and the address of the sandbox."""

    stage: Stage
    platform: str
    url: str

    def connect(self, place: Channel) -> Platform:
        """A new adapter, as a new process has one."""
        return registry.connect(
            place,
            samples.secret_of(self.platform),
            self.stage.media,
            lambda: self.stage.now,
            lambda _: None,
        )

    def engine_context(self, **other: Any) -> EngineContext:
        """What publishing needs, with the engine's usual patience."""
        usual: Any = EngineContext.__dataclass_fields__
        more = {
            "connect": self.connect,
            "query_backoff": usual["query_backoff"].default,
            "settle": usual["settle"].default,
            **other,
        }
        return self.stage.engine_context(**more)

    def ticks(self, minutes: int, **other: Any) -> list[TickReport]:
        """Time goes by, a minute at a time."""
        from campaign.engine.tick import tick

        done = []
        for _ in range(minutes):
            self.stage.now += MINUTE
            done.append(tick(self.engine_context(**other)))
        return done

    def post(self, name: str, *more: str, at: timedelta = timedelta(0), **other: Any) -> Planned:
        """A publication with a picture where there must be one; `more` are the parts after it."""
        texts = (f"Bon dia, {name}.", *more)
        wanted = self.stage.wanted(
            name, at=self.stage.now + at, platform=self.platform, texts=texts, **other
        )
        if self.platform not in PICTURED:
            return wanted
        card: Media = replace(self.stage.media.put(jpeg()), alt=samples.ALT)
        return replace(wanted, variant=wanted.variant.illustrated((card,)))

    def texts(self) -> list[str]:
        """What stands there, oldest first."""
        return [each["text"] for each in samples.standing(self.url, self.platform)]


@contextmanager
def on_sandbox(stage: Stage, platform: str) -> Iterator[OnSandbox]:
    """The publisher, and the sandbox by the same clock, which finds the publisher's pictures."""
    with SandboxServer(seed=7, clock=lambda: stage.now, media=stage.media.folder) as box:
        yield place(stage, platform, box.url)


def place(stage: Stage, platform: str, url: str) -> OnSandbox:
    """Put a stage's one channel on an account there."""
    shown = {"public_media_url": f"{url}/_sandbox/public-media"}
    options = shown if platform in ("instagram", "threads") else {}
    stage.channels = {
        "catalonia": replace(samples.channel(platform, url, options), name="catalonia")
    }
    return OnSandbox(stage, platform, url)
