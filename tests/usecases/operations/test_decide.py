"""A person decides by what a page has shown: once, and told who was faster."""

from __future__ import annotations

from threading import Event

import pytest

from campaign.errors import CampaignError, Forbidden
from campaign.model import Decision, State
from campaign.model.people import Actor, Person, Role
from campaign.platforms.protocols import Seen
from campaign.storage.trust import people
from campaign.usecases.operations.decide import (
    Decided,
    DecidedAlready,
    NoAddress,
    decide,
    look_within,
    mark,
    needs_eyes,
    unasked,
    was_asked,
    why_not_again,
)
from campaign.usecases.operations.inspect_unknown import Look
from campaign.usecases.operations.resolve import CannotDecide, MayBeThere
from campaign.usecases.operations.settled import lately, moves, settled
from tests.engine.scripted import Scripted, swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR

AINA, JOAN = Actor("aina"), Actor("joan")


class Listing(Scripted):
    """A network that shows an account's posts, after `asleep` was set."""

    asleep: Event | None = None
    posts: tuple[Seen, ...] = ()

    def recent(self, since: object) -> tuple[Seen, ...]:
        """Its posts."""
        if self.asleep is not None:
            self.asleep.wait(30)
        return self.posts


def in_doubt(stage: Stage, *posts: str) -> Listing:
    """The post `labs` left, and no answer came; the account shows these words."""
    stage.network = network = Listing(stage.network.ledger, stage.network.media)
    network.script.append(swallowed)
    stage.ready(stage.wanted())
    stage.tick()
    network.posts = tuple(
        Seen(f"id-{n}", f"https://scripted.example/{n}", text, stage.now)
        for n, text in enumerate(posts)
    )
    return network


def looked(stage: Stage) -> Look:
    """What a person has seen."""
    return look_within(stage.database, stage.channels, lambda _: stage.network, 1)


def decided(
    stage: Stage, decision: Decision, saw: str, actor: Actor = AINA, **other: object
) -> Decided:
    """Decide about the first publication."""
    return decide(
        stage.database,
        stage.channels,
        lambda _: stage.network,
        1,
        decision,
        saw=saw,
        actor=actor,
        now=stage.now,
        **other,  # type: ignore[arg-type]
    )


def test_no_network_is_asked_before_somebody_wants_it(stage: Stage) -> None:
    """The mark of what is stored is that of what was asked for."""
    in_doubt(stage, "Bon dia a tothom.")
    stored = unasked(stage.database, stage.channels, 1)
    assert (stored.shown, was_asked(stored)) == (None, False)
    assert mark(stored) == mark(looked(stage))
    assert was_asked(looked(stage))


def test_an_account_that_takes_too_long_cannot_be_asked_now(stage: Stage) -> None:
    """The person has the page, with the reason."""
    network = in_doubt(stage)
    network.asleep = Event()
    found = look_within(stage.database, stage.channels, lambda _: stage.network, 1, seconds=0.05)
    network.asleep.set()
    assert found.shown is None
    assert found.trouble == "no answer within 0 seconds"
    assert needs_eyes(found)


def test_it_is_there_takes_the_one_post_with_the_words(stage: Stage) -> None:
    """With its address and id."""
    in_doubt(stage, "Una altra cosa.", "Bon dia a tothom.")
    done = decided(stage, Decision.THERE, mark(looked(stage)))
    assert done == Decided(State.PUBLISHED)
    assert (stage.held().url, stage.held().remote_id) == ("https://scripted.example/1", "id-1")


def test_of_two_posts_with_the_words_a_person_says_which(stage: Stage) -> None:
    """By its address."""
    in_doubt(stage, "Bon dia a tothom.", "Bon dia a tothom.")
    saw = mark(looked(stage))
    with pytest.raises(NoAddress, match="more than once"):
        decided(stage, Decision.THERE, saw)
    decided(stage, Decision.THERE, saw, url="https://scripted.example/1/")
    assert stage.held().remote_id == "id-1"


@pytest.mark.parametrize("typed", ["x.example/1", "javascript:alert(1)", "post", "//x.example"])
def test_what_is_no_address_is_refused(stage: Stage, typed: str) -> None:
    """Before anything is asked."""
    in_doubt(stage)
    with pytest.raises(NoAddress, match="no address of a post"):
        decided(stage, Decision.THERE, mark(looked(stage)), url=typed)


def test_the_same_words_there_keep_it_from_being_sent_again(stage: Stage) -> None:
    """Whatever the form says."""
    in_doubt(stage, "Bon dia a tothom.")
    found = looked(stage)
    assert why_not_again(found) == (
        "The account shows the same words, at https://scripted.example/0."
    )
    with pytest.raises(MayBeThere, match="twice"):
        decided(stage, Decision.AGAIN, mark(found), has_looked=True)
    assert stage.held().state is State.UNKNOWN


def test_where_nobody_can_ask_somebody_must_have_looked(mute: Stage) -> None:
    """And says so."""
    mute.network.script.append(swallowed)
    mute.ready(mute.wanted())
    mute.tick()
    saw = mark(looked(mute))
    with pytest.raises(MayBeThere, match="Look at"):
        decided(mute, Decision.AGAIN, saw)
    assert decided(mute, Decision.AGAIN, saw, has_looked=True).state is State.SCHEDULED


@pytest.mark.parametrize("first", [Decision.THERE, Decision.ABSENT, Decision.CANCEL])
@pytest.mark.parametrize("second", [Decision.THERE, Decision.ABSENT, Decision.CANCEL])
def test_of_two_people_the_second_is_told(stage: Stage, first: Decision, second: Decision) -> None:
    """By whom, when and how; also where both say the same."""
    in_doubt(stage, "Bon dia a tothom.")
    saw = mark(looked(stage))
    decided(stage, first, saw)
    with pytest.raises(DecidedAlready) as told:
        decided(stage, second, saw, JOAN)
    assert told.value.settled.name == "aina"
    assert told.value.settled.at == stage.now
    assert told.value.settled.decision is first
    assert "decided by aina" in str(told.value)


@pytest.mark.parametrize("decision", [Decision.THERE, Decision.ABSENT, Decision.CANCEL])
def test_the_same_decision_once_more_changes_nothing(stage: Stage, decision: Decision) -> None:
    """Also an hour later; another decision of the same person is no repeat."""
    in_doubt(stage, "Bon dia a tothom.")
    saw = mark(looked(stage))
    first = decided(stage, decision, saw)
    before = len(moves(stage.database, 1))
    stage.now += HOUR
    assert decided(stage, decision, saw) == Decided(first.state, before=True)
    assert len(moves(stage.database, 1)) == before
    other = Decision.CANCEL if decision is not Decision.CANCEL else Decision.ABSENT
    with pytest.raises(DecidedAlready):
        decided(stage, other, saw)


def test_who_may_not_decide_makes_no_request(stage: Stage) -> None:
    """The right is asked for before the network is."""
    in_doubt(stage)
    saw = mark(looked(stage))
    reader = Person("rita", "Rita", "rita@x.example", {"catalonia": frozenset({Role.READER})})
    with stage.database.write() as connection:
        people.add(connection, reader, stage.now)

    def connect(_: object) -> Scripted:
        raise AssertionError("the network was asked")

    with pytest.raises(Forbidden):
        decide(
            stage.database,
            stage.channels,
            connect,
            1,
            Decision.THERE,
            saw=saw,
            actor=Actor("rita", reader),
            now=stage.now,
        )


def test_a_number_that_is_none_is_refused(stage: Stage) -> None:
    """By looking and by deciding."""
    with pytest.raises(CampaignError, match="no publication 7"):
        look_within(stage.database, stage.channels, lambda _: stage.network, 7)
    with pytest.raises(CannotDecide, match="no publication 1"):
        decided(stage, Decision.CANCEL, "x")


def test_what_was_settled_lately_is_told_with_its_headline(stage: Stage) -> None:
    """Of the regions that are asked for."""
    in_doubt(stage, "Bon dia a tothom.")
    decided(stage, Decision.CANCEL, mark(looked(stage)))
    ((move, about),) = lately(stage.database, stage.now - DAY)
    assert (move.decision, about.publication.post) == (Decision.CANCEL, "labs")
    assert lately(stage.database, stage.now - DAY, regions=("navarra",)) == ()
    assert lately(stage.database, stage.now + DAY) == ()
    assert settled(stage.database, (1, 9)).keys() == {1}
