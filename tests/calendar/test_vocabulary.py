"""The campaign's own words: read from vocabulary.toml, and what a post may say because of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from campaign.calendar.known import Known
from campaign.calendar.read import read_post
from campaign.calendar.registers import read_activities, read_vocabulary
from campaign.calendar.schema import post_schema
from campaign.errors import ContentError
from campaign.model import Vocabulary
from tests.calendar.sample import KNOWN, POST

TEXT = """\
pillars = ["open sea", "land"]
calls = []
acronyms = ["NGO"]
region_count = "F01"

[outcomes]
O1 = "More visitors"
"""


def test_each_list_is_read_and_one_that_is_not_there_is_none() -> None:
    """An empty list is another thing: the project has none of them."""
    words = read_vocabulary(TEXT, "v.toml", ["F01"])
    assert (words.pillars, words.values, words.audiences, words.calls) == (
        ("open sea", "land"),
        None,
        None,
        (),
    )
    assert (words.acronyms, words.region_count) == (("NGO",), "F01")
    assert words.outcomes == {"O1": "More visitors"}
    bare = read_vocabulary("", "v.toml", [])
    assert replace(bare, place=Vocabulary().place) == Vocabulary()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pillars =", "pilars =", 'v.toml:1: there is no key "pilars" — did you mean "pillars"?'),
        ('"land"]', '"open sea"]', 'v.toml:1: pillars: "open sea" is there twice — keep one'),
        ('"land"]', '""]', "v.toml:1: pillars.1: the name is empty"),
        ("calls = []", 'calls = "ask"', "v.toml:2: calls must be a list, not text"),
        ('"F01"', '"F10"', 'v.toml:4: region_count: there is no fact "F10" — did you mean "F01"?'),
        ("O1 =", '"O 1" =', 'v.toml:7: outcomes.O 1: the id "O 1" cannot be used'),
        ('"More visitors"', '""', "v.toml:7: outcomes.O1: the title is empty"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, said: str) -> None:
    """As in every register."""
    assert old in TEXT
    with pytest.raises(ContentError) as caught:
        read_vocabulary(TEXT.replace(old, new, 1), "v.toml", ["F01"])
    assert str(caught.value).startswith(said)


def test_no_facts_at_all_and_facts_that_cannot_be_read() -> None:
    """The first is told what to write; of the second nothing is known."""
    with pytest.raises(ContentError, match=r"add it to facts.toml, or take it away"):
        read_vocabulary(TEXT, "v.toml", [])
    assert read_vocabulary(TEXT, "v.toml", None).region_count == "F01"


def test_an_activity_may_serve_an_outcome_of_the_vocabulary_or_none() -> None:
    """An unknown one is a mistake; where none is set up it says where to write it."""
    text = '[A01]\ntitle = "Open day"\noutcome = "O1"\n[A02]\ntitle = "Nets"\n'
    activities, outcomes = read_activities(text, "a.toml", {"O1": "More visitors"})
    assert [each.outcome for each in activities.values()] == ["O1", ""]
    assert outcomes == {"O1": "More visitors"}
    with pytest.raises(ContentError, match=r"there is no outcome .O1. — there are: X9"):
        read_activities(text, "a.toml", {"X9": "Else"})
    with pytest.raises(ContentError, match=r"a.toml:3: .* or add it under \[outcomes\] in voc"):
        read_activities(text, "a.toml", {})
    assert read_activities(text, "a.toml", None)[1] == {}, "vocabulary.toml cannot be read"


def listing(kind: str, names: frozenset[str] | None) -> Known:
    """The names of the sample campaign, with other words of one kind."""
    changed: dict[str, Any] = {kind: names}
    return replace(KNOWN, **changed)


@pytest.mark.parametrize(
    ("kind", "key", "line"),
    [
        ("pillars", "pillar", "pillar: meet"),
        ("values", "value", "value: interaction"),
        ("audiences", "audience", "audience: general_public"),
        ("calls", "cta", "cta: ask"),
    ],
)
def test_a_word_has_to_be_listed_where_there_is_a_list(kind: str, key: str, line: str) -> None:
    """An unknown one has the nearest; in an empty list, the message says where to add it."""
    word = line.partition(": ")[2]
    assert line in POST
    for names, said in (
        (frozenset({f"{word}s", "else"}), f'did you mean "{word}s"?'),
        (frozenset[str](), f'add "{word}" to `{kind}` in content/vocabulary.toml'),
    ):
        with pytest.raises(ContentError) as caught:
            read_post(POST, "a.yaml", listing(kind, names))
        assert said in str(caught.value)
    free = listing(kind, None)
    assert getattr(read_post(POST.replace(line, f"{key}: any word"), "a.yaml", free), key)
    without = POST.replace(f"{line}\n", "")
    assert getattr(read_post(without, "a.yaml", listing(kind, frozenset())), key) == ""


def test_a_project_without_activities_needs_none_in_its_posts() -> None:
    """One that is named all the same is told what to write."""
    none = replace(KNOWN, activities=frozenset())
    assert read_post(POST.replace("activity: A02\n", ""), "a.yaml", none).activity == ""
    with pytest.raises(ContentError) as caught:
        read_post(POST, "a.yaml", none)
    assert (
        'there is no activity "A02" — none is set up: take it away, or add [A02] with its '
        "title to content/activities.toml" in str(caught.value)
    )


def test_a_card_without_a_background_has_the_brand_s_first() -> None:
    """Whatever the owner calls it."""
    known = replace(KNOWN, backgrounds=frozenset({"night", "sea"}), background="sea")
    bare = POST.replace(", background: dusk", "")
    card = read_post(bare, "a.yaml", known).card
    assert card is not None
    assert card.background == "sea"
    with pytest.raises(ContentError, match='no background "dusk" — there are: night, sea'):
        read_post(POST, "a.yaml", known)


def test_the_schema_offers_this_project_s_words() -> None:
    """And asks for an activity only where there are any."""
    words = Known(
        pillars=frozenset({"sea", "land"}), calls=frozenset(), backgrounds=frozenset({"night"})
    )
    shape = post_schema(words)
    assert shape["properties"]["pillar"]["enum"] == ["land", "sea"]
    assert shape["properties"]["cta"]["enum"] == [""]
    assert "enum" not in shape["properties"]["value"]
    assert shape["$defs"]["CardFile"]["properties"]["background"]["enum"] == ["night"]
    assert "activity" not in shape["required"]
    assert "activity" in post_schema(replace(words, activities=frozenset({"A1"})))["required"]
