"""Each network's requests are made without a credential, and are those that its adapter sends."""

from __future__ import annotations

import subprocess
import sys

import pytest

from campaign.platforms import registry
from tests.platforms.contracts import CONTRACTS
from tests.platforms.places import illustration
from tests.platforms.samples import START, Shelf, channel, connected, variant

#: What sends, or is slow to load; a command that only looks at the calendar needs none of it.
HEAVY = {"requests", "urllib3", "tweepy", "apprise", "PIL.Image"}
_PROGRAM = """
import sys
from importlib import import_module
from campaign.platforms import registry
for name in registry.names():
    import_module(f"campaign.platforms.{name}.message").writer
print(*sorted(sys.modules))
"""


@pytest.mark.parametrize("name", registry.names())
def test_what_is_asked_beforehand_is_what_is_sent(name: str) -> None:
    """The check and the adapter make the same requests."""
    shelf = Shelf()
    made = variant(name, illustration(name, shelf))
    options = CONTRACTS[name].options
    adapter = connected(name, "http://127.0.0.1:9", shelf, options=options)
    asked = registry.writer(channel(name, "http://127.0.0.1:9", options))(made, START)
    assert asked == adapter.payloads(made, START)


def test_asking_loads_nothing_that_sends() -> None:
    """Neither HTTP nor a client's library nor pictures: the check stays quick."""
    words = [sys.executable, "-c", _PROGRAM]
    told = subprocess.run(words, capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) & HEAVY == set()
