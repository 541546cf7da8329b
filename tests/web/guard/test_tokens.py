"""Tokens of forms: bound, masked, and compared as a whole."""

from __future__ import annotations

import pytest

from campaign.web.guard.tokens import fits, is_of_browser, make

KEY = b"k" * 32


def test_a_token_fits_what_it_was_made_for_and_nothing_else() -> None:
    """Neither another session, nor another key."""
    token = make(KEY, "session", "browser")
    assert fits(KEY, "session", token)
    assert not fits(KEY, "another", token)
    assert not fits(b"x" * 32, "session", token)
    assert not fits(KEY, "", token)


def test_two_answers_have_nothing_in_common() -> None:
    """The lengths of compressed pages tell nothing of a token that changes each time."""
    one, other = make(KEY, "session", "browser"), make(KEY, "session", "browser")
    assert one != other and fits(KEY, "session", one) and fits(KEY, "session", other)
    assert sum(a == b for a, b in zip(one, other, strict=True)) < 40


@pytest.mark.parametrize(
    "token", ["", "0" * 192, "0" * 128, "g" * 192, "é" * 192, "0" * 191, " " * 192, "0" * 10_000]
)
def test_what_is_no_token_fits_nothing(token: str) -> None:
    """Whatever is sent in its place."""
    assert not fits(KEY, "session", token)
    assert not is_of_browser(KEY, "browser", token)


@pytest.mark.parametrize("place", [0, 63, 64, 127])
def test_a_token_with_one_letter_changed_fits_nothing(place: int) -> None:
    """In the mask, or behind it."""
    token = make(KEY, "session", "browser")
    other = "0" if token[place] != "0" else "1"
    assert not fits(KEY, "session", token[:place] + other + token[place + 1 :])


def test_a_token_shows_its_browser_when_its_session_is_over() -> None:
    """Whatever the session; another browser, another key and a changed letter fit nothing."""
    token = make(KEY, "session", "browser")
    assert is_of_browser(KEY, "browser", token)
    assert not is_of_browser(KEY, "another", token)
    assert not is_of_browser(KEY, "session", token)
    assert not is_of_browser(b"x" * 32, "browser", token)
    assert not fits(KEY, "browser", token)
    for place in (0, 63, 128, 191):
        other = "0" if token[place] != "0" else "1"
        assert not is_of_browser(KEY, "browser", token[:place] + other + token[place + 1 :])
