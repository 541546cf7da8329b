"""Further moments before an act: roles, tokens, messages, what is out, missed or in doubt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from campaign.model import State
from campaign.model.machines import Scope
from campaign.model.people import EVERYWHERE, Role
from campaign.model.webhooks import Delivered, Event
from campaign.storage import publications, restores
from campaign.storage.desk import deliveries
from campaign.storage.restores import Restore
from campaign.storage.secrets.credentials import brought
from campaign.storage.tables import publications as stored
from campaign.storage.trust import read_backs
from campaign.storage.trust.read_backs import Outcome, ReadBack
from campaign.usecases.machines import tokens
from campaign.usecases.operations.pause import pause
from campaign.usecases.trust import people
from tests.web.acts import CHANNEL, REGION, listening, rows
from tests.web.stage import NOW, Stage


def with_role(stage: Stage) -> None:
    """Edgar approves too."""
    people.give(
        stage.opened.database,
        "edgar",
        Role.APPROVER,
        REGION,
        regions=stage.opened.config.regions,
        actor=stage.person("ada"),
        now=NOW,
    )


def let_in_by_ada(stage: Stage) -> None:
    """A program reads."""
    tokens.make(
        stage.opened.database,
        "cms",
        scopes=[Scope.READ],
        role=Role.READER,
        region=EVERYWHERE,
        regions=stage.opened.config.regions,
        actor=stage.person("ada"),
        now=NOW,
    )


def heard(stage: Stage) -> None:
    """The address was told of one event, and did not take it."""
    listening(stage)
    message = Delivered(0, 1, "message", Event.MISSED, "{}", NOW, tries=9, last_try=NOW, status=500)
    with stage.opened.database.write() as connection:
        deliveries.add(connection, [message])


def stopped_everywhere(stage: Stage) -> None:
    """A whole region is paused."""
    pause(
        stage.opened.database,
        f"region:{REGION}",
        actor=stage.person("rosa"),
        reason="a storm",
        now=NOW,
        channels=stage.opened.config.channels,
    )


def connected(stage: Stage) -> None:
    """A credential is kept for one channel."""
    stage.opened.safe(brought(CHANNEL)).put("a-secret")


def _moved(stage: Stage, *states: State, **values: Any) -> None:
    """All publications come into these states, one after the other."""
    with stage.opened.database.write() as connection:
        for each in rows(stage):
            for state in states:
                current = publications.one(connection, each.id)
                assert current is not None
                more = values if state is states[-1] else {}
                assert publications.change(
                    connection, current, state, who="engine", now=NOW, **more
                )


def out(stage: Stage) -> None:
    """All of it is public."""
    _moved(stage, State.PUBLISHING, State.PUBLISHED, remote_id="1", published_at=NOW)


def missed(stage: Stage) -> None:
    """All of it was missed."""
    _moved(stage, State.MISSED)


def read_otherwise(stage: Stage) -> None:
    """Readers get something else than was approved, on one channel."""
    out(stage)
    first = rows(stage)[0]
    look = ReadBack(first.id, 0, first.variant_hash, NOW, Outcome.DIFFERENT, 1, "", (), ())
    with stage.opened.database.write() as connection:
        read_backs.keep(connection, look)


def put_back(stage: Stage) -> None:
    """A backup was put back, and nobody can ask the network of one channel what it has."""
    yesterday = NOW - timedelta(days=1)
    with stage.opened.database.write() as connection:
        restores.add(connection, Restore(yesterday, NOW, "olga"))
        mine = update(stored).where(stored.c.channel == CHANNEL)
        connection.execute(mine.values(platform="telegram", doubtful_since=yesterday))
