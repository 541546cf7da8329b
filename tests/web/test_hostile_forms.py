"""No form, page or upload of the desk breaks on what somebody hostile sends.

`make fuzz-forms` does the same for five minutes (tests/bench/fuzz_forms.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.fuzz_forms import examined, fields, routes_of
from tests.web.stage import Stage, staged


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One post, planned."""
    folder = tmp_path_factory.mktemp("hostile") / "campaign"
    with staged(folder, posts=("platforms-01",)) as made:
        made.plan()
        yield made


@pytest.mark.slow
def test_no_route_breaks_on_hostile_fields_and_files(stage: Stage) -> None:
    """One request to each route at least, by people of the highest roles."""
    found = examined(stage, seconds=10, seed=11)
    assert found.failures == []
    assert found.requests > 0.8 * len(routes_of())


def test_what_is_tried_has_the_fields_of_the_forms() -> None:
    """Those that are written out, and those that the macros make."""
    assert {"reason", "name", "email", "scope", "url", "when"} & set(fields())
    assert len(fields()) > 40
