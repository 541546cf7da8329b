"""The networks' modules are loaded whole, also when several channels are opened at once."""

from __future__ import annotations

import subprocess
import sys

LOADED_AT_ONCE = """
import sys
from threading import Barrier, Thread
from campaign.platforms import registry
sys.setswitchinterval(1e-6)
start, troubles = Barrier(len(registry.names())), []
def load(name):
    start.wait()
    try:
        registry.adapter(name)
    except ImportError as error:
        troubles.append(str(error))
threads = [Thread(target=load, args=(name,)) for name in registry.names()]
for each in threads:
    each.start()
for each in threads:
    each.join()
sys.exit("; ".join(troubles) or 0)
"""


def test_adapters_that_are_loaded_by_several_threads_at_once_are_whole() -> None:
    """In fresh processes: otherwise most got a half-loaded HTTP library."""
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", LOADED_AT_ONCE], capture_output=True, timeout=120, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
