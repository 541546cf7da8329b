"""Whatever a program sends, the API answers as it describes itself, and breaks nowhere.

`make fuzz-api` does the same for five minutes (tests/bench/fuzz_api.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.fuzz_api import examined
from tests.web.api.asking import unhurried
from tests.web.stage import Stage, staged


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One post, planned."""
    folder = tmp_path_factory.mktemp("fuzzed") / "campaign"
    with unhurried(), staged(folder, posts=("platforms-01",)) as made:
        made.plan()
        yield made


@pytest.mark.slow
def test_every_route_answers_as_it_is_described(stage: Stage) -> None:
    """Some requests to each, sound and unsound: no 5xx, and no answer that is not declared."""
    found = examined(stage, seconds=20, seed=1)
    assert found.failures == []
    assert found.requests > 50
    assert found.operations == found.reached
