"""The form in which what a network shows is compared with what was sent."""

from __future__ import annotations

import pytest

from campaign.model import PostField, Upload
from campaign.platforms import addresses, reading
from campaign.platforms.afterwards import Afterwards


@pytest.mark.parametrize(
    ("shown", "sent"),
    [
        ("a\r\nb", "a\nb"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("  a  b \n c", "a b\nc"),
        ("e\u0301s", "\u00e9s"),
        ("a\u00a0b", "a b"),
        ("\n\na\n\n", "a"),
    ],
)
def test_what_networks_do_to_white_space_is_no_difference(shown: str, sent: str) -> None:
    """Nor is how a letter is composed; lines stay apart."""
    assert reading.plain(shown) == reading.plain(sent)
    assert reading.plain("a\nb") != reading.plain("a b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTPS://AER.eu", "https://aer.eu/"),
        ("https://aer.eu/învăţare", "https://aer.eu/%C3%AEnv%C4%83%C5%A3are"),
        ("https://aer.eu/?q=à#ç", "https://aer.eu/?q=%C3%A0#%C3%A7"),
    ],
)
def test_one_address_is_written_in_several_ways(one: str, other: str) -> None:
    """By its host's letters, and by what is escaped in it."""
    assert addresses.canonical(one) == addresses.canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://aer.eu/a", "https://aer.eu/A"),
        ("https://aer.eu/?a=1&b=2", "https://aer.eu/?a=1"),
        ("https://aer.eu/", "http://aer.eu/"),
        ("https://aer.eu/a%2Fb", "https://aer.eu/a/b"),
    ],
)
def test_two_addresses_stay_two(one: str, other: str) -> None:
    """A path minds its letters, and a tracking parameter that is gone is a difference."""
    assert addresses.canonical(one) != addresses.canonical(other)


def test_an_address_that_cannot_be_read_stays_as_it_is() -> None:
    """Such as a bracket that never closes."""
    assert addresses.canonical("https://[::1") == "https://[::1"


def test_links_are_told_once_and_in_order() -> None:
    """Those of the text first, then the card's; without a scheme where the network links such."""
    text = "Veu https://b.eu/x. I https://a.eu/, i https://b.eu/x"
    assert reading.in_text(text) == ("https://b.eu/x", "https://a.eu/")
    assert reading.links(reading.in_text(text), ["https://a.eu", "https://c.eu"])[-1] == (
        "https://c.eu/"
    )
    assert reading.in_text("aer.eu") == ()
    assert reading.in_text("aer.eu", bare=True) == ("http://aer.eu/",)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("(https://aer.eu/a).", "https://aer.eu/a"),
        ("https://aer.eu/a_(b), i", "https://aer.eu/a_(b)"),
        ("«https://aer.eu/a»", "https://aer.eu/a"),
        ("https://intern.test/?q=мэта!", "https://intern.test/?q=%D0%BC%D1%8D%D1%82%D0%B0"),
        ("https://aer.eu/a/…", "https://aer.eu/a/"),
        ("HTTP://AER.EU/?a=[1]]", "http://aer.eu/?a=[1]"),
        (f"https://aer.eu/{'.' * 150_000}", "https://aer.eu/"),
    ],
)
def test_an_address_ends_where_its_sentence_goes_on(text: str, link: str) -> None:
    """Whatever its host is, and however many full stops follow."""
    assert reading.in_text(text) == (link,)


@pytest.mark.parametrize(
    ("tag", "language"), [("ca", "ca"), ("pt-BR", "pt"), ("SV", "sv"), ("", None), (None, None)]
)
def test_a_language_is_its_own_subtag(tag: str | None, language: str | None) -> None:
    """A region is no other language."""
    assert reading.language(tag) == language


def test_a_film_without_alt_text_makes_all_alt_texts_untold() -> None:
    """Unless the network keeps one of a film."""
    film = Upload("a" * 64, "video/mp4", 1, 1, 1, "Una taula")
    assert reading.alts([film]) is None
    assert reading.alts([film], films=True) == ("Una taula",)
    assert reading.alts([]) == ()


def test_nothing_can_be_changed_where_nothing_is_said() -> None:
    """And a network that says nothing lets a program delete and read."""
    nothing = Afterwards()
    assert nothing.editable == frozenset() and nothing.deletes and nothing.reads
    assert not Afterwards(undeletable="No.").deletes and not Afterwards(unread="No.").reads
    assert PostField("alts") is PostField.ALTS
