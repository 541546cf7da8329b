"""What counts as a link, and what a service that reads Markdown would not show as it stands."""

from __future__ import annotations

import pytest

from campaign.platforms.apprise.wholeness import (
    HARD_LINK,
    links,
    lost_link,
    read_as_markup,
    undone,
    visible,
)


@pytest.mark.parametrize(
    ("text", "written", "wanted"),
    [
        (f"See {HARD_LINK}.", "text", (HARD_LINK,)),
        (
            "(https://a.example/b_(c)), https://a.example",
            "text",
            ("https://a.example/b_(c)", "https://a.example"),
        ),
        (
            "https://a.example/?b=1&c=2 https://a.example/?b=1&c=2",
            "text",
            ("https://a.example/?b=1&c=2",),
        ),
        ("**[here](https://a.example/b-c)**", "markdown", ("https://a.example/b-c",)),
        (
            '<a href="https://a.example/?b=1&amp;c=2">here</a>',
            "html",
            ("https://a.example/?b=1&c=2",),
        ),
        ("<https://a.example/b>", "markdown", ("https://a.example/b",)),
        ("no link: http:/a, ftp://b", "text", ()),
        ("https://example.cat/català!", "text", ("https://example.cat/català",)),
    ],
)
def test_links_are_found_without_what_stands_around_them(
    text: str, written: str, wanted: tuple[str, ...]
) -> None:
    """Brackets that belong to a link stay; a sentence's marks do not."""
    assert links(text, written) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Three days. One table!",
        "2 * 3 * 4 and a * b",
        "one_table_two, _ and __",
        "- a list\n- of two\n1. first",
        "#EUBelong #1 & more",
        "a < b, c > d, <3, 5 <6",
        "[all] of (us) ~50 – ~60",
        f"{HARD_LINK} and https://a.example/_b_/*c*",
        "a*\n\nb*c",
    ],
)
def test_these_are_shown_as_they_stand(text: str) -> None:
    """No mark of theirs has a partner."""
    assert read_as_markup(text) == ""


def test_a_link_is_lost_when_one_mark_of_it_is_changed() -> None:
    """And it is named."""
    assert lost_link(f"a {HARD_LINK}", "text", f"b {HARD_LINK} c") == ""
    for mark in "-_.~&*#":
        changed = HARD_LINK.replace(mark, f"\\{mark}", 1)
        assert lost_link(HARD_LINK, "text", changed) == HARD_LINK


def test_what_services_undo() -> None:
    """Entities and backslashes, and nothing else of its own accord."""
    assert undone("a&nbsp;&amp;&lt;b", "entities") == "a &<b"
    assert undone(r"a\_b\\c\d", "backslashes") == r"a_b\c\d"
    assert undone(r"a&amp;\_b", "") == r"a&amp;\_b"
    assert visible("<b>a</b>&amp;<br/>b") == "a&b"
