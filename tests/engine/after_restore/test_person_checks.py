"""What a backup left in doubt on a network that nobody can ask waits until somebody has looked."""

from __future__ import annotations

from campaign.engine.after_restore.person_checks import none_out
from campaign.model import State
from campaign.model.people import Actor
from campaign.storage import publications, restores
from tests.engine.scripted import Finder
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR
from tests.storage.conftest import on_both


def doubted(stage: Stage) -> None:
    """One post that is due, and may have gone out since a backup was made."""
    stage.ready(stage.wanted(platform="telegram"))
    with stage.database.write() as connection:
        restores.doubt(connection, stage.now - DAY)


@on_both
def test_it_is_not_sent_and_a_person_is_asked(mute: Stage) -> None:
    """Nothing was tried, and the reason says why."""
    doubted(mute)
    assert mute.tick().unknown == [1]
    assert mute.ledger.public == []
    assert (mute.outcomes(), "nobody can ask there" in mute.held().reason) == ([], True)


@on_both
def test_it_goes_at_its_time_once_somebody_has_looked(mute: Stage) -> None:
    """Their name is in its story."""
    doubted(mute)
    assert none_out(mute.database, "catalonia", actor=Actor("aina"), now=mute.now) == 1
    assert mute.tick().published == [1]
    with mute.database.read() as connection:
        assert "aina" in {each["who"] for each in publications.story(connection, 1)}


def test_another_channel_is_not_meant(mute: Stage) -> None:
    """Who looked at one account knows nothing of another."""
    doubted(mute)
    assert none_out(mute.database, "navarra", actor=Actor("aina"), now=mute.now) == 0
    assert mute.tick().unknown == [1]


def test_a_network_that_can_be_asked_is_asked_by_itself(stage: Stage) -> None:
    """No person is needed."""
    stage.ready(stage.wanted())
    with stage.database.write() as connection:
        restores.doubt(connection, stage.now - DAY)
    assert stage.tick().unknown == []
    stage.tick(HOUR)
    assert stage.states() == [State.PUBLISHED]
    assert isinstance(stage.network, Finder)
    assert stage.network.asked
