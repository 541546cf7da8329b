"""Whose work a variant is: whoever planned it, and whoever edited its words."""

from __future__ import annotations

import pytest

from campaign.errors import Forbidden
from campaign.model.people import Actor
from campaign.storage.trust import authors
from campaign.usecases.trust.authorship import note_edits
from tests.engine.stage import Stage
from tests.plan.made import DAY
from tests.storage.conftest import on_both
from tests.usecases.trust.test_only_what_was_approved import Office, register

pytestmark = on_both


def whose(stage: Stage) -> frozenset[str]:
    """Whose work the one variant is."""
    name = stage.held().variant_hash
    with stage.database.read() as connection:
        return authors.of(connection, [name])[name]


def test_who_plans_it_is_its_author(stage: Stage) -> None:
    """And whoever moves it as it is becomes another one: they planned it, too."""
    stage.apply(stage.wanted(at=stage.now + DAY))
    assert whose(stage) == {"aina"}
    stage.acts = Actor("jon")
    stage.apply(stage.wanted(at=stage.now + DAY, texts=("Un altre.",)))
    assert whose(stage) == {"jon"}


@pytest.mark.parametrize("language", ["ca", ""])
def test_who_edited_its_words_is_its_author(stage: Stage, language: str) -> None:
    """In its language, or in something that all languages share."""
    note_edits(stage.database, [("labs", language)], regions=(), actor=Actor("zoe"), now=stage.now)
    stage.apply(stage.wanted(at=stage.now + DAY))
    assert whose(stage) == {"aina", "zoe"}


@pytest.mark.parametrize("edited", [("labs", "es"), ("others", "ca")])
def test_who_edited_other_words_is_not(stage: Stage, edited: tuple[str, str]) -> None:
    """Another language, another post."""
    note_edits(stage.database, [edited], regions=(), actor=Actor("zoe"), now=stage.now)
    stage.apply(stage.wanted(at=stage.now + DAY))
    assert whose(stage) == {"aina"}


def test_whoever_edited_the_words_does_not_approve_them(stage: Stage) -> None:
    """Where own work is not approved; another person does."""
    register(stage, "aina", "anna", "carla", "gone", "admin")
    office = Office(stage)
    stage.acts = office.who("aina")
    with pytest.raises(Forbidden):
        note_edits(
            stage.database,
            [("labs", "ca")],
            regions=["catalonia"],
            actor=office.who("anna"),
            now=stage.now,
        )
    note_edits(
        stage.database,
        [("labs", "ca")],
        regions=["catalonia"],
        actor=office.who("gone"),
        now=stage.now,
    )
    stage.apply(stage.wanted())
    assert whose(stage) == {"aina", "gone"}
    done = office.yes("gone")
    assert (done.variants, "own work" in done.refused[0].why) == (0, True)
    office.both()
    assert office.tick() == [1]
