"""Coroutines of tests run where no browser's driver has left a loop."""

from __future__ import annotations

import re

from tests.laws.house import texts

ASKS = re.compile(r"\b(?:asyncio|anyio)\.run\b")
WHERE = "tests/aside.py"


def test_no_test_starts_a_loop_in_its_own_thread() -> None:
    """Such a test passes alone and fails after a browser's test in the same process."""
    found = [
        name
        for name, text in texts()
        if name.startswith("tests/") and name.endswith(".py") and ASKS.search(text)
    ]
    assert [name for name in found if name not in (WHERE, "tests/laws/test_loops.py")] == []
