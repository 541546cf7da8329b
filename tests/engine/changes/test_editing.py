"""New words replace those that are out once they are released; the publication has them then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from campaign.errors import Rejected, Unavailable
from campaign.model import Publication, State
from campaign.storage import pauses, variants
from campaign.usecases.trust.correct import CorrectionStep
from campaign.usecases.trust.take_back import (
    Revoked,
    approved,
    end_send_back,
    revoke,
    send_back,
    stoppable,
)
from tests.engine.changes.taking import (
    AINA,
    WHY,
    Deed,
    breaks,
    ids,
    loses,
    obeys,
    of,
    outcomes,
    published,
    refuses,
    set_right,
    states,
    swallows,
    take_back,
    taking,
)
from tests.engine.stage import LEASE_ENDS, Stage
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)
RIGHT = "Bon dia a totes."


def taken_back(stage: Stage, some: list[Publication]) -> Revoked:
    """The yes to them is taken back."""
    assert some[0].variant_hash in {p.variant_hash for p in approved(stage.database)}
    return revoke(stage.database, some, actor=AINA, now=stage.now)


def sent_back(stage: Stage, some: list[Publication]) -> Revoked:
    """Somebody wants other words."""
    return send_back(stage.database, some, "the old one was right", actor=AINA, now=stage.now)


def words_of(stage: Stage) -> tuple[str, ...]:
    """The words that the database has for publication 1."""
    with stage.database.read() as connection:
        name = stage.held().variant_hash
        return variants.load(connection, [name])[name].texts


def test_released_words_replace_the_old_ones_under_the_same_id(stage: Stage) -> None:
    """And the old variant stays named beside the new one."""
    network = taking(stage)
    published(stage)
    old = stage.held().variant_hash
    (asked,) = set_right(stage, RIGHT)
    assert asked.step is CorrectionStep.ASKED
    assert stage.tick().corrected == [1]
    assert network.standing == {ids(stage, 1)[0]: RIGHT}
    assert (stage.held().state, words_of(stage)) == (State.PUBLISHED, (RIGHT,))
    (change,) = of(stage)
    assert (change.variant_before, change.variant_after) == (old, stage.held().variant_hash)
    assert stage.plan([stage.wanted(texts=(RIGHT,), at=stage.held().due)]).steps == ()


def test_nothing_is_edited_before_somebody_has_let_the_new_words_go(stage: Stage) -> None:
    """It waits, and says so; nothing that is public changes."""
    network = taking(stage)
    published(stage)
    set_right(stage, RIGHT, approved=False)
    stage.tick()
    stage.tick(LEASE_ENDS)
    assert network.standing == {ids(stage, 1)[0]: "Bon dia a tothom."}
    assert of(stage)[0].answer == "waits for approval of the new words"
    stage.approve()
    assert stage.tick().corrected == [1]


@pytest.mark.parametrize("stops", [taken_back, sent_back])
def test_new_words_that_were_stopped_do_not_replace_the_old_ones(
    stage: Stage, stops: Callable[[Stage, list[Publication]], Revoked]
) -> None:
    """The old ones are out, and that takes nobody the right to stop the new ones."""
    network = taking(stage)
    published(stage)
    set_right(stage, RIGHT)
    (new,) = [p for p in stoppable(stage.database) if p.variant_hash != stage.held().variant_hash]
    done = stops(stage, [new])
    assert (done.variants, [p.id for p in done.corrections]) == (1, [1])
    assert stage.tick().corrected == []
    assert network.standing == {ids(stage, 1)[0]: "Bon dia a tothom."}
    assert end_send_back(stage.database, [new], actor=AINA, now=stage.now) in (0, 1)
    stage.approve()
    assert stage.tick(LEASE_ENDS).corrected == [1]


def test_a_paused_channel_holds_new_words_and_no_withdrawal(stage: Stage) -> None:
    """To stop speaking is one thing; to take back what was said is another."""
    network = taking(stage)
    published(stage)
    set_right(stage, RIGHT)
    with stage.database.write() as connection:
        pauses.begin(connection, "all", who="aina", reason="a day of mourning", now=stage.now)
    stage.tick()
    assert "a day of mourning" in of(stage)[0].answer
    assert network.standing == {ids(stage, 1)[0]: "Bon dia a tothom."}
    take_back(stage)
    assert stage.tick().withdrawn == [1]


@pytest.mark.parametrize("deed", [loses, swallows, breaks])
@pytest.mark.parametrize("shows", [True, False])
def test_after_a_lost_answer_the_new_words_stand_once(
    stage: Stage, deed: Deed, shows: bool
) -> None:
    """By reading which words stand where that can be; else the same edit is sent once more."""
    network = taking(stage, shows=shows)
    published(stage)
    network.deeds.append(deed)
    set_right(stage, RIGHT)
    stage.tick(query_backoff=(MINUTE / 2,))
    assert words_of(stage) == ("Bon dia a tothom.",)
    stage.tick(MINUTE)
    assert words_of(stage) == (RIGHT,)
    assert network.standing == {ids(stage, 1)[0]: RIGHT}
    assert ("found-done" in outcomes(stage)) is (shows and deed is not swallows)


def test_a_thread_is_corrected_only_when_all_its_parts_are(stage: Stage) -> None:
    """Until then, the database has the words as they were, and says what waits."""
    network = taking(stage)
    published(stage, "One.", "Two.", "Three.")
    network.deeds.extend([obeys, refuses(Unavailable("down"))])
    set_right(stage, "Un.", "Two.", "Tres.", parts=(0, 2))
    assert stage.tick().corrected == []
    assert words_of(stage) == ("One.", "Two.", "Three.")
    assert stage.tick(MINUTE).corrected == [1]
    assert list(network.standing.values()) == ["Un.", "Two.", "Tres."]


def test_a_refused_edit_is_left_to_a_person_and_the_old_words_stay(stage: Stage) -> None:
    """Asked for again, it is tried again."""
    network = taking(stage)
    published(stage)
    network.deeds.append(refuses(Rejected("the post is too old")))
    set_right(stage, RIGHT)
    stage.tick()
    stage.tick(LEASE_ENDS)
    assert states(stage) == {0: "failed"}
    assert words_of(stage) == ("Bon dia a tothom.",)
    (again,) = set_right(stage, RIGHT)
    assert again.step is CorrectionStep.ASKED_BEFORE
    assert stage.tick().corrected == [1]


def test_a_later_correction_takes_the_place_of_one_that_waits(stage: Stage) -> None:
    """Only the last words go out."""
    network = taking(stage)
    published(stage)
    set_right(stage, "Bona nit.", approved=False)
    set_right(stage, RIGHT)
    stage.tick()
    assert network.standing == {ids(stage, 1)[0]: RIGHT}
    assert [each.state.value for each in of(stage)] == ["dropped", "done"]


def test_a_withdrawal_ends_a_correction_that_waits(stage: Stage) -> None:
    """Nothing is edited that is to be deleted."""
    network = taking(stage)
    published(stage)
    set_right(stage, RIGHT, approved=False)
    take_back(stage)
    assert stage.tick().withdrawn == [1]
    assert network.standing == {}
    assert [each[0] for each in network.noted] == ["delete", "deleted"]


def test_what_takes_the_place_of_a_post_goes_out_only_when_that_one_is_gone(stage: Stage) -> None:
    """Never two live copies, however long the deletion takes."""
    network = taking(stage)
    published(stage)
    network.deeds.extend([refuses(Unavailable("down"))] * 3)
    (asked,) = set_right(stage, RIGHT, anew=True)
    assert asked.step is CorrectionStep.ANEW
    for _ in range(3):
        stage.tick(LEASE_ENDS)
        assert stage.states() == [State.PUBLISHED]
        assert len(network.standing) == 1
    stage.tick(LEASE_ENDS)
    stage.tick(MINUTE)
    assert stage.states() == [State.WITHDRAWN, State.PUBLISHED]
    assert list(network.standing.values()) == [RIGHT]
    assert (stage.held(2).occurrence, stage.held(2).due) == ("+1", stage.held(1).due)
    assert WHY in stage.held(1).reason
    assert stage.plan([stage.wanted(texts=(RIGHT,), at=stage.held().due)]).steps == ()


def test_what_takes_the_place_of_a_post_needs_its_own_approval(stage: Stage) -> None:
    """The old one is gone; the new one waits."""
    network = taking(stage)
    published(stage)
    set_right(stage, RIGHT, anew=True, approved=False)
    stage.tick()
    stage.tick(MINUTE)
    assert stage.states() == [State.WITHDRAWN, State.SCHEDULED]
    assert network.standing == {}
    stage.approve()
    stage.tick(MINUTE)
    assert list(network.standing.values()) == [RIGHT]


def test_a_successor_is_corrected_and_replaced_as_any_post(stage: Stage) -> None:
    """The calendar speaks of the last one."""
    network = taking(stage)
    published(stage)
    for words in ("Dos.", "Tres."):
        set_right(stage, words, anew=True)
        stage.tick(MINUTE)
        stage.tick(MINUTE)
    assert [stage.held(n).occurrence for n in (1, 2, 3)] == ["", "+1", "+2"]
    assert list(network.standing.values()) == ["Tres."]
    set_right(stage, "Quatre.")
    stage.tick(MINUTE)
    assert list(network.standing.values()) == ["Quatre."]


def test_a_withdrawal_after_a_correction_anew_leaves_its_place_empty(stage: Stage) -> None:
    """Whoever takes a post back wants nothing there."""
    network = taking(stage)
    published(stage)
    network.deeds.append(refuses(Unavailable("down")))
    set_right(stage, RIGHT, anew=True)
    stage.tick()
    take_back(stage)
    stage.tick(MINUTE)
    stage.tick(MINUTE)
    assert stage.states() == [State.WITHDRAWN]
    assert network.standing == {}
