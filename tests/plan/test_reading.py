"""What readers get is compared with what was approved, and the difference is said in words."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.model import PostField, Reading
from campaign.plan.reading import differences

APPROVED = Reading(
    text="Three days. One table.\n\nhttps://harbour.example/labs?utm_source=mastodon #Harbour",
    links=("https://harbour.example/labs?utm_source=mastodon",),
    alts=("Eleven people at one table", ""),
    language="pl",
    pictures=2,
)


def read(**other: Any) -> Reading:
    """The same post as it was read, with other values."""
    fields = ("text", "links", "alts", "language", "pictures")
    return Reading(**{**{name: getattr(APPROVED, name) for name in fields}, **other})


def sentences(seen: Reading, approved: Reading = APPROVED) -> list[str]:
    """What is said of a post with one part."""
    return [each.sentence for each in differences([approved], [seen])]


@pytest.mark.parametrize(
    "seen",
    [
        read(),
        read(
            text="Three days. One table. https://harbour.example/labs?utm_source=mastodon #Harbour"
        ),
        read(links=("HTTPS://Harbour.example/labs?utm_source=mastodon",)),
        read(language="pl-PL"),
        Reading(),
        read(alts=None, language=None),
    ],
)
def test_what_readers_get_as_approved_is_no_difference(seen: Reading) -> None:
    """Spaces, small letters of a host, a region's tag: and what a network does not tell."""
    assert sentences(seen) == []


def test_letters_that_are_composed_otherwise_are_the_same_words() -> None:
    """Some servers store a letter and its accent apart."""
    assert sentences(Reading(text="Cafe\u0301 obert"), Reading(text="Caf\u00e9 obert")) == []


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        (read(text=""), "its text is missing"),
        (read(text="Three days. One t…"), "its text ends after 17 of 80 characters"),
        (
            read(text=(APPROVED.text or "").replace("One", "Two")),
            "its text reads “Three days. Two table.",
        ),
        (read(links=()), "it does not lead to https://harbour.example/labs?utm_source=mastodon"),
        (
            read(links=("https://harbour.example/labs",)),
            "it leads to https://harbour.example/labs, not to https://harbour.example/labs?utm",
        ),
        (
            read(links=(*(APPROVED.links or ()), "https://other.example/")),
            "it leads to https://other.example/ as well",
        ),
        (read(alts=("", "")), "the alt text of picture 1 is missing"),
        (read(alts=("Eleven people", "")), "the alt text of picture 1 is “Eleven people”"),
        (
            read(alts=("Eleven people at one table", "img_1.png")),
            "the alt text of picture 2 is “im",
        ),
        (read(language="en"), "its language is given as en, not pl"),
        (read(language=""), "its language is given as none, not pl"),
        (read(pictures=1), "it has 1 picture, and 2 were approved"),
        (read(pictures=0), "it has no pictures, and 2 were approved"),
    ],
)
def test_each_difference_is_one_sentence(seen: Reading, sentence: str) -> None:
    """A person reads what is wrong without comparing two texts."""
    (said,) = sentences(seen)
    assert said.startswith(sentence)


def test_a_picture_that_is_missing_misses_its_alt_text_too() -> None:
    """Both are said: the number of pictures, and whose words are gone."""
    one = Reading(alts=("A", "B"), pictures=2)
    assert sentences(Reading(alts=("A",), pictures=1), one) == [
        "it has 1 picture, and 2 were approved",
        "the alt text of picture 2 is missing",
    ]


def test_a_difference_names_its_field_and_the_part_of_a_thread() -> None:
    """With both texts, so that a page can mark the words that differ."""
    parts = [Reading(text="One"), Reading(text="Two"), Reading(text="Three")]
    seen = [Reading(text="One"), Reading(text="Two"), Reading(text="Thr")]
    (found,) = differences(parts, seen)
    assert (found.field, found.part, found.approved, found.seen) == (
        PostField.TEXT,
        2,
        "Three",
        "Thr",
    )


def test_an_address_that_nobody_can_parse_is_compared_as_it_stands() -> None:
    """A server may answer anything."""
    assert sentences(Reading(links=("http://[",)), Reading(links=("http://[",))) == []
    assert sentences(Reading(links=("http://[x",)), Reading(links=("http://[",)))


def test_an_address_that_stands_in_the_approved_text_is_no_difference() -> None:
    """Networks link names of hosts that nobody here takes for an address."""
    approved = Reading(text="More on harbour.example/Més and Aer.example.", links=())
    for link in ("https://harbour.example/M%C3%A9s", "http://aer.example/"):
        assert sentences(Reading(links=(link,)), approved) == []
    assert sentences(Reading(links=("https://evil.example/",)), approved)
