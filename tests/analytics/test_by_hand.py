"""Figures by hand are only added: the highest edition counts, and two of one edition cannot be."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from analytics import by_hand, store, who_entered
from analytics.by_hand import About, Entered
from analytics.isoweek import Week
from tests.analytics.made import DAY, START

WEEK = Week.parse("2026-W49")
VIEWS = Entered(
    About(channel="eu-telegram", week="2026-W49"), "views", 412, "Telegram, by Aina", "aina", START
)


@pytest.fixture
def connection(any_engine: sa.Engine) -> sa.Connection:
    """The tables, on each kind of database."""
    store.metadata.create_all(any_engine)
    return any_engine.connect()


def test_an_edition_is_written_once(connection: sa.Connection) -> None:
    """Of two people with the same one, the second is told; the highest counts."""
    assert by_hand.add(connection, VIEWS)
    assert not by_hand.add(connection, replace(VIEWS, number=1, who="bea"))
    second = replace(VIEWS, number=None, who="bea", at=START + DAY, edition=2)
    assert by_hand.add(connection, second)
    assert by_hand.of(connection, VIEWS.about, "views") == [VIEWS, second]
    assert by_hand.standing([VIEWS, second]) == [second]
    connection.close()


def test_a_week_has_its_own_figures_and_those_of_its_posts(connection: sa.Connection) -> None:
    """Not those of another week, nor of another post."""
    of_post = replace(VIEWS, about=About(publication=7))
    for each in (VIEWS, of_post, replace(VIEWS, about=About(publication=8))):
        assert by_hand.add(connection, each)
    assert by_hand.add(connection, replace(VIEWS, about=About(week="2026-W50"), metric="x"))
    assert by_hand.of_weeks(connection, [WEEK], [7]) == [VIEWS, of_post]
    connection.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"publication": 7, "week": "2026-W49"},
        {"publication": 7, "channel": "eu-telegram"},
        {"channel": "eu-telegram"},
    ],
)
def test_a_figure_is_of_one_thing(wrong: dict[str, object]) -> None:
    """A publication, or a week."""
    with pytest.raises(ValueError, match="of a publication, or of a week"):
        About(**wrong)  # type: ignore[arg-type]


def test_a_person_is_forgotten_and_the_number_stays(connection: sa.Connection) -> None:
    """Also where the source names them; what others read stays as it is."""
    other = replace(VIEWS, source="Matomo", who="bea", metric="reactions")
    assert by_hand.add(connection, VIEWS) and by_hand.add(connection, other)
    assert who_entered.forget(connection, "aina", lambda words: "Aina" in words, "redacted-1") == 1
    found = by_hand.of_weeks(connection, [WEEK])
    assert found == [other, replace(VIEWS, source="", who="redacted-1")]
    assert who_entered.prune(connection, START, "pruned") == 0
    assert who_entered.prune(connection, START + DAY, "pruned") == 2
    assert {each.who for each in by_hand.of_weeks(connection, [WEEK])} == {"pruned"}
    connection.close()
