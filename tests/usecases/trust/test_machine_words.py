"""What a machine wrote goes out once a registered person has approved it, or bears a label."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaign.model import MachinePart
from campaign.model.approval import USUAL
from campaign.model.people import Actor, Role
from campaign.storage import releases, variants
from campaign.storage.record import RecordAct
from campaign.storage.tables import record
from campaign.usecases.trust.approve import Approved, approve, approve_by_invitation, waiting
from campaign.usecases.trust.requests import requests
from campaign.usecases.trust.take_back import approved, revoke
from tests.engine.stage import Stage
from tests.plan.made import HOUR
from tests.storage.conftest import on_both
from tests.usecases.trust.team import acting, register

pytestmark = on_both

WORDS = (MachinePart("words", "a model", labelled=False),)
LABELLED = (MachinePart("words", "a model", labelled=True),)
PICTURE = (MachinePart("pictures/lab.png", "", labelled=False),)


def yes(stage: Stage, actor: Actor) -> Approved:
    """What comes of somebody's yes to all that waits."""
    return approve(stage.database, waiting(stage.database), actor=actor, now=stage.now)


def planned(stage: Stage, machine: tuple[MachinePart, ...]) -> None:
    """One post, due now, of which a machine made this."""
    stage.apply(stage.wanted(machine=machine))


@pytest.mark.parametrize("machine", [WORDS, PICTURE, WORDS + PICTURE, LABELLED + PICTURE])
def test_who_works_alone_is_no_named_person(stage: Stage, machine: tuple[MachinePart, ...]) -> None:
    """The yes is refused with what to do, and nothing goes out."""
    planned(stage, machine)
    done = yes(stage, Actor("root"))
    assert (done.variants, done.released) == (0, 0)
    assert "a registered person has to read and approve it" in done.refused[0].why
    assert "campaign user add" in done.refused[0].why
    (asked,) = requests(stage.database, stage.now, actor=Actor("root"))
    assert (asked.yours, asked.variant.machine) == (False, machine)
    assert asked.asked == "a machine made a part of it: it waits for a registered approver"
    assert stage.tick().published == []


def test_a_registered_persons_yes_is_the_review_and_the_record_says_so(stage: Stage) -> None:
    """With the person, the variant, and what the machine made."""
    planned(stage, WORDS)
    register(stage.database, "adm", Role.ADMIN)
    person = register(stage.database, "aina", Role.APPROVER, by=acting(stage.database, "adm"))
    assert yes(stage, person).released == 1
    with stage.database.read() as connection:
        entries = connection.execute(
            select(record).where(record.c.act == RecordAct.VARIANT_APPROVED.value)
        ).all()
    (entry,) = entries
    assert entry.public["reviewed_machine_parts"] == [
        {"part": "words", "model": "a model", "labelled": False}
    ]
    assert entry.public["basis"] == "person"
    assert stage.tick().published == [1]


def test_what_bears_its_label_needs_no_registered_person(stage: Stage) -> None:
    """Readers are told; the record of the yes names no review."""
    planned(stage, LABELLED)
    assert yes(stage, Actor("root")).released == 1
    with stage.database.read() as connection:
        public = connection.scalars(
            select(record.c.public).where(record.c.act == RecordAct.VARIANT_APPROVED.value)
        ).one()
    assert "reviewed_machine_parts" not in public
    assert stage.tick().published == [1]


def test_words_of_people_are_approved_as_ever(stage: Stage) -> None:
    """Also by who works alone."""
    planned(stage, ())
    assert yes(stage, Actor("root")).released == 1
    assert stage.tick().published == [1]


def test_an_invitation_is_no_registered_person(stage: Stage) -> None:
    """Its yes gives nothing, and a person's yes still does."""
    planned(stage, WORDS)
    register(stage.database, "adm", Role.ADMIN)
    person = register(stage.database, "aina", Role.APPROVER, by=acting(stage.database, "adm"))
    with stage.database.write() as connection:
        done = approve_by_invitation(
            connection, waiting(stage.database), who="the mayor", inviter="adm", now=stage.now
        )
    assert (done.released, len(done.refused)) == (0, 1)
    assert stage.tick().published == []
    assert yes(stage, person).released == 1


def test_a_yes_given_to_a_persons_words_is_none_for_a_machines(stage: Stage) -> None:
    """Whoever adds `origin: ai` makes another variant: it is asked anew, of a person."""
    planned(stage, ())
    assert yes(stage, Actor("root")).released == 1
    planned(stage, WORDS)
    assert stage.tick().published == []
    assert yes(stage, Actor("root")).released == 0
    with stage.database.read() as connection:
        assert releases.released(connection, [stage.held()], USUAL) == set()


def test_a_review_that_is_taken_back_holds_it_again(stage: Stage) -> None:
    """Like any other yes."""
    planned(stage, WORDS)
    register(stage.database, "adm", Role.ADMIN)
    roles = (Role.APPROVER, Role.COORDINATOR)
    person = register(stage.database, "aina", *roles, by=acting(stage.database, "adm"))
    yes(stage, person)
    revoke(stage.database, approved(stage.database), actor=person, now=stage.now)
    assert stage.tick(HOUR).published == []


def test_a_text_that_quotes_the_storages_own_signs_is_nobody_elses(stage: Stage) -> None:
    """What asks for a person is what the variant says of itself, whatever its words are."""
    stage.apply(stage.wanted(texts=('A text with "labelled": false in it.',)))
    with stage.database.read() as connection:
        asked = variants.asking_for_person(connection, [stage.held().variant_hash])
    assert asked == {}
    planned(stage, WORDS)
    with stage.database.read() as connection:
        name = stage.held().variant_hash
        assert variants.asking_for_person(connection, [name]) == {name: WORDS}
