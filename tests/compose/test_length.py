"""Each network's own way of counting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.compose.length import excess, measure, overrun
from campaign.compose.sentences import sentences
from campaign.model import Limits, Unit

_FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("unit", "text", "length"),
    [
        (Unit.X_WEIGHTED, "https://eu-belong.aer.eu/a/very/long/path/indeed", 23),
        (Unit.MASTODON, f"Día {_FAMILY}", 5),
        (Unit.MASTODON, "See https://eu-belong.aer.eu/a/long/path?utm_source=mastodon now", 31),
        (Unit.MASTODON, "eu-belong.aer.eu has no scheme", 30),
        (Unit.MASTODON, "Thanks @donegal@social.example.ie!", 16),
        (Unit.MASTODON, "क्ष", 1),
        (Unit.GRAPHEMES, f"e\u0301 {_FAMILY} 🇪🇺", 5),
        (Unit.GRAPHEMES, "https://eu-belong.aer.eu/", 25),
        (Unit.GRAPHEMES, "a\r\nb", 3),
        (Unit.UTF16, f"é{_FAMILY}", 12),
        (Unit.CODE_POINTS, f"é{_FAMILY}", 8),
        (Unit.THREADS, f"é{_FAMILY}", 26),
        (Unit.THREADS, "Hi 🙂", 7),
        (Unit.UTF8, "é", 2),
    ],
)
def test_a_text_is_as_long_as_its_network_says(unit: Unit, text: str, length: int) -> None:
    """Links, mentions, emoji and accents count by the network's own rule."""
    assert measure(text, Limits(500, unit)) == length


def test_the_server_says_what_a_link_counts() -> None:
    """A Mastodon server with another `characters_reserved_per_url` is believed."""
    assert measure("https://eu-belong.aer.eu/", Limits(500, Unit.MASTODON, url_length=30)) == 30


def test_bluesky_bounds_graphemes_and_bytes() -> None:
    """Few characters of many bytes are too long as well, and the words say which bound broke."""
    limits = Limits(300, Unit.GRAPHEMES, text_bytes=3000)
    assert excess("a" * 300, limits) == 0
    assert excess("a" * 303, limits) == 3
    assert overrun("a" * 303, limits) == "303 characters as seen, 3 more than the 300 allowed"
    families = _FAMILY * 121
    assert excess(families, limits) == 25 * 121 - 3000
    assert overrun(families, limits) == "3025 bytes, 25 more than the 3000 allowed"
    assert overrun("short", limits) == ""


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
