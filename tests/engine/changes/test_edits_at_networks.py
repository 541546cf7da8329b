"""New words in the place of the old, on every network of the sandbox that lets a program edit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.model import Channel
from campaign.platforms import registry
from campaign.platforms.protocols import Edits, Writer
from campaign.usecases.trust.correct import CorrectionStep, correct
from campaign.usecases.trust.corrections import Correctable, correctable
from tests.engine.changes.at_network import (
    EDITING,
    FAULTS,
    LATER,
    SERVED,
    alarms,
    go_on,
    order,
    put_out,
    wanted,
)
from tests.engine.changes.taking import AINA, WHY, of, states
from tests.engine.changes.test_at_networks import KILLED
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.stage import Stage
from tests.platforms.places import offline

RIGHT = "Bon dia a totes, labs."


@pytest.fixture(params=EDITING)
def box(request: pytest.FixtureRequest, stage: Stage) -> Iterator[OnSandbox]:
    """A publisher on one of the networks; its record holds afterwards."""
    with on_sandbox(stage, request.param) as opened:
        yield opened
        assert alarms(opened) == []


def to_correct(box: OnSandbox) -> tuple[Correctable, ...]:
    """What the calendar has otherwise, once its first words are others."""
    stage = box.stage
    new = replace(wanted(box, first=RIGHT), due=stage.held().due)

    def writer(channel: Channel) -> Writer:
        return registry.writer(channel, registry.limits(box.platform))

    return correctable(stage.database, [new], stage.channels, writer, list, post="labs")


def set_right(box: OnSandbox) -> None:
    """Ask for these words, and let them go."""
    stage = box.stage
    (asked,) = correct(stage.database, to_correct(box), actor=AINA, reason=WHY, now=stage.now)
    assert asked.step is CorrectionStep.ASKED
    stage.approve()


def test_the_words_are_replaced_in_place_and_the_rest_stays(box: OnSandbox) -> None:
    """Under the same id, with the same pictures; other parts are not asked about."""
    put_out(box)
    before = box.texts()
    set_right(box)
    assert go_on(box).corrected == [1]
    assert box.texts() == [RIGHT, *before[1:]]
    assert states(box.stage) == {0: "done"}
    assert to_correct(box) == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_network_does_the_right_words_stand_in_the_end(
    box: OnSandbox, fault: str
) -> None:
    """Once, and the database says so only when they do."""
    put_out(box)
    before = box.texts()
    order(box, fault)
    set_right(box)
    for _ in range(3):
        report = go_on(box, LATER / 20)
        assert not report.corrected or box.texts()[0] == RIGHT
    order(box)
    for _ in range(3):
        go_on(box)
    assert box.texts() == [RIGHT, *before[1:]]
    assert states(box.stage) == {0: "done"}


@pytest.mark.slow
@pytest.mark.parametrize("sent", ["sent", "unsent"])
def test_a_process_killed_at_an_edit_leaves_a_correction_that_goes_on(
    box: OnSandbox, url: str, tmp_path: Path, sent: str
) -> None:
    """Its lease ends, and then the words are read, or sent once more."""
    put_out(box)
    set_right(box)
    arguments = (url, str(tmp_path), box.platform, box.url, box.stage.now.isoformat())
    process = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments, "0", sent], timeout=60, check=False
    )
    assert process.returncode == 9
    assert (box.texts()[0] == RIGHT) is (sent == "sent")
    assert states(box.stage) == {0: "working"}
    assert go_on(box).corrected == [1]
    assert box.texts()[0] == RIGHT


@pytest.mark.parametrize("platform", [name for name in SERVED if name not in EDITING])
def test_where_no_edit_can_be_the_reason_is_given_and_nothing_is_done(
    stage: Stage, platform: str
) -> None:
    """It can be withdrawn and published anew instead."""
    with on_sandbox(stage, platform) as box:
        put_out(box)
        before = box.texts()
        assert not isinstance(offline(platform), Edits)
        some = to_correct(box)
        (asked,) = correct(stage.database, some, actor=AINA, reason=WHY, now=stage.now)
        assert asked.step is CorrectionStep.CANNOT_EDIT
        assert asked.why == registry.facts(platform).afterwards.uneditable
        assert of(stage) == []
        (asked,) = correct(stage.database, some, actor=AINA, reason=WHY, now=stage.now, anew=True)
        stage.approve()
        for _ in range(3):
            go_on(box)
            assert not {RIGHT, before[0]} <= set(box.texts())
        if stage.held().state.value == "withdrawn":
            assert box.texts()[0] == RIGHT
