"""A channel that left the configuration in doubt is asked by its last settings, and never used."""

from __future__ import annotations

import json
import logging
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaign.engine.context import EngineContext, TickReport
from campaign.engine.former_channels import FormerChannels
from campaign.engine.tick import tick
from campaign.errors import ConfigError, Mistake, Place
from campaign.model import Channel, State
from campaign.platforms.protocols import Platform
from campaign.storage.former_channels import channels
from campaign.storage.tables import former_channels
from campaign.usecases.operations.inspect_unknown import look
from campaign.usecases.operations.status import Status, status
from tests.engine.scripted import Scripted, lost, swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY, channel, region
from tests.storage.conftest import on_both

SET = {
    "server": "https://catalonia.example",
    "account": "catalonia.example",
    "secret": "CATALONIA_TOKEN",
    "grace": timedelta(hours=3),
    "min_interval": timedelta(seconds=90),
    "options": {"visibility": "unlisted"},
}


@dataclass
class Process:
    """One process that publishes on a stage; `asked` are the settings by which it connected."""

    stage: Stage
    credentials: bool = True
    asked: list[Channel] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.former = FormerChannels(self.stage.database, lambda: self.stage.now, self.connect)

    def connect(self, channel: Channel) -> Platform:
        """The stage's network, where there is a credential."""
        if not self.credentials:
            raise ConfigError(Mistake(Place("x"), f"its secret {channel.secret} is missing"))
        self.asked.append(channel)
        return self.stage.network

    def publishing(self, channel: Channel) -> Platform:
        """The same, after the settings were stored."""
        found = self.connect(channel)
        self.former.remember(channel)
        return found

    def engine_context(self) -> EngineContext:
        """What it works with."""
        return self.stage.engine_context(
            connect=self.publishing, former_channels=self.former.askable
        )

    def tick(self) -> TickReport:
        """One tick."""
        return tick(self.engine_context())

    def status(self) -> Status:
        """How it stands."""
        stage = self.stage
        return status(
            stage.database,
            stage.now,
            channels=stage.channels,
            regions={"catalonia": region()},
            troubles=self.former.troubles,
        )


@pytest.fixture
def process(stage: Stage) -> Process:
    """A publisher with one post on a channel with many settings."""
    stage.channels = {**stage.channels, "catalonia": channel(**SET)}
    stage.ready(stage.wanted())
    return Process(stage)


def leaves(process: Process, name: str = "catalonia") -> Process:
    """The channel is taken out of the configuration, and the service is started anew."""
    stage = process.stage
    stage.channels = {other: each for other, each in stage.channels.items() if other != name}
    return Process(stage)


@on_both
def test_it_is_asked_by_its_last_settings_and_found(process: Process) -> None:
    """By the same account at the same server, though no configuration names them any more."""
    process.stage.network.script.append(lost)
    assert process.tick().unknown == [1]
    later = leaves(process)
    assert later.tick().published == [1]
    asked = replace(later.asked[0], paused=False, place=Place(""))
    assert asked == process.asked[0] == channel(**SET)
    assert later.asked[0].paused
    assert process.stage.ledger.texts == ["Bon dia a tothom."]
    assert later.status().healthy


def test_a_person_who_resolves_sees_what_the_account_shows(process: Process) -> None:
    """By the last settings as well."""
    process.stage.network.script.append(lost)
    process.tick()
    later = leaves(process)
    known = {**later.former.all(), **later.stage.channels}
    (seen,), _ = look(later.stage.database, known, later.connect)
    assert "https://catalonia.example" in seen.where
    assert [each.server for each in later.asked] == ["https://catalonia.example"]


@on_both
def test_what_is_proved_absent_there_is_never_sent_again(process: Process) -> None:
    """It waits for its channel to come back, is missed after its grace, and a person is told."""
    process.stage.network.script.append(swallowed)
    process.tick()
    later = leaves(process)
    later.tick()
    stage = later.stage
    assert (stage.held().state, stage.ledger.texts) == (State.SCHEDULED, [])
    told = later.status()
    assert told.attention == ("unconfigured",)
    assert [held.reason for held in told.held] == [
        "the channel 'catalonia' is no longer in the configuration"
    ]
    stage.now += DAY
    assert later.tick().missed == [1]
    assert stage.ledger.texts == []


def test_status_lists_what_is_in_doubt_there_and_that_it_is_asked_about(process: Process) -> None:
    """With its number, and until the network has told."""
    process.stage.network.script.append(lost)
    process.tick()
    assert process.status().unconfigured.count == 0
    later = leaves(process)
    told = later.status()
    assert told.attention == ("unconfigured", "unknown")
    [line] = told.unconfigured.first
    assert (line.id, line.channel, line.state) == (1, "catalonia", State.UNKNOWN)
    assert line.reason == (
        "its network is asked by the channel's last settings; nothing goes out on it"
    )


def test_without_its_credential_it_stays_open_and_that_is_said_once(
    process: Process, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log once, in `status` as long as it is so; it goes on when the credential is there."""
    caplog.set_level(logging.WARNING, "campaign.engine.former_channels")
    process.stage.network.script.append(lost)
    process.tick()
    caplog.clear()
    later = leaves(process)
    later.credentials = False
    for _ in range(3):
        assert later.tick() == TickReport()
    [record] = caplog.records
    assert record.getMessage() == (
        "catalonia left the configuration in doubt: x: its secret CATALONIA_TOKEN is missing"
    )
    assert later.status().unconfigured.first[0].reason == (
        "its network cannot be asked: x: its secret CATALONIA_TOKEN is missing"
    )
    later.credentials = True
    assert later.tick().published == [1]


def test_a_channel_whose_settings_nobody_stored_says_what_to_do(stage: Stage) -> None:
    """As what an earlier version published, which stored none."""
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    later = leaves(Process(stage))
    later.tick()
    assert later.status().unconfigured.first[0].reason == (
        "its network cannot be asked: nobody stored its settings: put it back into the "
        "configuration, paused"
    )


def test_a_network_that_tells_nobody_is_left_to_a_person(process: Process) -> None:
    """Its post stays unknown, and `status` says so."""
    stage = process.stage
    stage.network = Scripted(stage.ledger, stage.media, deque([lost]))
    process.tick()
    later = leaves(process)
    assert later.tick() == TickReport()
    assert later.status().unconfigured.first[0].reason == (
        "its network cannot be asked: it tells nobody what it has: a person decides"
    )


@on_both
def test_settings_are_stored_when_they_change_and_without_a_secret(process: Process) -> None:
    """Once for a process and a change; what another process stored is not written again."""
    stage = process.stage
    process.tick()
    [row] = rows(stage)
    assert (row["name"], row["at"]) == ("catalonia", stage.now)
    kept = row["settings"]
    assert json.loads(json.dumps(kept)) == kept
    assert kept["secret"] == "CATALONIA_TOKEN" and kept["options"] == {"visibility": "unlisted"}
    stored = stage.now
    stage.now += DAY
    again = Process(stage)
    again.publishing(channel(**SET))
    assert [each["at"] for each in rows(stage)] == [stored]
    again.publishing(channel(**{**SET, "server": "https://other.example"}))
    again.publishing(channel(name="arad"))
    assert [(each["name"], each["at"]) for each in rows(stage)] == [
        ("arad", stage.now),
        ("catalonia", stage.now),
    ]
    with stage.database.read() as connection:
        found = channels(connection, ["catalonia", "nobody"])
    assert set(found) == {"catalonia"}
    assert found["catalonia"].server == "https://other.example"


def rows(stage: Stage) -> list[dict[str, Any]]:
    """What is stored, by name."""
    with stage.database.read() as connection:
        found = connection.execute(select(former_channels).order_by(former_channels.c.name))
        return [dict(row._mapping) for row in found]
