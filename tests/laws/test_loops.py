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


def test_all_tests_share_one_browser() -> None:
    """Its driver starts once in a process, and pytest makes an imported fixture once more."""
    starts = re.compile(r"\bsync_playwright\(\)|^from tests\.chromium import .*\bbrowser\b", re.M)
    found = {name for name, text in texts() if name.startswith("tests/") and starts.search(text)}
    alone = {"tests/bench/web.py", "tests/web/browser/pictures.py"}  # commands, not tests
    assert found - alone == {"tests/chromium.py", "tests/conftest.py"}
