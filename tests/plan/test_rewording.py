"""What a person approved and what the calendar says now, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.model import Card, Media, Variant
from campaign.plan.rewording import Rewording, in_words, rewordings
from tests.plan.made import variant

CARD = Card("figure", "square", "dusk", "Taula", "3", "Catalunya", "ca", "Co-funded")
TABLE = Media("a" * 64, "image/jpeg", 1080, 1080, 1, "Una taula")
LAB = Media("b" * 64, "image/jpeg", 1080, 720, 1, "Un laboratori")
FILM = Media("c" * 64, "video/mp4", 1080, 1920, 1, "Una pel·lícula", seconds=3)
NAMES = {TABLE.sha256: "table.jpg", LAB.sha256: "lab.jpg"}
THREAD = variant(texts=("Un.", "Dos."))


def pictured(*some: Media, **other: Any) -> Variant:
    """A variant with pictures of its own, as compiled."""
    return variant(media=some, beside=some[1:], card_key=f"picture:{some[0].sha256}", **other)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (variant(), variant(texts=("Bona nit.",)), [("text", "Bon dia a tothom.", "Bona nit.")]),
        (variant(headline="Un"), variant(headline="Dos"), [("headline", "Un", "Dos")]),
        (variant(), variant(alt="Un banc"), [("alt text", "Una taula", "Un banc")]),
        (variant(), variant(link="https://a.eu/"), [("link", "", "https://a.eu/")]),
        (
            variant(hashtags=("#A", "#B")),
            variant(hashtags=("#B",)),
            [("hashtags", "#A #B", "#B")],
        ),
        (THREAD, variant(texts=("Un.", "Tres.")), [("part 2", "Dos.", "Tres.")]),
        (THREAD, variant(texts=("Un.", "Dos.", "Tres.")), [("part 3", "", "Tres.")]),
        (THREAD, variant(texts=("Un.",)), [("part 2", "Dos.", "")]),
        (
            variant(texts=("Un.", "Comentari."), commented=True),
            variant(texts=("Un.", "Un altre."), commented=True),
            [("first comment", "Comentari.", "Un altre.")],
        ),
        (
            THREAD,
            variant(texts=("Un.", "Dos."), commented=True),
            [("part 2", "Dos.", ""), ("first comment", "", "Dos.")],
        ),
        (
            variant(card=CARD, card_key="1"),
            variant(card=replace(CARD, background="dawn", figure="4"), card_key="2"),
            [("the card's background", "dusk", "dawn"), ("the card's figure", "3", "4")],
        ),
        (
            variant(card=CARD, card_key="1"),
            variant(),
            [("card", "a card, figure: Taula", "")],
        ),
        (
            pictured(TABLE),
            pictured(LAB, alt="Un laboratori"),
            [
                ("alt text", "Una taula", "Un laboratori"),
                ("picture 1", "table.jpg (1080×1080, aaaaaaaa…)", "lab.jpg (1080×720, bbbbbbbb…)"),
            ],
        ),
        (
            pictured(TABLE),
            pictured(TABLE, LAB),
            [
                ("alt text 2", "", "Un laboratori"),
                ("picture 2", "", "lab.jpg (1080×720, bbbbbbbb…)"),
            ],
        ),
        (
            pictured(TABLE, LAB),
            pictured(TABLE, replace(LAB, alt="Un taller")),
            [("alt text 2", "Un laboratori", "Un taller")],
        ),
        (
            variant(card=CARD, card_key="1", beside=(LAB,)),
            variant(card=CARD, card_key="1", beside=(replace(FILM, alt=LAB.alt),)),
            [("picture 1", "lab.jpg (1080×720, bbbbbbbb…)", "a film (1080×1920, cccccccc…)")],
        ),
    ],
)
def test_each_thing_that_differs_is_told(
    old: Variant, new: Variant, expected: list[tuple[str, str, str]]
) -> None:
    """And nothing else is."""
    found = rewordings(old, new, lambda digest: NAMES.get(digest, ""))
    assert found == tuple(Rewording(*each) for each in expected)


def test_a_file_with_another_content_is_another_picture() -> None:
    """The name alone would not show it."""
    names = {TABLE.sha256: "", LAB.sha256: "table.jpg"}
    (found,) = rewordings(pictured(TABLE), pictured(LAB), names.__getitem__)
    assert (found.old[:9], found.new[:9]) == ("a picture", "table.jpg")


def test_a_card_that_the_brand_draws_otherwise_is_told() -> None:
    """Every word agrees, and the picture does not."""
    (found,) = rewordings(variant(card=CARD, card_key="1"), variant(card=CARD, card_key="2"))
    assert found.what == "the card's drawing"


def test_the_same_is_no_change() -> None:
    """Finished or not: the drawn card is no word."""
    finished = variant(card=CARD, card_key="1").illustrated((TABLE,))
    assert rewordings(finished, variant(card=CARD, card_key="1")) == ()


LONG = " ".join(f"w{n}" for n in range(40))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("dusk", "dawn", ("dusk", "dawn")),
        ("", "new words", ("", "new words")),
        ("one two three", "one four three", ("one [two] three", "one [four] three")),
        ("one two", "one two three", ("one two", "one two [three]")),
        ("one\ntwo", "one two", ("one [⏎] two", "one two")),
        ("one  two", "one two", ("'one  two'", "'one two'")),
        ("one two ", "one two", ("'one two '", "'one two'")),
        (
            f"{LONG} end",
            f"{LONG} END",
            ("… w34 w35 w36 w37 w38 w39 [end]", "… w34 w35 w36 w37 w38 w39 [END]"),
        ),
        (f"a {LONG}", f"b {LONG}", ("[a] w0 w1 w2 w3 w4 w5 …", "[b] w0 w1 w2 w3 w4 w5 …")),
    ],
)
def test_the_words_that_differ_stand_in_brackets(
    old: str, new: str, expected: tuple[str, str]
) -> None:
    """Of a long text only what stands around them."""
    assert in_words(Rewording("text", old, new)) == expected


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_changes_is_seen(old: str, new: str) -> None:
    """Two texts that differ never look the same."""
    shown = in_words(Rewording("text", old, new))
    assert (shown[0] == shown[1]) == (old == new)
