"""What servers said of their own limits: kept, read again, and claimed by one worker alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from campaign.model import Limits, PictureSize, ServerLimits
from campaign.platforms import registry
from campaign.storage import server_limits
from campaign.storage.database import Database
from campaign.storage.tables import server_limits as table
from tests.plan.made import NOW
from tests.platforms.samples import channel
from tests.storage.conftest import on_both

pytestmark = on_both

SERVER = ("mastodon", "https://social.example")
USUAL = registry.limits("mastodon")
OWN = replace(
    USUAL,
    text=300,
    images=20,
    alt=10_000,
    image_types=("image/jpeg",),
    card_type="image/jpeg",
    videos=0,
    picture_size=PictureSize(pixels=4_000_000),
)


def known(database: Database) -> dict[server_limits.Server, ServerLimits]:
    """What the database knows."""
    with database.read() as connection:
        return server_limits.known(connection, registry.limits)


def test_what_a_server_said_comes_back_as_it_was(database: Database) -> None:
    """Its limits, its software, what was not believed, and when; the newest answer counts."""
    for text, at in ((500, NOW), (300, NOW + timedelta(days=1))):
        said = ServerLimits(
            replace(OWN, text=text), "takahe", "0.11.0", ("alt 0 was not believed",)
        )
        with database.write() as connection:
            server_limits.keep(connection, SERVER, said, USUAL, at)
    (found,) = known(database).values()
    assert found == replace(said, asked=NOW + timedelta(days=1))
    assert found.asked is not None and found.asked.tzinfo is not None


def test_only_what_differs_from_the_table_is_kept(database: Database) -> None:
    """So a newer table counts for all that the server has not said."""
    with database.write() as connection:
        server_limits.keep(connection, SERVER, ServerLimits(OWN), USUAL, NOW)
        stored = connection.scalar(select(table.c.limits))
    assert stored is not None
    assert set(stored) == {
        "text", "images", "alt", "image_types", "card_type", "videos", "picture_size"
    }  # fmt: skip
    with database.read() as connection:
        (newer,) = server_limits.known(connection, lambda _: replace(USUAL, url_length=25)).values()
    assert newer.limits == replace(OWN, url_length=25)


@pytest.mark.parametrize(
    "stored",
    [
        [],
        {"text": "300", "alt": None, "images": 2.5},
        {"no_such_limit": 5, "source": 7},
        {"image_types": "image/png", "picture_size": 4},
        {"picture_size": {"pixels": "many", "other": 3}},
        {"languages": 1, "unit": "code-points", "repeats_after": 5},
    ],
)
def test_a_stored_value_of_another_type_is_left_out(database: Database, stored: Any) -> None:
    """A row that somebody has edited stops nothing."""
    with database.write() as connection:
        server_limits.keep(connection, SERVER, ServerLimits(USUAL), USUAL, NOW)
        connection.execute(update(table).values(limits=stored))
    (found,) = known(database).values()
    assert found.limits == USUAL


def test_a_server_is_claimed_by_one_worker(database: Database) -> None:
    """Whoever reads the same row and comes second asks nothing."""
    later = NOW + timedelta(days=1)
    with database.write() as connection:
        assert server_limits.claim(connection, SERVER, None, NOW)
        assert not server_limits.claim(connection, SERVER, None, NOW)
        assert server_limits.claim(connection, SERVER, NOW, later)
        assert not server_limits.claim(connection, SERVER, NOW, later)
    assert known(database) == {}, "a server that never answered has said nothing"
    with database.read() as connection:
        assert server_limits.tried(connection) == {SERVER: (later, None)}


def test_a_network_that_is_gone_stops_nothing(database: Database) -> None:
    """An older program may have asked one that is no longer known."""
    with database.write() as connection:
        server_limits.keep(
            connection, ("friendica", "https://f.example"), ServerLimits(OWN), USUAL, NOW
        )
        server_limits.keep(connection, SERVER, ServerLimits(OWN), USUAL, NOW)
    assert list(known(database)) == [SERVER]


@pytest.mark.parametrize(
    "written", ["https://social.example", "https://social.example/", " https://Social.Example "]
)
def test_a_server_is_the_same_however_it_is_written(database: Database, written: str) -> None:
    """Channels of one server share its answer."""
    assert server_limits.server_of(channel("mastodon", written)) == SERVER


def test_limits_of_the_table_are_the_very_same_object(database: Database) -> None:
    """Nothing is made anew for each channel when a server says nothing else."""
    assert server_limits.applied(USUAL, {}) is USUAL
    assert isinstance(server_limits.applied(USUAL, {"text": 7}), Limits)
