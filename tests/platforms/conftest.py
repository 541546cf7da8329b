"""What the adapters' tests share: the sandbox, a clock, a shelf of pictures, the descriptions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.sandbox import SandboxServer
from tests.platforms.samples import Clock, Shelf

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def clock() -> Clock:
    """A clock that stands until a test moves it."""
    return Clock()


@pytest.fixture
def shelf() -> Shelf:
    """An empty shelf of pictures."""
    return Shelf()


@pytest.fixture
def box(clock: Clock) -> Iterator[SandboxServer]:
    """A sandbox that runs by the same clock."""
    with SandboxServer(seed=7, clock=clock) as server:
        yield server


@pytest.fixture(scope="session")
def specs() -> Path:
    """The folder of the networks' machine-readable descriptions."""
    folder = Path(os.environ.get("CAMPAIGN_SPECS", PROJECT.parent / "shared" / "specs"))
    if not folder.is_dir():
        pytest.skip("the networks' descriptions are not here; set CAMPAIGN_SPECS to their folder")
    return folder
