"""Our adapter for X, and what the servers of its tests have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from campaign.platforms.x.adapter import X
from tests.platforms.samples import Clock, Shelf, connected
from tests.platforms.scripted import Mishap, Reply, Seen

TWEETS = "/2/tweets"
ME = Reply(data={"data": {"id": "7", "username": "catalonia"}})

Script = Callable[[Seen], Reply | Mishap]


def opened(url: str, clock: Clock | None = None, shelf: Shelf | None = None, **more: Any) -> X:
    """Our adapter."""
    adapter = connected("x", url, shelf, clock, **{"account": "@catalonia", **more})
    assert isinstance(adapter, X)
    return adapter
