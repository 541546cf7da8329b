"""What X costs in a month, worked out on paper."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.metrics import Audience
from analytics.reads import Kind, Read, begin
from analytics.store import add_audience
from campaign.bootstrap import Workspace, open_workspace
from campaign.cli.compiled import compiled as compile_workspace
from campaign.cli.costs import plain_months
from campaign.model import Planned, State
from campaign.model.people import Actor
from campaign.plan.diff import compare
from campaign.plan.monthly import in_words
from campaign.platforms import registry
from campaign.storage.tables import publications as table
from campaign.usecases.planning.apply import apply
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.monthly import months
from campaign.usecases.planning.plan import plan
from tests.cli.conftest import workspace

__all__ = ["workspace"]

BEFORE = datetime(2026, 11, 30, 12, tzinfo=UTC)
OURS = 'eu-x = { platform = "x"'
CATALAN = (
    'catalonia-x = { platform = "x", region = "catalonia", language = "ca", '
    'account = "eubelong_catalonia", owner = "2244994945", secret = "CATALONIA_X_TOKEN" }\n'
)
PRICE = registry.PRICES["x"]
"""The prices that the program knows."""


@pytest.fixture
def opened(workspace: Path) -> Workspace:
    """The starter campaign with a second channel on X, whose account owns the application."""
    file = workspace / "config.toml"
    file.write_text(file.read_text().replace(OURS, CATALAN + OURS))
    return open_workspace(file, {}, lambda: BEFORE, lambda _: None)


def compiled(opened: Workspace) -> tuple[Planned, ...]:
    """The calendar as all channels will read it."""
    made, mistakes = compile_workspace(opened, quiet=True)
    assert not mistakes
    return tuple(each for each in made.planned if each.variant.platform == "x")


def test_a_month_of_the_starter_campaign_is_what_paper_says(opened: Workspace) -> None:
    """December 2026, before anything is applied.

    Publishing. The calendar has ten posts in December, on the 1st, 3rd, 8th, 10th, 15th, 17th,
    22nd, 24th, 29th and 31st, all for both channels. Each has one part with a link and a card with
    an alt text:

        20 posts × 0.200 + 20 alt texts × 0.005 = 4.10

    Measuring, at 1 h, 6 h, 24 h, 3 d, 7 d and 28 d. The posts of the 1st and 3rd are 28 days old
    in December: six readings each. The 8th to the 24th have all but that one: six posts with five.
    The 29th has 1 h, 6 h and 24 h: three. The 31st has 1 h and 6 h: two.

        2 × 6 + 6 × 5 + 3 + 2 = 47 readings a channel
        47 × 0.005 (ours) + 47 × 0.001 (the owner of the application) = 0.282

    Followers, on each of 31 days, of two channels: 62 × 0.010 = 0.62. Together 0.902.
    """
    planned = compiled(opened)
    steps = compare(planned, [], BEFORE, {})
    found = months(opened.database, opened.config, BEFORE, planned, steps)
    december = found[1]
    assert str(december.month) == "2026-12"
    assert (december.publishing.posts, december.publishing.with_link) == (20, 20)
    assert december.publishing.alts == 20
    assert december.publishing.total == Decimal("4.10")
    assert (december.posts_read, december.users_read) == (94, 62)
    assert december.measuring == Decimal("0.902")
    (told,) = [each for each in plain_months(found) if each["month"] == "2026-12"]
    assert json.loads(json.dumps(told)) == {
        "platform": "x",
        "month": "2026-12",
        "currency": "USD",
        "total": 5.002,
        "publish": {"total": 4.1, "posts": 20, "with_link": 20, "alt_texts": 20},
        "measure": {"total": 0.902, "posts_read": 94, "users_read": 62},
        "budget": None,
        "beyond": None,
    }
    assert PRICE is not None
    assert in_words("X", PRICE, december, opened.config.zone) == (
        "X, December 2026: $4.10 to publish 20 posts, $0.902 to measure (figures of "
        "posts read 94 times, followers 62)."
    )


def test_what_is_applied_costs_the_same(opened: Workspace) -> None:
    """A plan that changes nothing still says what its months cost, and so does the status."""
    planned = compiled(opened)
    steps = compare(planned, [], BEFORE, {})
    before = months(opened.database, opened.config, BEFORE, planned, steps)
    apply(
        steps,
        opened.database,
        opened.media,
        opened.brand,
        actor=Actor("aina"),
        now=BEFORE,
        picture=opened.picture_bytes,
    )
    again = plan(
        Compiled(planned, (), frozenset()), opened.database, opened.config, BEFORE, unreadable=False
    )
    assert not again.steps
    assert months(opened.database, opened.config, BEFORE, planned, again) == before
    assert months(opened.database, opened.config, BEFORE) == before


def test_a_month_that_has_begun_counts_what_was_spent_and_what_is_to_come(
    opened: Workspace,
) -> None:
    """On 2 December at noon, one post of each channel is out, and was read twice.

    Publishing stays 4.10. Of our channel, two readings are made and 44 to come: the 24 h of the
    1st were missed, so they are read no more. The other channel was not asked, so it has three
    missed. Followers: today is done for ours, the 1st was missed for both.
    """
    planned = compiled(opened)
    apply(
        compare(planned, [], BEFORE, {}),
        opened.database,
        opened.media,
        opened.brand,
        actor=Actor("aina"),
        now=BEFORE,
        picture=opened.picture_bytes,
    )
    now = datetime(2026, 12, 2, 12, tzinfo=UTC)
    first = min(each.due for each in planned)
    with opened.database.write() as connection:
        connection.execute(
            table.update()
            .where(table.c.due == first)
            .values(state=State.PUBLISHED.value, published_at=first)
        )
        ours = Read("x", "eu-x", Kind.POST, 1, Decimal("0.005"))
        for hours in (1, 6):
            begin(connection, ours, first + timedelta(hours=hours))
        begin(connection, replace(ours, kind=Kind.USER, price=Decimal("0.010")), now)
        add_audience(connection, "eu-x", Audience(40), now)
    found = months(opened.database, opened.config, now)[0]
    assert found.publishing.total == Decimal("4.10")
    assert found.posts_read == 2 + 44 + 44
    assert found.users_read == 1 + 29 + 30
    assert found.measuring == 46 * Decimal("0.005") + 44 * Decimal("0.001") + Decimal("0.60")


@pytest.mark.parametrize(
    ("budget", "post", "words"),
    [
        ("20", None, " The budget of 20 USD suffices."),
        ("5.00", None, " The budget of 5 USD suffices for the posts, not for all figures."),
        (
            "4.90",
            "assessment-02",
            " 4.90 USD does not suffice from assessment-02 on eu-x, 31 December 12:15 on.",
        ),
        ("0.50", "learning-labs-02", " The budget of 0.50 USD does not suffice from learning-labs"),
        ("0.01", "learning-labs-01", " does not suffice from learning-labs-01 on catalonia-x, 1 D"),
    ],
)
def test_it_says_beforehand_from_which_post_on_a_budget_is_too_small(
    opened: Workspace, budget: str, post: str | None, words: str
) -> None:
    """In the order in which posts and readings fall due."""
    config = replace(opened.config, budgets={"x": Decimal(budget)})
    planned = compiled(opened)
    steps = compare(planned, [], BEFORE, {})
    december = months(opened.database, config, BEFORE, planned, steps)[1]
    assert (december.beyond.post if december.beyond else None) == post
    assert PRICE is not None
    assert words in in_words("X", PRICE, december, config.zone)


def test_a_campaign_without_such_a_network_has_no_costs(opened: Workspace) -> None:
    """Nothing is read of the database, and nothing is said."""
    channels = {n: c for n, c in opened.config.channels.items() if c.platform != "x"}
    config = replace(opened.config, channels=channels)
    assert months(opened.database, config, BEFORE) == ()


def test_a_channel_that_is_paused_is_not_measured(opened: Workspace) -> None:
    """Neither its posts nor its followers are asked for."""
    channels = {
        name: replace(each, paused=True) if name == "catalonia-x" else each
        for name, each in opened.config.channels.items()
    }
    planned = compiled(opened)
    steps = compare(planned, [], BEFORE, {})
    config = replace(opened.config, channels=channels)
    december = months(opened.database, config, BEFORE, planned, steps)[1]
    assert (december.posts_read, december.users_read) == (47, 31)
