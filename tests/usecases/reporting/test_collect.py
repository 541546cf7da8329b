"""Figures of what is public are asked for when they are due, and kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from analytics.collect import CollectResult
from analytics.metrics import FORMATS, Audience, Counts
from analytics.reads import Kind, of_span
from analytics.store import snapshots
from campaign.engine.budgets import Budget, Budgets
from campaign.errors import StorageError, Unavailable
from campaign.model import Decision, Media, Variant
from campaign.model.people import Actor
from campaign.plan.cost import Price
from campaign.usecases.operations.resolve import resolve
from campaign.usecases.reporting.collect import collect, format_of, subjects
from campaign.usecases.trust.withdraw import done_by_hand
from tests.engine.scripted import Finder, Scripted, lost
from tests.engine.stage import Stage, impatient
from tests.plan.made import HOUR, channel
from tests.storage.conftest import on_both


@dataclass
class Measured(Finder):
    """A network that counts: two reactions each, views it does not tell."""

    counted: list[Sequence[str]] = field(default_factory=list)
    down: bool = False
    gone: bool = False

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Of every post it knows."""
        if self.down:
            raise Unavailable("down")
        self.counted.append(remote_ids)
        if self.gone:
            return {}
        return {each: Counts(reactions=2) for each in remote_ids}

    def audience(self) -> Audience:
        """Always the same."""
        return Audience(followers=40)


@pytest.fixture
def measured(stage: Stage) -> Stage:
    """A publisher on a network that counts, with two posts published."""
    stage.network = Measured(stage.network.ledger, stage.network.media)
    stage.ready(stage.wanted(), stage.wanted(channel="navarra"))
    assert len(stage.tick().published) == 2
    return stage


def test_figures_are_taken_once_at_each_age(measured: Stage) -> None:
    """What the network does not say is None, and asking twice writes nothing new."""
    measured.now += HOUR
    found = collect(measured.database, measured.channels, lambda _: measured.network, measured.now)
    assert (found.snapshots, found.failures) == (2, ())
    again = collect(measured.database, measured.channels, lambda _: measured.network, measured.now)
    assert (again.snapshots, again.audiences) == (0, 0)
    with measured.database.read() as connection:
        rows = connection.execute(select(snapshots.c.reactions, snapshots.c.views)).all()
    assert rows == [(2, None), (2, None)]


@pytest.mark.parametrize(
    ("ages", "when", "new"),
    [
        ((2 * HOUR,), HOUR, 0),
        ((2 * HOUR,), 2 * HOUR, 2),
        ((HOUR / 2, 2 * HOUR), HOUR / 2, 2),
        ((60 * 24 * HOUR,), 60 * 24 * HOUR, 2),
        ((HOUR,), 40 * 24 * HOUR, 0),
    ],
)
def test_the_ages_that_are_set_are_heeded(
    measured: Stage, ages: tuple[timedelta, ...], when: timedelta, new: int
) -> None:
    """Also ages beyond the usual last one; and what is far older than the last is left alone."""
    measured.now += when
    found = collect(
        measured.database, measured.channels, lambda _: measured.network, measured.now, ages=ages
    )
    assert found.snapshots == new
    with measured.database.read() as connection:
        kept = connection.scalars(select(snapshots.c.age)).all()
    assert set(kept) <= {int(age.total_seconds()) for age in ages}


def test_a_channel_that_is_down_is_told_and_the_others_are_asked(measured: Stage) -> None:
    """One failure, one snapshot."""
    down = Measured(measured.network.ledger, measured.network.media, down=True)
    found = collect(
        measured.database,
        measured.channels,
        lambda asked: down if asked.name == "navarra" else measured.network,
        measured.now + HOUR,
    )
    assert found.snapshots == 1
    assert [(each.channel, each.message) for each in found.failures] == [("navarra", "down")]


def test_channels_that_are_paused_are_not_asked(measured: Stage) -> None:
    """Nor their followers."""
    channels = {"catalonia": channel(), "navarra": channel(name="navarra", paused=True)}
    found = collect(measured.database, channels, lambda _: measured.network, measured.now + HOUR)
    assert (found.snapshots, found.audiences) == (1, 1)


def test_a_post_that_a_person_found_has_no_id_to_ask_about(stage: Stage) -> None:
    """An address is no id; asking for it would spoil the answer for all others."""
    stage.network = Scripted(stage.network.ledger, stage.network.media)
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    resolve(
        stage.database,
        1,
        Decision.THERE,
        actor=Actor("aina"),
        now=stage.now,
        url="https://x.example/1",
    )
    network = Measured(stage.network.ledger, stage.network.media)
    found = collect(stage.database, stage.channels, lambda _: network, stage.now + HOUR)
    assert (network.counted, found.snapshots, found.failures) == ([], 0, ())


def test_a_database_that_cannot_be_used_is_told_in_words(measured: Stage, url: str) -> None:
    """Also where analytics runs the statements."""
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with impatient(measured.database), pytest.raises(StorageError, match="another process holds"):
        collect(
            measured.database, measured.channels, lambda _: measured.network, measured.now + HOUR
        )
    holder.execute("ROLLBACK")
    holder.close()


PRICE = Price(
    Decimal("0.015"),
    Decimal("0.200"),
    "the page of prices",
    post_read=Decimal("0.005"),
    user_read=Decimal("0.010"),
    own_read=Decimal("0.001"),
    owner="owner",
)


def bounded(amount: str) -> Budgets:
    """A budget for the scripted network; its two posts have cost 0.03."""
    return Budgets({"scripted": Budget("Scripted", Decimal(amount), PRICE)})


def paying(measured: Stage, amount: str = "100", **options: str) -> CollectResult:
    """A round one hour after the posts went out, where reading costs something."""
    channels = {name: channel(name=name, options=options) for name in ("catalonia", "navarra")}
    return collect(
        measured.database,
        channels,
        lambda _: measured.network,
        measured.now + HOUR,
        budgets=bounded(amount),
        prices={"scripted": PRICE},
    )


def amounts(measured: Stage) -> list[tuple[str, Kind, int, Decimal]]:
    """What was read and paid for."""
    with measured.database.read() as connection:
        begins, ends = measured.now - HOUR, measured.now + 2 * HOUR
        found = of_span(connection, "scripted", begins, ends)
    return [(each.channel, each.kind, each.number, each.price) for each in found]


@on_both
def test_what_is_read_is_written_down_with_its_price(measured: Stage) -> None:
    """A post and the followers of each channel."""
    assert paying(measured).failures == ()
    assert amounts(measured) == [
        ("catalonia", Kind.POST, 1, Decimal("0.005")),
        ("catalonia", Kind.USER, 1, Decimal("0.010")),
        ("navarra", Kind.POST, 1, Decimal("0.005")),
        ("navarra", Kind.USER, 1, Decimal("0.010")),
    ]


def test_an_owner_pays_less_for_posts(measured: Stage) -> None:
    """Not for accounts."""
    paying(measured, owner="7")
    assert {each[1:] for each in amounts(measured)} == {
        (Kind.POST, 1, Decimal("0.001")),
        (Kind.USER, 1, Decimal("0.010")),
    }


def test_a_refused_question_and_a_post_that_is_gone_cost_nothing(measured: Stage) -> None:
    """Only what an answer holds is charged."""
    network = measured.network
    assert isinstance(network, Measured)
    network.down = True
    assert len(paying(measured).failures) == 2
    assert [each[1] for each in amounts(measured)] == [Kind.USER, Kind.USER]
    network.down, network.gone = False, True
    assert paying(measured).missing == 2
    assert [each[1] for each in amounts(measured)] == [Kind.USER, Kind.USER]


def test_measuring_stops_before_the_budget_is_passed(measured: Stage) -> None:
    """0.03 are spent: 0.049 cover the first channel's reads, and nothing of the second's."""
    found = paying(measured, "0.049")
    assert (found.snapshots, found.audiences) == (1, 1)
    assert [(each.channel, each.message) for each in found.failures] == [
        (
            "navarra",
            "the month's budget of 0.049 USD for Scripted would be passed: 0.045 USD are spent",
        )
    ]
    assert len(amounts(measured)) == 2


def test_where_reading_is_free_nothing_is_written_down(measured: Stage) -> None:
    """As on most networks."""
    collect(measured.database, measured.channels, lambda _: measured.network, measured.now + HOUR)
    assert amounts(measured) == []


def test_what_was_taken_back_is_asked_about_no_more_and_stays_in_the_report(
    measured: Stage,
) -> None:
    """With when and why; its figures are those until then."""
    measured.now += HOUR
    collect(measured.database, measured.channels, lambda _: measured.network, measured.now)
    done_by_hand(measured.database, [1], actor=Actor("aina"), reason="a slip", now=measured.now)
    measured.now += 24 * HOUR
    network = measured.network
    assert isinstance(network, Measured)
    network.counted.clear()
    collect(measured.database, measured.channels, lambda _: network, measured.now)
    assert [len(ids) for ids in network.counted] == [1]
    assert [each.publication_id for each in subjects(measured.database)] == [2]
    both = {each.publication_id: each for each in subjects(measured.database, withdrawn=True)}
    gone, stays = both[1], both[2]
    assert (gone.withdrawn_at, gone.withdrawn_because) == (measured.now - 24 * HOUR, "a slip")
    assert stays.withdrawn_at is None


@pytest.mark.parametrize(
    ("mimes", "expected"),
    [
        ((), "text"),
        (("image/png",), "picture"),
        (("image/png", "image/jpeg"), "pictures"),
        (("image/png",) * 4, "pictures"),
        (("video/mp4",), "film"),
        (("image/png", "video/mp4"), "film"),
    ],
)
def test_the_format_is_what_goes_out_beside_the_words(mimes: Sequence[str], expected: str) -> None:
    """A film among pictures makes it a film."""
    media = tuple(Media(f"{n}", mime, 1080, 1080, 1, "") for n, mime in enumerate(mimes))
    variant = Variant("a", "eu", "mastodon", "en", ("Text",), media=media)
    assert format_of(variant) == expected and expected in FORMATS
