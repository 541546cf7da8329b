"""A thread whose process is killed goes on from the part it had come to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from campaign.model import State
from tests.engine.chained import TEXTS, assert_whole, out, settle, threaded
from tests.engine.stage import Stage

CRASH = """
import sys
from pathlib import Path
from campaign.media import MediaStore
from campaign.storage.database import open_database
from tests.engine import scripted
from tests.engine.chained import Chained, after
from tests.engine.stage import Stage
folder = Path(sys.argv[2])
network = Chained(scripted.Ledger(folder / "ledger.jsonl"), MediaStore(folder / "media"))
network.script.extend(after(int(sys.argv[3]), getattr(scripted, sys.argv[4])))
Stage(open_database(sys.argv[1]), folder, network).tick(worker="the dead one")
"""


@pytest.mark.slow
@pytest.mark.parametrize("when", ["killed_after_accepting", "killed_before_sending"])
@pytest.mark.parametrize("number", range(4))
def test_a_process_killed_at_any_part_leaves_a_thread_that_goes_on_from_there(
    chain: Stage, url: str, tmp_path: Path, number: int, when: str
) -> None:
    """The parts before it have their receipts, the killed one has none, and is found or sent."""
    threaded(chain)
    process = subprocess.run(
        [sys.executable, "-c", CRASH, url, str(tmp_path), str(number), when],
        timeout=60,
        check=False,
    )
    assert process.returncode == 9
    assert (chain.held().state, chain.held().worker) == (State.PUBLISHING, "the dead one")
    assert len(out(chain)) == number
    accepted = number + (when == "killed_after_accepting")
    assert chain.ledger.texts == list(TEXTS[:accepted])
    settle(chain)
    assert_whole(chain)


KILLED_BETWEEN = """
import os, sys
from pathlib import Path
from campaign.media import MediaStore
from campaign.storage import parts
from campaign.storage.database import open_database
from tests.engine import scripted
from tests.engine.chained import Chained
from tests.engine.stage import Stage
folder = Path(sys.argv[2])
left = [int(sys.argv[3])]
class Killing(Chained):
    def publish(self, payload, key, before=()):
        if left[0] == len(before):
            os._exit(9)
        return super().publish(payload, key, before)
network = Killing(scripted.Ledger(folder / "ledger.jsonl"), MediaStore(folder / "media"))
stage = Stage(open_database(sys.argv[1]), folder, network)
if left[0] == 4:
    from campaign.engine import multipart
    whole = multipart.publish
    def publish(*given):
        whole(*given)
        os._exit(9)
    multipart.publish = publish
stage.tick(worker="the dead one")
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_process_killed_between_two_parts_repeats_neither(
    chain: Stage, url: str, tmp_path: Path, number: int
) -> None:
    """Also between the last part's receipt and the publication's own."""
    threaded(chain)
    process = subprocess.run(
        [sys.executable, "-c", KILLED_BETWEEN, url, str(tmp_path), str(number)],
        timeout=60,
        check=False,
    )
    assert process.returncode == 9
    assert len(out(chain)) == number
    assert chain.held().state is State.PUBLISHING
    settle(chain)
    assert_whole(chain)
