"""The record of what was taken back and set right holds, and a changed row of it is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from campaign.model import Channel, State
from campaign.platforms import registry
from campaign.platforms.protocols import Writer
from campaign.storage import record
from campaign.storage.trust.tables import change_tries
from campaign.usecases.trust.correcting_reply import reply
from tests.engine.changes.at_network import go_on, order, put_out
from tests.engine.changes.taking import AINA, WHY, set_right, take_back
from tests.engine.conftest import network, stage
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.stage import Stage
from tests.storage.conftest import database, kind, migrated, on_both, postgres, url
from tests.usecases.trust.small_campaign import Recorded

__all__ = ["database", "kind", "migrated", "network", "postgres", "stage", "url"]

pytestmark = on_both


@pytest.fixture
def box(stage: Stage) -> Iterator[OnSandbox]:
    """A thread that is out on Mastodon."""
    with on_sandbox(stage, "mastodon") as opened:
        put_out(opened)
        yield opened


def wrong(box: OnSandbox, folder: Path) -> list[str]:
    """What `evidence verify` finds."""
    with box.stage.database.write() as connection:
        record.chain(connection)
    return [each.words for each in Recorded(folder).verified(box.stage.database).wrong]


def test_a_withdrawal_leaves_a_record_that_holds(box: OnSandbox, tmp_path: Path) -> None:
    """Also with a lost answer, and half-way."""
    take_back(box.stage)
    order(box, "timeout-after-accept")
    go_on(box)
    order(box)
    assert wrong(box, tmp_path) == []
    go_on(box)
    assert box.stage.states() == [State.WITHDRAWN]
    assert wrong(box, tmp_path) == []


def test_a_correction_leaves_a_record_that_holds(box: OnSandbox, tmp_path: Path) -> None:
    """New words in place, then a reply, then all of it withdrawn."""
    stage = box.stage
    set_right(stage, "Bona tarda, labs.", "Segona part.", "Tercera part.")
    assert go_on(box).corrected == [1]
    assert wrong(box, tmp_path) == []

    def writer(channel: Channel) -> Writer:
        return registry.writer(channel, registry.limits("mastodon"))

    reply(
        stage.database,
        [1],
        "Correcció.",
        channels=stage.channels,
        writer_of=writer,
        actor=AINA,
        reason=WHY,
        now=stage.now,
    )
    stage.approve()
    assert go_on(box).corrected == [1]
    assert wrong(box, tmp_path) == []
    take_back(stage)
    assert go_on(box).withdrawn == [1]
    assert wrong(box, tmp_path) == []


@pytest.mark.parametrize("column", ["answer", "outcome", "request"])
def test_a_changed_answer_of_a_network_is_found(
    box: OnSandbox, tmp_path: Path, column: str
) -> None:
    """The row is named."""
    take_back(box.stage)
    go_on(box)
    with box.stage.database.write() as connection:
        connection.execute(
            update(change_tries).where(change_tries.c.id == 1).values({column: "no"})
        )
    (found,) = wrong(box, tmp_path)
    assert "change_tries" in found and column in found
