"""The judge of chaos sees what is wrong: it must not be the reason why nothing ever is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from campaign.model import Publication, State, Variant
from tests.bench.chaos_judge import Case, Outcome, Posted, Stop, judge

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
WORDS = ("This is post 1.", "This is more of post 1.")


def row(state: State = State.PUBLISHED, **other: object) -> Publication:
    """A publication in two parts, as the database holds it."""
    made = Publication(
        *(1, "post-1", "", "x-0", "x", "everywhere", "en", "A02", state, NOW, NOW),
        *("words", "recipe", "key"),
        remote_id="id-1",
    )
    return replace(made, **other)  # type: ignore[arg-type]


def out(text: str = WORDS[0], remote_id: str = "id-1", at: datetime = NOW) -> Posted:
    """One line of the ledger."""
    return Posted("x-0", text, remote_id, at)


BOTH = (out(), out(WORDS[1], "id-2"))


def judged(
    rows: tuple[Publication, ...],
    *posted: Posted,
    askable: bool = True,
    stops: tuple[Stop, ...] = (),
) -> Outcome:
    """The judge's word about these rows and this ledger."""
    texts = {"words": Variant("post-1", "x-0", "x", "en", WORDS)}
    case = Case(rows, texts, posted, [("post-1", "x-0")], lambda _: askable, stops)
    found = judge(case)
    if rows:
        assert bool(found.wrong) == found.outcome.broken, "what is wrong has a story"
    return found.outcome


def test_a_row_that_says_what_the_ledger_says_is_well() -> None:
    """Both parts are there once, under the id of the receipt."""
    assert judged((row(),), *BOTH) == Outcome(1, 0, 0, 0, 0, 0)
    assert not judged((row(),), *BOTH).broken


def test_what_is_there_twice_is_a_duplicate_whatever_its_words() -> None:
    """Also a part, also in words that were changed in between."""
    assert judged((row(),), *BOTH, out(remote_id="id-3")).duplicates == 1
    assert judged((row(),), *BOTH, out("This is post 1. As it should be.", "id-3")).duplicates == 1
    assert judged((row(),), *BOTH, out(WORDS[1], "id-3")).duplicates == 1


@pytest.mark.parametrize(
    "posted",
    [(), BOTH[:1], (out(remote_id="id-9"), BOTH[1]), (out("This is post 1. Other."), BOTH[1])],
)
def test_a_false_receipt_is_untrue(posted: tuple[Posted, ...]) -> None:
    """It is not there, a part is not, the id is another's, or the words are."""
    assert judged((row(),), *posted).untrue == 1


@pytest.mark.parametrize("state", [State.FAILED, State.MISSED, State.SCHEDULED, State.CANCELLED])
def test_what_is_out_and_said_not_to_be_is_untrue_and_lost(state: State) -> None:
    """And what is not out is lost all the same."""
    assert judged((row(state),), *BOTH).untrue == 1
    outcome = judged((row(state),))
    assert (outcome.untrue, outcome.lost) == (0, 1)


def test_a_row_that_is_gone_is_lost() -> None:
    """It was to go out."""
    assert judged(()).lost == 1


@pytest.mark.parametrize("state", [State.PUBLISHING, State.PENDING])
def test_what_never_ends_is_stuck(state: State) -> None:
    """Whether it is there or not."""
    assert judged((row(state),), *BOTH).stuck == 1


def test_a_person_is_asked_only_where_no_network_can_be() -> None:
    """On Telegram that is the promise."""
    assert judged((row(State.UNKNOWN),)).asked == 1
    outcome = judged((row(State.UNKNOWN),), askable=False)
    assert (outcome.asked, outcome.left, outcome.broken) == (0, 1, False)


def test_what_goes_out_after_it_was_stopped_is_stray() -> None:
    """Not before, and not after the stop has ended."""
    stop = Stop("x-0", WORDS[0], NOW, LATER)
    second = timedelta(seconds=1)
    for at, stray in ((NOW - second, 0), (NOW + second, 1), (LATER + second, 0)):
        assert judged((row(),), out(at=at), BOTH[1], stops=(stop,)).stray == stray
