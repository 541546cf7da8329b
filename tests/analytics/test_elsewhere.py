"""Posts that the program did not publish, by their address, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from analytics import by_hand, elsewhere, store, who_entered
from analytics.by_hand import About, Entered
from analytics.elsewhere import Elsewhere, NoAddress, same_address
from analytics.metrics import Counts
from tests.analytics.made import DAY, HOUR, START

URL = "https://social.example/@eu/1"


def post(**changes: Any) -> Elsewhere:
    """A post of Tuesday morning."""
    values: dict[str, Any] = {
        "url": URL,
        "channel": "eu-x",
        "platform": "x",
        "region": "eu",
        "language": "en",
        "headline": "By hand",
        "published_at": START,
        "source": "the mayor",
        "who": "aina",
        "at": START + HOUR,
    }
    return Elsewhere(**values | changes)


@pytest.mark.parametrize(
    "other",
    [
        "HTTPS://Social.Example/@eu/1",
        "http://social.example/@eu/1/",
        "https://www.social.example/@eu/1#replies",
        " https://social.example/@eu/1?utm_source=x&utm_medium=social ",
        "https://social.example:443/@eu/1?fbclid=abc",
    ],
)
def test_addresses_that_lead_to_one_post_are_one(other: str) -> None:
    """However somebody has copied it."""
    assert same_address(other) == same_address(URL)


@pytest.mark.parametrize(
    "other",
    [
        "https://social.example/@eu/2",
        "https://social.example/@EU/1",
        "https://other.example/@eu/1",
        "https://social.example:8443/@eu/1",
        "https://social.example/@eu/1?id=2",
    ],
)
def test_addresses_of_other_posts_are_others(other: str) -> None:
    """A path and what is asked for tell posts apart."""
    assert same_address(other) != same_address(URL)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "social.example/1", "ftp://social.example/1", "javascript:alert(1)"),
        *("https://", "https://x", "https://a b.example/1", "https://social.example:99999/1"),
        *("https://[::1", "https://s.example/\x00"),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """And nothing is stored."""
    with pytest.raises(NoAddress):
        same_address(text)


def test_an_address_is_taken_once(engine: sa.Engine) -> None:
    """The first one stays as it was."""
    with engine.begin() as connection:
        number = elsewhere.add(connection, post())
        assert elsewhere.add(connection, post(url=URL + "/?utm_source=a", headline="again")) is None
        (found,) = elsewhere.of_addresses(connection, [same_address(URL)])
    assert (found.number, found.headline) == (number, "By hand")


def test_it_is_measured_under_a_number_that_no_publication_has(engine: sa.Engine) -> None:
    """Below zero; what a person entered counts before what the network told."""
    with engine.begin() as connection:
        number = elsewhere.add(connection, post())
        assert number is not None
        subject = post(number=number).subject
        assert subject.publication_id == -number < 0
        counts = Counts(reactions=3, views=100)
        snapshot = store.Snapshot(-number, HOUR, START + HOUR, counts)
        store.add_snapshots(connection, [snapshot])
        about = About(publication=-number)
        by_hand.add(connection, Entered(about, "views", 140, "screen", "aina", START + DAY))
        some = elsewhere.between(connection, START, START + timedelta(seconds=1))
        (found,) = elsewhere.read(connection, some, START + DAY)
        (early,) = elsewhere.read(connection, some, START)
    assert found.counts == Counts(reactions=3, views=140)
    assert (found.taken_at, found.by_hand) == (START + HOUR, frozenset({"views"}))
    assert early.taken_at is None


def test_a_post_of_which_nothing_is_known_has_no_counts(engine: sa.Engine) -> None:
    """Not zeros."""
    with engine.begin() as connection:
        elsewhere.add(connection, post())
        some = elsewhere.between(connection, START, START + DAY)
        (found,) = elsewhere.read(connection, some, START + DAY)
        assert elsewhere.between(connection, START - DAY, START) == []
    assert found.counts is None


def test_a_person_can_be_forgotten(engine: sa.Engine) -> None:
    """The address stays, the name and the words that name them go."""
    with engine.begin() as connection:
        elsewhere.add(connection, post(source="aina told me", headline="Aina speaks"))
        changed = who_entered.forget(connection, "aina", lambda text: "ina" in text, "gone-1")
        (found,) = elsewhere.between(connection, START, START + DAY)
    assert (changed, found.who, found.source, found.headline) == (1, "gone-1", "", "")
    with engine.begin() as connection:
        assert who_entered.prune(connection, START + DAY, "pruned") == 1
        assert who_entered.prune(connection, START + DAY, "pruned") == 0
