"""How a try ended, from the error that ended it, and whether the post may be there all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaign import errors
from campaign.errors import PlatformError
from campaign.model import AttemptOutcome
from campaign.plan.retry import Do, decide

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def kinds(of: type[PlatformError]) -> list[type[PlatformError]]:
    """A kind of trouble with a network and those that derive from it in the tree of errors."""
    known = [each for each in of.__subclasses__() if each.__module__ == errors.__name__]
    return [of, *(kind for each in known for kind in kinds(each))]


KINDS = kinds(PlatformError)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_looked_for_afterwards_is_a_doubt_and_nothing_else_is(
    kind: type[PlatformError],
) -> None:
    """What is decided after a try and what its outcome says are one: else it is sent twice."""
    outcome = AttemptOutcome.of(kind("no"))
    if kind is errors.Withheld:  # it never left, and ends as not sent before anything is decided
        assert outcome is AttemptOutcome.NOT_SENT
        return
    assert outcome.leaves_doubt == (decide(kind("no"), 1, NOW).do is Do.FIND)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_kind_that_nobody_listed_ends_as_the_one_it_derives_from(
    kind: type[PlatformError],
) -> None:
    """An adapter may have an error of its own: what is unknown of it stays unknown."""
    own = type("LostInTheMail", (kind,), {})
    assert AttemptOutcome.of(own("no")) is AttemptOutcome.of(kind("no"))


def test_each_kind_has_an_outcome_of_its_own() -> None:
    """So that a report tells them apart."""
    found = {AttemptOutcome.of(kind("no")) for kind in KINDS}
    assert len(found) == len(KINDS)


@pytest.mark.parametrize("word", ["LostInTheMail", "", "Published"])
def test_a_word_that_nobody_listed_is_a_doubt(word: str) -> None:
    """As a program of another version may have written it."""
    assert AttemptOutcome(word) is AttemptOutcome.UNCLASSIFIED
    assert AttemptOutcome.UNCLASSIFIED.leaves_doubt
