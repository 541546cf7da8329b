"""What publishing costs: every part is a post, and a link makes it dear wherever it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from campaign.model import Card, Media, State, Variant
from campaign.plan.cost import Cost, Price, alt_texts, cost, in_words, money, outdated, plain
from campaign.plan.diff import Kind, compare
from campaign.platforms import registry
from campaign.usecases.planning.plan import costs
from tests.plan.made import DAY, GRACE, NOW, held, planned, variant

PRICE = Price(
    Decimal("0.015"),
    Decimal("0.200"),
    "https://prices.example",
    alt=Decimal("0.005"),
    as_of=date(2026, 8, 22),
)
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


PICTURE = Media("ab", "image/png", 1200, 675, 9, "Una taula")
GIF = replace(PICTURE, mime="image/gif")
MUTE = replace(PICTURE, alt="")
FILM = replace(PICTURE, mime="video/mp4", seconds=9.0)
CARD = Card("statement", "landscape", "blue", "Tres dies", "", "", "ca", "")


@pytest.mark.parametrize(
    ("made", "count"),
    [
        (x("a"), 0),
        (replace(x("a"), media=(PICTURE,)), 1),
        (replace(x("a"), media=(PICTURE, PICTURE, GIF, PICTURE)), 4),
        (replace(x("a"), media=(PICTURE, MUTE)), 1),
        (replace(x("a"), media=(FILM,)), 0),
        (replace(x("a"), card=CARD), 1),
        (replace(x("a"), card=CARD, beside=(PICTURE, MUTE)), 2),
        (replace(x("a"), card=CARD, beside=(PICTURE,), media=(PICTURE, PICTURE)), 2),
        (replace(x("a"), card=CARD, alt=""), 0),
    ],
    ids=["none", "one", "four", "mute", "film", "card", "beside", "drawn", "card-mute"],
)
def test_each_alt_text_of_a_picture_costs(made: Variant, count: int) -> None:
    """Also of a card that is not drawn yet; a film has none, and a mute picture neither."""
    assert alt_texts(made) == count
    assert of(made).total == Decimal("0.015") + count * Decimal("0.005")


def test_the_alt_texts_are_charged_once_for_a_thread() -> None:
    """The pictures go with the first part."""
    found = of(replace(x("1/2 a", f"2/2 {LINK}"), media=(PICTURE, PICTURE)))
    assert found.total == Decimal("0.015") + Decimal("0.200") + 2 * Decimal("0.005")
    assert in_words("X", PRICE, found).endswith(
        " 2 alt texts of pictures: $0.01 of it, $0.005 each."
    )


@pytest.mark.parametrize(
    ("today", "old"),
    [
        (date(2026, 8, 22), False),
        (date(2026, 11, 30), False),
        (date(2027, 2, 21), False),
        (date(2027, 2, 22), True),
        (date(2028, 1, 1), True),
        (date(2020, 1, 1), False),
    ],
)
def test_prices_older_than_half_a_year_are_told(today: date, old: bool) -> None:
    """With their date and the page to compare them with."""
    told = outdated("X", PRICE, today)
    assert bool(told) is old
    assert not old or told.startswith(
        "The prices of X are of 22 August 2026, more than half a year"
    )
    assert not old or "https://prices.example" in told
    assert outdated("X", replace(PRICE, as_of=None), today) == ""


@pytest.mark.parametrize(
    ("amount", "words"),
    [("20", "20 USD"), ("19.8", "19.80 USD"), ("19.815", "19.815 USD"), ("1000", "1,000 USD")],
)
def test_an_amount_has_its_currency(amount: str, words: str) -> None:
    """Without cents where there are none."""
    assert money(Decimal(amount), "USD") == words


def test_every_network_that_charges_has_dated_prices_and_a_currency_for_budgets() -> None:
    """The currency of its prices is the one that a budget has to be in."""
    charging = {name: price for name, price in registry.PRICES.items() if price is not None}
    assert charging
    for name, price in charging.items():
        assert price.as_of and price.source.startswith("https://")
        assert registry.KEYS[name].currency == price.currency
    assert {name for name, keys in registry.KEYS.items() if keys.currency} == set(charging)
