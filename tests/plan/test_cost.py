"""What publishing costs: every part is a post, and a link makes it dear wherever it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from campaign.model import State, Variant
from campaign.plan.cost import Cost, Price, cost, in_words, plain
from campaign.plan.diff import Kind, compare
from campaign.platforms import registry
from campaign.usecases.planning.plan import costs
from tests.plan.made import DAY, GRACE, NOW, held, planned, variant

PRICE = Price(Decimal("0.015"), Decimal("0.200"), "the page of October 2026")
LINK = "https://eu-belong.aer.eu/"


def x(*texts: str, commented: bool = False) -> Variant:
    """What a channel on X will read."""
    return variant(platform="x", texts=texts, commented=commented)


def of(*variants: Variant) -> Cost:
    """What they cost on X, a link being what begins with https."""
    return cost(variants, lambda text: "https://" in text, {"x": PRICE})["x"]


@pytest.mark.parametrize(
    ("made", "dollars"),
    [
        (x("Bon dia"), "0.015"),
        (x(f"Bon dia {LINK}"), "0.200"),
        (x("1/2 Bon dia", "2/2 a tothom"), "0.030"),
        (x(f"1/2 Bon dia {LINK}", "2/2 a tothom"), "0.215"),
        (x("Bon dia", f"Més: {LINK}", commented=True), "0.215"),
        (x(f"Bon dia {LINK}", f"Més: {LINK}", commented=True), "0.400"),
    ],
    ids=["plain", "link", "thread", "thread-link", "comment-link", "both"],
)
def test_each_part_costs_by_whether_it_has_a_link(made: Variant, dollars: str) -> None:
    """A link in the comment is dearer than the same link in the text, by the comment itself."""
    assert of(made).total == Decimal(dollars)


def test_other_networks_cost_nothing() -> None:
    """They are not even named, so that nobody reads a nought."""
    assert (
        cost([variant(platform="mastodon", texts=(LINK,))], lambda text: True, registry.PRICES)
        == {}
    )
    assert cost([], lambda text: True, registry.PRICES) == {}


def test_a_plan_costs_what_it_adds_and_changes() -> None:
    """Not what it moves, cancels, leaves alone, or finds already out."""
    new, same, moved, changed, out = (
        planned(NOW + DAY, platform="x", post=name, texts=(text,))
        for name, text in [
            ("new", "Web: eu-belong.aer.eu"),
            ("same", LINK),
            ("moved", LINK),
            ("changed", "Bon dia"),
            ("out", LINK),
        ]
    )
    before = [
        held(same),
        held(moved, due=NOW + 2 * DAY),
        held(changed, recipe="other"),
        held(out, State.PUBLISHED, recipe="other"),
        held(planned(platform="x", post="gone")),
    ]
    plan = compare([new, same, moved, changed, out], before, NOW, GRACE)
    kinds = {step.identity[0]: step.kind for step in plan.steps}
    assert kinds == {
        "new": Kind.ADD,
        "moved": Kind.MOVE,
        "changed": Kind.CHANGE,
        "out": Kind.OUT,
        "gone": Kind.CANCEL,
    }
    found = costs(plan)["x"]
    assert found == Cost(2, 1, 0, Decimal("0.215"), Decimal("0.200"))


def test_a_person_reads_how_many_links_cost_what() -> None:
    """And what would be cheaper, which a link in the comment is not."""
    sentence = in_words(
        "X", PRICE, of(*[x(f"Bon dia {LINK}")] * 3, x("a"), x(LINK, LINK, commented=True))
    )
    assert sentence == (
        "X charges $1.015 for 6 posts of this plan. The 5 with a link make $1.00 of it: $0.20 "
        "each, $0.015 without one. In a first comment a link costs as much, and the comment is one "
        "post more. 1 only repeats the link of an earlier part: $0.185 less without."
    )
    plainly = "X charges $0.015 for 1 post of this plan, none of them with a link."
    assert in_words("X", PRICE, of(x("a"))) == plainly


def test_a_machine_reads_numbers() -> None:
    """Dollars, and what they are for."""
    assert plain(PRICE, of(x("a"), x(LINK))) == {
        "currency": "USD",
        "total": 0.215,
        "posts": 2,
        "with_link": 1,
        "links": 0.2,
        "alt_texts": 0,
        "alts": 0.0,
    }
