"""A reply that corrects goes out once, on every network of the sandbox that takes one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.model import Channel, State
from campaign.platforms import registry
from campaign.platforms.protocols import Writer
from campaign.storage import parts
from campaign.usecases.trust.correct import Corrected, CorrectionStep
from campaign.usecases.trust.correcting_reply import reply
from tests.engine.changes.at_network import FAULTS, LATER, SERVED, alarms, go_on, order
from tests.engine.changes.taking import AINA, WHY, states, take_back
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.stage import Stage

WORDS = "Correcció: és dimarts."
REPLYING = tuple(
    name for name in SERVED if registry.limits(name).threads or registry.limits(name).comments
)

KILLED = """
import sys
from datetime import datetime
from pathlib import Path
from campaign.engine.tick import tick
from campaign.media import MediaStore
from campaign.storage.database import open_database
from tests.engine.changes.at_network import FatalCreate
from tests.engine.on_sandbox import place
from tests.engine.scripted import Finder, Ledger
from tests.engine.stage import Stage
url, folder, platform, server, now, sent = sys.argv[1:]
folder = Path(folder)
network = Finder(Ledger(folder / "ledger.jsonl"), MediaStore(folder / "media"))
stage = Stage(open_database(url), folder, network, now=datetime.fromisoformat(now))
box = place(stage, platform, server)
fatal = lambda channel: FatalCreate(box.connect(channel), sent=sent == "sent")
tick(box.engine_context(worker="the dead one", connect=fatal))
"""


@pytest.fixture(params=REPLYING)
def box(request: pytest.FixtureRequest, stage: Stage) -> Iterator[OnSandbox]:
    """A publisher on one of the networks, with a plain post that is out; its record holds."""
    with on_sandbox(stage, request.param) as opened:
        stage.ready(opened.post("labs"))
        for _ in range(20):
            opened.ticks(1)
            if stage.states() == [State.PUBLISHED]:
                break
        assert stage.states() == [State.PUBLISHED]
        yield opened
        assert alarms(opened) == []


def ask(box: OnSandbox, words: str = WORDS, *, approved: bool = True) -> Corrected:
    """Ask for a reply, and let it go."""
    stage = box.stage

    def writer(channel: Channel) -> Writer:
        return registry.writer(channel, registry.limits(box.platform))

    (asked,) = reply(
        stage.database,
        [1],
        words,
        channels=stage.channels,
        writer_of=writer,
        actor=AINA,
        reason=WHY,
        now=stage.now,
    )
    if approved:
        stage.approve()
    return asked


def assert_once(box: OnSandbox) -> None:
    """The post and one reply stand there, and the database knows both."""
    assert box.texts() == ["Bon dia, labs.", WORDS]
    assert states(box.stage) == {1: "done"}
    with box.stage.database.read() as connection:
        assert [part.number for part in parts.of(connection, 1)] == [0, 1]


def test_a_reply_stands_once_under_its_post_when_it_is_released(box: OnSandbox) -> None:
    """Not before; and a withdrawal takes both back."""
    assert ask(box, approved=False).step is CorrectionStep.ASKED
    go_on(box)
    assert box.texts() == ["Bon dia, labs."]
    box.stage.approve()
    for _ in range(4):
        go_on(box, LATER / 100)
    assert_once(box)
    take_back(box.stage)
    assert go_on(box).withdrawn == [1]
    assert box.texts() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_network_does_the_reply_stands_once_in_the_end(
    box: OnSandbox, fault: str
) -> None:
    """A lost answer is looked for before anything is sent again."""
    order(box, fault)
    ask(box)
    for _ in range(3):
        go_on(box, LATER / 100)
        assert box.texts().count(WORDS) <= 1
    order(box)
    for _ in range(6):
        go_on(box, LATER / 2)
        assert box.texts().count(WORDS) <= 1
    assert_once(box)


@pytest.mark.slow
@pytest.mark.parametrize("sent", ["sent", "unsent"])
def test_a_process_killed_at_a_reply_sends_it_once(
    box: OnSandbox, url: str, tmp_path: Path, sent: str
) -> None:
    """Its lease ends, its network is asked, and only proved absence lets it be sent again."""
    ask(box)
    arguments = (url, str(tmp_path), box.platform, box.url, box.stage.now.isoformat())
    process = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments, sent], timeout=60, check=False
    )
    assert process.returncode == 9
    for _ in range(6):
        go_on(box, LATER / 2)
        assert box.texts().count(WORDS) <= 1
    assert_once(box)


def test_a_withdrawal_in_the_middle_of_a_reply_leaves_nothing(box: OnSandbox) -> None:
    """The reply was lost on its way back: it is found, and taken back as well."""
    order(box, "timeout-after-accept")
    ask(box)
    go_on(box, LATER / 1000)
    order(box)
    take_back(box.stage)
    for _ in range(8):
        go_on(box, LATER / 2)
        if box.stage.states() == [State.WITHDRAWN]:
            assert box.texts() == []
    assert box.stage.states() == [State.WITHDRAWN]
