"""Clicks that a network tells by link: asked for by day, and given to the posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from analytics.clicks import network_clicks, read_clicks
from analytics.isoweek import Week
from analytics.period import Period
from campaign.cli.collect import collect_now
from campaign.platforms.threads.responses import link_clicks
from tests.web.stage import Stage, staged

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A campaign of which a post is out on Threads too."""
    folder = tmp_path_factory.mktemp("clicks") / "campaign"
    with staged(folder, posts=("platforms-01", "platforms-02")) as made:
        made.plan(approved=True)
        out = made.opened.now() + timedelta(days=1, hours=3)
        for minutes in range(0, 15, 3):  # Threads takes a post in two steps
            made.publish(out + timedelta(minutes=minutes))
        yield made


def rows(stage: Stage) -> list[sa.RowMapping]:
    """What is kept of what networks told."""
    with stage.opened.database.read() as connection:
        found = connection.execute(sa.select(network_clicks).order_by(network_clicks.c.day))
        return [each._mapping for each in found]


def test_clicks_of_links_are_given_to_their_posts(stage: Stage) -> None:
    """A day is asked for when it is over, and once more a day later; then no more."""
    published = stage.opened.now()
    day = published.astimezone(BRUSSELS).date()
    collect_now(stage.opened)
    assert day not in {each["day"] for each in rows(stage)}
    stage.clock.move_to(published + timedelta(days=1))
    collect_now(stage.opened)
    some = [each for each in rows(stage) if each["day"] == day]
    told = [each for each in some if each["link"]]
    assert told and all(each["publication_id"] for each in told)
    assert sum(int(str(each["clicks"])) for each in told) > 0
    first = {each["taken_at"] for each in some}
    collect_now(stage.opened)
    assert {each["taken_at"] for each in rows(stage) if each["day"] == day} == first
    stage.clock.move_to(published + timedelta(days=2, hours=1))
    collect_now(stage.opened)
    second = {each["taken_at"] for each in rows(stage) if each["day"] == day}
    assert second != first
    stage.clock.move_to(published + timedelta(days=4))
    collect_now(stage.opened)
    assert {each["taken_at"] for each in rows(stage) if each["day"] == day} == second
    period = Period.week(Week.of(published, BRUSSELS))
    with stage.opened.database.read() as connection:
        found = read_clicks(connection, period, BRUSSELS, stage.opened.now(), on=False)
    assert sum(each.clicks for each in found.by_link.values()) > 0
    assert all(each.of_no_post == 0 for each in found.by_link.values())


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": None},
        {"data": [None, {"name": "clicks"}]},
        {"data": [{"link_total_values": {"value": 3}}]},
        {"data": [{"link_total_values": [None, {"value": 3}, {"link_url": 7, "value": 3}]}]},
        {"data": [{"link_total_values": [{"link_url": "https://a.example", "value": "x"}]}]},
        {"data": [{"link_total_values": [{"link_url": "https://a.example", "value": -1}]}]},
    ],
)
def test_an_answer_that_tells_nothing_is_no_zero(answer: dict[str, object]) -> None:
    """Whatever shape it has."""
    assert link_clicks(answer) == {}


def test_a_link_that_is_told_twice_is_added_up() -> None:
    """Threads tells an account's links, and may tell one of several posts more than once."""
    some = [
        {"link_url": "https://a.example", "value": 3},
        {"link_url": "https://a.example", "value": 4},
    ]
    assert link_clicks({"data": [{"link_total_values": some}]}) == {"https://a.example": 7}
