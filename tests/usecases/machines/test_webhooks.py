"""Webhooks are made by those who give machines access, and by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from campaign.errors import Forbidden
from campaign.model.people import Role
from campaign.model.webhooks import Event
from campaign.storage.tables import metadata
from campaign.usecases.machines import webhooks
from campaign.usecases.machines.webhooks import CannotChange
from campaign.usecases.trust.names import UnfitName
from tests.engine.stage import Stage
from tests.storage.conftest import on_both
from tests.usecases.machines.hooked import ROOT, Hooked, hooked
from tests.usecases.trust.team import register

pytestmark = on_both

URL = "https://site.example/hooks/a-path-that-nobody-guesses"


@pytest.fixture
def ours(stage: Stage, tmp_path: Path) -> Hooked:
    """A stage with receivers."""
    return hooked(stage, tmp_path)


def test_a_secret_is_shown_once_and_kept_sealed(ours: Hooked) -> None:
    """So is the address: its path may hold a token. Its host is shown."""
    made = ours.make(URL, inside=False)
    assert made.hook.events == frozenset(Event)
    assert made.secret.startswith("whsec_")
    database = ours.stage.database
    with database.read() as connection:
        rows = {
            table.name: str(connection.execute(sa.select(table)).all())
            for table in metadata.sorted_tables
        }
    assert made.secret.removeprefix("whsec_") not in "".join(rows.values())
    assert "that-nobody-guesses" not in "".join(rows.values())
    assert made.hook.host == "site.example"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_who_gives_machines_access_may(ours: Hooked, role: Role) -> None:
    """Neither make nor see nor change one."""
    database, now = ours.stage.database, ours.stage.now
    admin = register(database, "ada", Role.ADMIN)
    somebody = register(database, "somebody", role, by=admin)
    number = ours.make(URL, actor=admin).hook.id
    with pytest.raises(Forbidden):
        ours.make(URL, actor=somebody)
    with pytest.raises(Forbidden):
        webhooks.every(database, actor=somebody)
    with pytest.raises(Forbidden):
        webhooks.last(database, number, actor=somebody)
    for act in (webhooks.pause, webhooks.resume, webhooks.end, webhooks.resend):
        with pytest.raises(Forbidden):
            act(database, number, actor=somebody, now=now)
    assert [each.id for each in webhooks.every(database, actor=admin)] == [number]


@pytest.mark.parametrize(
    ("address", "name", "words"),
    [
        ("http://site.example/x", "Site", "https"),
        ("https://10.0.0.1/x", "Site", "not on the public network"),
        (URL, "", "name is empty"),
        (URL, "x" * 101, "101 characters"),
        (URL, "42", "no letter"),
    ],
)
def test_what_cannot_be_a_webhook_is_said_in_words(
    ours: Hooked, address: str, name: str, words: str
) -> None:
    """Nothing is stored."""
    with pytest.raises((CannotChange, UnfitName), match=words):
        ours.make(address, name=name, inside=False)
    assert webhooks.every(ours.stage.database, actor=ROOT) == []


def test_there_are_not_too_many(ours: Hooked) -> None:
    """Each event goes to each of them; one that ended does not count."""
    for _ in range(webhooks.MOST):
        ours.make(URL)
    with pytest.raises(CannotChange, match="end one first"):
        ours.make(URL)
    webhooks.end(ours.stage.database, 1, actor=ROOT, now=ours.stage.now)
    ours.make(URL)


def test_doing_it_again_changes_nothing(ours: Hooked) -> None:
    """A form may be sent twice; who was first is what counts."""
    database, now = ours.stage.database, ours.stage.now
    number = ours.make(URL).hook.id
    first = webhooks.pause(database, number, actor=ROOT, now=now)
    later = ours.stage.now.replace(year=2027)
    assert webhooks.pause(database, number, actor=ROOT, now=later) == first
    assert first.paused_by == "root"
    for _ in range(2):
        assert webhooks.resume(database, number, actor=ROOT, now=now).paused is None
    ended = webhooks.end(database, number, actor=ROOT, now=now)
    assert webhooks.end(database, number, actor=ROOT, now=later) == ended


@pytest.mark.parametrize("act", [webhooks.pause, webhooks.resume, webhooks.end])
def test_one_that_is_not_there_is_said_to_be_so(ours: Hooked, act: object) -> None:
    """With where to look."""
    assert callable(act)
    with pytest.raises(CannotChange, match="no webhook 7"):
        act(ours.stage.database, 7, actor=ROOT, now=ours.stage.now)
    with pytest.raises(CannotChange, match="no delivery 7"):
        webhooks.resend(ours.stage.database, 7, actor=ROOT, now=ours.stage.now)


def test_an_event_is_known_by_its_name(ours: Hooked) -> None:
    """A slip is answered with the nearest."""
    assert ours
    assert webhooks.event_of("publication.missed") is Event.MISSED
    with pytest.raises(CannotChange, match=r"publication\.published"):
        webhooks.event_of("publication.publish")
