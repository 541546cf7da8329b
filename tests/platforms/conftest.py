"""What the adapters' tests share: the sandbox, a clock and a shelf of pictures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaign.platforms.http.wire import Wire
from campaign.sandbox import SandboxServer
from tests.platforms.samples import Clock, Shelf


@pytest.fixture
def clock() -> Clock:
    """A clock that stands until a test moves it."""
    return Clock()


@pytest.fixture
def shelf() -> Shelf:
    """An empty shelf of pictures."""
    return Shelf()


@pytest.fixture
def nothing_strays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused create does not wait two seconds for another answer: no server here sends one."""
    monkeypatch.setattr(Wire, "stray_wait", 0.1)


@pytest.fixture
def box(clock: Clock) -> Iterator[SandboxServer]:
    """A sandbox that runs by the same clock."""
    with SandboxServer(seed=7, clock=clock) as server:
        yield server
