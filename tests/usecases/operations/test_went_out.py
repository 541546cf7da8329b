"""What went out last, a page at a time."""

from __future__ import annotations

from dataclasses import replace

from campaign.usecases.operations.agenda import Shown
from campaign.usecases.operations.went_out import went_out
from tests.engine.stage import Stage
from tests.plan.made import HOUR, region

REGIONS = {"catalonia": region(), "navarra": region(id="navarra")}


def test_posts_are_listed_the_last_first_with_all_their_states(stage: Stage) -> None:
    """One line for a post, however many channels it has."""
    for number in range(5):
        stage.now += HOUR
        stage.ready(
            *(stage.wanted(f"p{n}", headline=f"H{n}") for n in range(number + 1)),
            stage.wanted("far", at=stage.now + 900 * HOUR),
        )
        stage.tick()
    found = went_out(stage.database, size=2)
    assert [each.post for each in found.posts] == ["p4", "p3"]
    assert (found.count, found.pages, found.posts[0].headline) == (5, 3, "H4")
    assert found.posts[0].states == (Shown.OUT,)
    assert [each.post for each in went_out(stage.database, size=2, page=3).posts] == ["p0"]
    assert went_out(stage.database, size=2, page=99).page == 3
    assert went_out(stage.database, size=2, page=-1).page == 1


def test_the_words_shown_are_those_of_the_language_where_there_are_any(stage: Stage) -> None:
    """Else of another one."""
    stage.ready(
        stage.wanted(headline="Bon dia"),
        stage.wanted(channel="arad", headline="Good day", language="en"),
    )
    stage.tick()
    assert went_out(stage.database, language="en").posts[0].headline == "Good day"
    other = went_out(stage.database, language="sv").posts[0]
    assert (other.headline, other.language) in (("Bon dia", "ca"), ("Good day", "en"))


def test_a_region_has_its_own_posts_alone(stage: Stage) -> None:
    """And nothing is nothing."""
    assert went_out(stage.database).posts == ()
    there = replace(stage.wanted("two", channel="navarra"), region="navarra")
    stage.channels = {
        **stage.channels,
        "navarra": replace(stage.channels["navarra"], region="navarra"),
    }
    stage.ready(stage.wanted(), there)
    stage.tick(regions=REGIONS)
    assert [e.post for e in went_out(stage.database, regions=("navarra",)).posts] == ["two"]
    assert went_out(stage.database, regions=("arad",)).count == 0
