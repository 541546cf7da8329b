"""Each adapter against some hundred wrong answers; `python -m tests.bench.fuzz` has thousands."""

from __future__ import annotations

import pytest

from tests.bench.fuzz import run
from tests.bench.recorded import NETWORKS

ANSWERS = 500


@pytest.mark.slow
@pytest.mark.parametrize("network", NETWORKS)
def test_a_wrong_answer_ends_in_one_of_our_errors_or_in_none(network: str) -> None:
    """Never in another error, in a loop, in a lost post, or in what cannot be stored."""
    summary = run(network, ANSWERS, "in-the-suite")
    assert summary.answers == ANSWERS and summary.calls > ANSWERS
    told = [f"{each.number}, {each.call}: {each.what}" for each in summary.failures]
    assert not told, "\n".join(told[:5])
