"""A file's fields, and drafts of posts that are in no file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.calendar.known import Known
from campaign.calendar.post_fields import (
    Changes,
    Value,
    draft_of,
    fields_of,
    flat,
    merged,
    plain,
    same,
)
from campaign.errors import ContentError, Place

POST = """\
id: labs
when: 2026-12-01 10:00
channels: [all]
image: [a.jpg, {file: b.jpg, origin: ai}]
card: none
copy:
  en: {headline: One, text: Two, alt: [Three, Four], state: source}
"""
KNOWN = Known(
    languages=frozenset({"en", "es"}), regions=frozenset({"north"}), channels=frozenset({"north-x"})
)


def test_a_file_is_its_fields_in_order() -> None:
    """Lists of texts are one field each; a list with further keys is a field for each text."""
    assert fields_of(POST) == {
        "id": "labs",
        "when": "2026-12-01 10:00",
        "channels": ("all",),
        "image.0": "a.jpg",
        "image.1.file": "b.jpg",
        "image.1.origin": "ai",
        "card": "none",
        "copy.en.headline": "One",
        "copy.en.text": "Two",
        "copy.en.alt": ("Three", "Four"),
        "copy.en.state": "source",
    }


@pytest.mark.parametrize("text", ["", "- a\n", "id: [\n", "id: a\nid: b\n", "id: *alias\n"])
def test_what_is_no_post_has_no_fields(text: str) -> None:
    """It is said, with its line."""
    with pytest.raises(ContentError):
        fields_of(text)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"link": "x"}, {"a": "1", "b": {"c": "2", "d": "3"}, "link": "x"}),
        ({"b.c": None}, {"a": "1", "b": {"d": "3"}}),
        ({"b.c": None, "b.d": None}, {"a": "1"}),
        ({"b": None}, {"a": "1"}),
        ({"b": "none"}, {"a": "1", "b": "none"}),
        ({"a.c": "4"}, {"a": {"c": "4"}, "b": {"c": "2", "d": "3"}}),
        ({"a.c": None}, {"a": "1", "b": {"c": "2", "d": "3"}}),
        ({"b.e.f": ("4",)}, {"a": "1", "b": {"c": "2", "d": "3", "e": {"f": ["4"]}}}),
        ({"nothing.at.all": None}, {"a": "1", "b": {"c": "2", "d": "3"}}),
    ],
)
def test_changes_are_merged(changes: Changes, expected: object) -> None:
    """What was there stays as it is."""
    data = {"a": "1", "b": {"c": "2", "d": "3"}}
    assert merged(data, changes) == expected
    assert data == {"a": "1", "b": {"c": "2", "d": "3"}}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("a\r\nb", "a\nb", True),
        ("a", " a \n", True),
        ("", None, True),
        ((), None, True),
        (("a",), "a", True),
        (("a", "b"), ("a", "b "), True),
        (("a", "b"), ("b", "a"), False),
        (("a", ""), "a", False),
        ("a  b", "a b", False),
        ("a", None, False),
    ],
)
def test_what_counts_as_the_same(one: Value | None, other: Value | None, alike: bool) -> None:
    """Line ends and white space around do not count; order and words do."""
    assert same(one, other) is alike
    assert same(other, one) is alike


@given(st.lists(st.text(), max_size=4).map(tuple) | st.text())
def test_a_plain_value_stays_plain(value: Value) -> None:
    """To compare it again changes nothing."""
    assert plain(plain(value)) == plain(value)


def _draft(**changes: Value | None) -> tuple[str, ...]:
    named = {key.replace("__", "."): value for key, value in changes.items()}
    data = {
        "id": "labs",
        "when": "2026-12-01 10:00",
        "channels": ["all"],
        "copy": {"en": {"headline": "One", "text": "Two", "alt": "Three", "state": "source"}},
    }
    draft = draft_of(merged(data, named), "content/calendar/labs.yaml", KNOWN)
    assert (draft.post is None) is bool(draft.mistakes)
    return tuple(mistake.key for mistake in draft.mistakes)


@pytest.mark.parametrize(
    ("key", "value", "at"),
    [
        ("when", "at noon", "when"),
        ("when", None, "when"),
        ("channels", ("south",), "channels.0"),
        ("copy.en.text", "", "copy.en.text"),
        ("copy.en.alt", None, "copy.en.alt"),
        ("copy.en.state", None, "copy.en.state"),
        ("copy.fr.text", "x", "copy.fr"),
        ("copy.es.text", "x", "copy.es.headline"),
        ("copy", None, "copy"),
        ("copy.en.text", "a\x00b", "copy.en.text"),
        ("hashtags", ("a b",), "hashtags.0"),
        ("card.layout", "poster", "card.layout"),
        ("zone", "Europe/Brusels", "zone"),
        ("unknown", "x", "unknown"),
        ("overrides.mastodon.en.text", "", "overrides.mastodon.en.text"),
        ("id", "Two Words", "id"),
        ("link", "https://user:secret@site.example/", "link"),
        ("image", ("../secret.jpg",), "image.0"),
    ],
)
def test_a_mistake_in_a_draft_stands_at_its_field(key: str, value: Value | None, at: str) -> None:
    """Also where the field is missing, so that there is no line to name."""
    assert at in _draft(**{key: value})


def test_a_draft_names_its_fields_by_place() -> None:
    """Places of the post lead back to key paths, also of keys that it has not got."""
    draft = draft_of(
        {
            "id": "labs",
            "when": "2026-12-01 10:00",
            "channels": ["all"],
            "card": "none",
            "copy": {"en": {"headline": "One", "text": "Two", "state": "source"}},
        },
        "labs.yaml",
        KNOWN,
    )
    assert draft.post is not None
    for key in ("copy.en.text", "when", "copy.es", "card.figure"):
        assert draft.key_of(draft.post.at(key)) == key
    assert draft.key_of(draft.post.place) == ""
    assert draft.key_of(Place("other.yaml", 1)) == ""


_JSON = st.recursive(
    st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["id", "when", "channels", "copy", "card", "image", "overrides", "x"]),
        _JSON,
        max_size=5,
    )
)
def test_whatever_somebody_types_is_a_post_or_has_mistakes(data: dict[str, object]) -> None:
    """Never an exception."""
    draft = draft_of(data, "labs.yaml", KNOWN)
    assert (draft.post is None) is bool(draft.mistakes)
    flat(data)
