"""Hashtags that work on every network, and links that tell where a reader came from."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.compose.links import tracked, untracked
from campaign.compose.tags import hashtags, is_valid, pascal
from campaign.errors import RenderError


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("learning labs", "LearningLabs"),
        ("EU-Belong", "EUBelong"),
        ("convivència a l'escola", "ConvivènciaALEscola"),
        ("2026 strategy", "2026Strategy"),
        ("EUBelong", "EUBelong"),
        ("…", ""),
    ],
)
def test_words_become_one_pascal_case_tag(words: str, tag: str) -> None:
    """No hyphen, no space, no digit first: a hyphen would end the hashtag."""
    assert pascal(words) == tag


@given(st.text())
def test_a_tag_made_from_any_words_is_valid_or_empty(words: str) -> None:
    """Nothing that networks would not link ever comes out."""
    assert all(is_valid(tag, numeric=True) for tag in hashtags([words]))


def test_tags_keep_their_order_and_come_once() -> None:
    """Repeats are found whatever their case and with or without "#"."""
    assert hashtags(["#EUBelong", "learning labs", "eubelong", ""]) == ("EUBelong", "LearningLabs")


_UTM = {"utm_source": "{{ platform }}", "utm_content": "{post}-{language}", "utm_term": ""}
_CONTEXT = {"platform": "mastodon", "post": "labs & more", "language": "es"}


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("", ""),
        ("mailto:a@b.eu", "mailto:a@b.eu"),
        ("https://e.eu", "https://e.eu/?utm_source=mastodon&utm_content=labs%20%26%20more-es"),
        (
            "https://e.eu/a?x=1&y=%20#z",
            "https://e.eu/a?x=1&y=%20&utm_source=mastodon&utm_content=labs%20%26%20more-es#z",
        ),
        (
            "https://e.eu/?utm_source=letter",
            "https://e.eu/?utm_source=letter&utm_content=labs%20%26%20more-es",
        ),
    ],
)
def test_tracking_joins_what_a_link_has_already(link: str, expected: str) -> None:
    """Query and fragment stay; a parameter that is there is never doubled."""
    assert tracked(link, _UTM, _CONTEXT) == expected


def test_tracking_twice_changes_nothing() -> None:
    """A link that is tracked already stays as it is."""
    once = tracked("https://e.eu/?a=b", _UTM, _CONTEXT)
    assert tracked(once, _UTM, _CONTEXT) == once


@given(st.text(st.characters(codec="utf-8")))
def test_any_value_comes_back_from_the_link(value: str) -> None:
    """What was put in is what the site's statistics will read."""
    link = tracked("https://e.eu/", {"utm_content": "{post}"}, {"post": value})
    kept = parse_qs(urlsplit(link).query, keep_blank_values=True).get("utm_content", [""])
    assert kept == [value.strip()]


def test_an_unknown_name_in_tracking_is_told_with_the_nearest() -> None:
    """`{{ lnguage }}` is answered with what was probably meant."""
    with pytest.raises(RenderError, match=r"`lnguage`.*`language`"):
        tracked("https://e.eu/", {"utm_source": "{{ lnguage }}"}, _CONTEXT)


@pytest.mark.parametrize(
    ("link", "bare"),
    [
        ("", ""),
        ("https://a.example/b", "https://a.example/b"),
        ("https://a.example/b?utm_source=x", "https://a.example/b"),
        ("https://a.example/b?c=%C3%A9&utm%5Fsource=x&d#e", "https://a.example/b?c=%C3%A9&d#e"),
    ],
)
def test_a_link_without_its_tracking_leads_to_the_same_page(link: str, bare: str) -> None:
    """Everything else of it stays byte for byte."""
    assert untracked(link, ["utm_source", "utm_campaign"]) == bare
    plain = "https://a.example/b?c=1#e"
    assert untracked(tracked(plain, {"utm_source": "x"}, {}), ["utm_source"]) == plain
