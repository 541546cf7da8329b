"""Figures of what is public are asked for when they are due, and kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from analytics.metrics import Audience, Counts
from analytics.store import snapshots
from campaign.errors import StorageError, Unavailable
from campaign.model import Decision
from campaign.usecases.operations.resolve import resolve
from campaign.usecases.reporting.collect import collect
from tests.engine.scripted import Finder, Scripted, lost
from tests.engine.stage import Stage, impatient
from tests.plan.made import HOUR, channel


@dataclass
class Measured(Finder):
    """A network that counts: two reactions each, views it does not tell."""

    counted: list[Sequence[str]] = field(default_factory=list)
    down: bool = False

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Of every post it knows."""
        if self.down:
            raise Unavailable("down")
        self.counted.append(remote_ids)
        return {each: Counts(reactions=2) for each in remote_ids}

    def audience(self) -> Audience:
        """Always the same."""
        return Audience(followers=40)


@pytest.fixture
def measured(stage: Stage) -> Stage:
    """A publisher on a network that counts, with two posts published."""
    stage.network = Measured(stage.network.ledger, stage.network.media)
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"))
    assert len(stage.tick().published) == 2
    return stage


def test_figures_are_taken_once_at_each_age(measured: Stage) -> None:
    """What the network does not say is None, and asking twice writes nothing new."""
    measured.now += HOUR
    found = collect(measured.database, measured.channels, lambda _: measured.network, measured.now)
    assert (found.snapshots, found.failures) == (2, ())
    again = collect(measured.database, measured.channels, lambda _: measured.network, measured.now)
    assert (again.snapshots, again.audiences) == (0, 0)
    with measured.database.read() as connection:
        rows = connection.execute(select(snapshots.c.reactions, snapshots.c.views)).all()
    assert rows == [(2, None), (2, None)]


@pytest.mark.parametrize(
    ("ages", "when", "new"),
    [
        ((2 * HOUR,), HOUR, 0),
        ((2 * HOUR,), 2 * HOUR, 2),
        ((HOUR / 2, 2 * HOUR), HOUR / 2, 2),
        ((60 * 24 * HOUR,), 60 * 24 * HOUR, 2),
        ((HOUR,), 40 * 24 * HOUR, 0),
    ],
)
def test_the_ages_that_are_set_are_heeded(
    measured: Stage, ages: tuple[timedelta, ...], when: timedelta, new: int
) -> None:
    """Also ages beyond the usual last one; and what is far older than the last is left alone."""
    measured.now += when
    found = collect(
        measured.database, measured.channels, lambda _: measured.network, measured.now, ages=ages
    )
    assert found.snapshots == new
    with measured.database.read() as connection:
        kept = connection.scalars(select(snapshots.c.age)).all()
    assert set(kept) <= {int(age.total_seconds()) for age in ages}


def test_a_channel_that_is_down_is_told_and_the_others_are_asked(measured: Stage) -> None:
    """One failure, one snapshot."""
    down = Measured(measured.network.ledger, measured.network.media, down=True)
    found = collect(
        measured.database,
        measured.channels,
        lambda asked: down if asked.name == "navarra" else measured.network,
        measured.now + HOUR,
    )
    assert found.snapshots == 1
    assert [(each.channel, each.message) for each in found.failures] == [("navarra", "down")]


def test_channels_that_are_paused_are_not_asked(measured: Stage) -> None:
    """Nor their followers."""
    channels = {"catalonia": channel(), "navarra": channel(name="navarra", paused=True)}
    found = collect(measured.database, channels, lambda _: measured.network, measured.now + HOUR)
    assert (found.snapshots, found.audiences) == (1, 1)


def test_a_post_that_a_person_found_has_no_id_to_ask_about(stage: Stage) -> None:
    """An address is no id; asking for it would spoil the answer for all others."""
    stage.network = Scripted(stage.network.ledger, stage.network.media)
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    resolve(stage.database, 1, Decision.THERE, who="aina", now=stage.now, url="https://x.example/1")
    network = Measured(stage.network.ledger, stage.network.media)
    found = collect(stage.database, stage.channels, lambda _: network, stage.now + HOUR)
    assert (network.counted, found.snapshots, found.failures) == ([], 0, ())


def test_a_database_that_cannot_be_used_is_told_in_words(measured: Stage, url: str) -> None:
    """Also where analytics runs the statements."""
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with impatient(measured.database), pytest.raises(StorageError, match="another process holds"):
        collect(
            measured.database, measured.channels, lambda _: measured.network, measured.now + HOUR
        )
    holder.execute("ROLLBACK")
    holder.close()
