"""A desk for each test that acts, and one for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.busy import busy as on_a_busy_day
from tests.web.stage import Stage, staged


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A desk of one's own, with nothing planned yet."""
    with staged(tmp_path / "campaign") as made:
        yield made


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk to look at: everything is planned and approved, and a week's posts went out."""
    with staged(tmp_path_factory.mktemp("seen") / "campaign") as made:
        made.plan(approved=True)
        yield made


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk to look at on a day with one of each trouble."""
    with on_a_busy_day(tmp_path_factory.mktemp("busy") / "campaign") as made:
        yield made
