"""A card in an address is signed: nobody but the program can name one."""

from dataclasses import replace

import pytest

from campaign.model import Card
from campaign.usecases.planning.signed_cards import LONGEST, read_card, sign_card

SECRET = b"of this desk"
PLAIN = Card("statement", "square", "dusk", "Three days. One table.", "", "Europe", "en", "Funded")
CARDS = (
    PLAIN,
    replace(PLAIN, headline="Elkarrekin „hobeto” – «bai»", language="eu"),
    replace(PLAIN, layout="figure", figure="165", mime="image/jpeg", site="eu-belong.aer.eu"),
    replace(PLAIN, headline="x" * 500, figure="y" * 500, statement="ß" * 200),
    replace(PLAIN, headline="", background=""),
    replace(PLAIN, headline='<script>alert("1")</script>&%00'),
)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.headline[:12] or "empty")
def test_a_signed_card_is_read_as_it_was(card: Card) -> None:
    """Every field comes back, in every language."""
    assert read_card(sign_card(card, SECRET), SECRET) == card


def test_a_changed_card_is_not_read() -> None:
    """One letter elsewhere, another secret, no signature: none of them is a card."""
    signed = sign_card(PLAIN, SECRET)
    other = "A" if signed[3] != "A" else "B"
    assert read_card(signed[:3] + other + signed[4:], SECRET) is None
    assert read_card(signed, b"of another desk") is None
    assert read_card(signed.rpartition(".")[0], SECRET) is None
    assert read_card("", SECRET) is None


def test_a_text_that_is_too_long_is_not_looked_at() -> None:
    """Nobody makes the program check a signature over a megabyte."""
    assert read_card("A" * (LONGEST + 1), SECRET) is None


def test_the_longest_card_that_a_post_can_ask_for_still_fits() -> None:
    """A headline of 500 letters beyond ASCII is within the bound."""
    card = replace(PLAIN, headline="Ż𝄞" * 250, figure="ß" * 500)
    assert len(sign_card(card, SECRET)) <= LONGEST
