"""What every way of counting has in common; tests/platforms/test_text_limits.py has each."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from campaign.compose.length import excess, graphemes, measure, overrun
from campaign.compose.sentences import sentences
from campaign.model import Limits, Unit


def test_the_server_says_what_a_link_counts() -> None:
    """A Mastodon server with another `characters_reserved_per_url` is believed."""
    assert measure("https://eu-belong.aer.eu/", Limits(500, Unit.MASTODON, url_length=30)) == 30


def test_a_line_break_of_two_signs_is_one_character() -> None:
    """Also where all else is ASCII, which is counted by a shorter way."""
    assert measure("a\r\nb", Limits(500, Unit.GRAPHEMES)) == 3


_WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), min_size=1)


@given(unit=st.sampled_from(Unit), text=_WORDS, more=_WORDS)
def test_more_words_never_make_a_text_shorter(unit: Unit, text: str, more: str) -> None:
    """Adding a word adds at least the space before it."""
    limits = Limits(500, unit)
    assert measure(f"{text} {more}", limits) > measure(text, limits)


@given(unit=st.sampled_from(Unit), text=st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_can_be_counted(unit: Unit, text: str) -> None:
    """Whatever a person pastes has a length, and it is not negative."""
    limits = Limits(500, unit, text_bytes=3000)
    assert measure(text, limits) >= 0
    assert (excess(text, limits) == 0) is (overrun(text, limits) == "")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize(
    "piece",
    ["a.", "a-", "é-_", "com.", "http://", "@a@", "1 111 ", "👨\u200d", "! ", " \n", "(a", "{{ "],
)
@pytest.mark.parametrize("start", ["", "http://a.eu/", "http://a.eu/?", "@a@", "http://"])
def test_no_text_takes_long_to_count(unit: Unit, piece: str, start: str) -> None:
    """Ten thousand of anything are counted, and their sentences found, at once."""
    text = start + piece * 10_000
    assert measure(text, Limits(500, unit)) > 0
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Three days.", 11),
        ("(one) [two]", 15),
        ("#Belong", 7 + 12),
        ("100 % & 3 < 5", 14),
        ("𐍈 _now_", 10),
        ("@[Donegal](urn:li:organization:1)", 33),
    ],
)
def test_escaped_text_counts_as_it_is_sent(text: str, length: int) -> None:
    """A reserved character is two, and a hashtag has an element of its own around it."""
    assert measure(text, Limits(3000, Unit.LITTLE_TEXT)) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [("We’re", 7), ("żółw", 7), ("Ελλάδα", 12), ("🇪🇺", 8), ("日本", 6), ("e\u0301", 3)],
)
def test_bytes_are_never_fewer_than_characters(text: str, length: int) -> None:
    """So a network that counts either is on the safe side."""
    assert measure(text, Limits(500, Unit.UTF8)) == length >= len(text)


def test_a_letter_of_europe_is_one_character_without_being_looked_up() -> None:
    """What is counted by code points is what Unicode's rule counts, for each and for each pair."""
    every = [chr(code) for code in range(0x2150) if not 0xD800 <= code < 0xE000]
    wrong = [each for each in every if graphemes(each) != len(regex.findall(r"\X", each))]
    assert wrong == []
    for beside in ("a", "é", "\u0301", "\u200d", "\ufe0f", "👩", "\r", "\n", "가"):
        for each in every:
            pair = each + beside
            assert graphemes(pair) == len(regex.findall(r"\X", pair)), ascii(pair)
