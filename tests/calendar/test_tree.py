"""Texts that are not posts at all are refused with a word on what they are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.calendar.tree import read_tree
from campaign.errors import ContentError


def said(text: str) -> str:
    with pytest.raises(ContentError) as caught:
        read_tree(text, "a.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a.yaml: the file is empty"),
        ("# only a comment\n", "a.yaml: the file is empty"),
        ("---\n", "a.yaml: the file is empty"),
        ("just words", "a.yaml:1: this is a plain text, not keys and values"),
        ("- a\n- b\n", "a.yaml:1: this is a list, not keys and values"),
        ("id: x\n\ttext: y\n", "a.yaml:2: this is not YAML"),
        ("id: x\ncopy:\n\ten: y\n", "begins with a tab; YAML is indented with spaces"),
        ("id: x\ntext: 'Don't stop\nalt: y\n", "a.yaml:2: this is not YAML"),
        ('id: x\ntext: "open\nalt: y\n', "a.yaml:2: this is not YAML: found unexpected end"),
        ('id: x\ntext: "open\nalt: y\n', "a quote is opened here and never closed"),
        ("id: x\ntext: Note: this\n", "a.yaml:2"),
        ("id: x\ntext: Note: this\n", "put text that holds a colon in quotes"),
        ("channels: [*/mastodon]\n", 'needs quotes: "*/mastodon"'),
        ("text: {{ fact.F01 }} regions\n", "text that begins with {{ or [ needs quotes"),
        ("figure: {{ fact.F01 }}\n", "text that begins with {{ or [ needs quotes"),
        ("text: @someone\n", "begins with @, ` or % needs quotes"),
        ("card: {layout: figure\n", "check the commas and the closing bracket"),
        ("id: \x00\n", "column 5 holds U+0000, a control character — take it out; if the file is"),
        ("\x89PNG\r\n\x1a\n", "column 1 holds U+0089, a control character"),
        ("id: \ud800\n", "column 5 holds U+D800, half of a character"),
    ],
)
def test_unreadable_text_gets_a_message_a_writer_understands(text: str, words: str) -> None:
    """The parser's own words are not enough for somebody who writes posts."""
    assert words in said(text)


def test_billion_laughs_are_read_in_no_time() -> None:
    """Aliases are never followed, so that they cannot multiply."""
    rows = ["a0: &a0 lol"] + [
        f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 30)
    ]
    started = time.perf_counter()
    tree = read_tree("\n".join(rows), "a.yaml")
    assert time.perf_counter() - started < 2
    assert len(tree.mistakes) == 29 * 9
    assert "is a YAML alias" in tree.mistakes[0].message


def test_endless_nesting_is_refused() -> None:
    """Depth cannot exhaust the reader."""
    assert "nested too deep" in said("a: " + "[" * 300_000)


def test_tags_cannot_make_objects() -> None:
    """A tag is a mistake, and its value stays a text."""
    tree = read_tree("a: !!python/object/apply:os.getcwd []\nb: !x y\n", "a.yaml")
    assert [m.place.line for m in tree.mistakes] == [1, 2]
    assert tree.data == {"a": [], "b": "y"}


def test_second_document_is_a_mistake() -> None:
    """The second of two posts in one file would be lost silently."""
    tree = read_tree("id: a\n---\nid: b\n", "a.yaml")
    assert [(m.place.line, m.message) for m in tree.mistakes] == [
        (2, "a second document begins here")
    ]


def test_key_written_twice_keeps_the_first_and_says_so() -> None:
    """YAML would silently take the last."""
    tree = read_tree("a: {b: 1, b: 2}\na: 3\n", "a.yaml")
    assert tree.data == {"a": {"b": "1"}}
    assert [m.message for m in tree.mistakes] == [
        'the key "a.b" is here twice, first on line 1',
        'the key "a" is here twice, first on line 1',
    ]


@given(st.text() | st.binary().map(lambda b: b.decode("latin-1")))
def test_any_text_is_read_or_refused_with_a_mistake(text: str) -> None:
    """Nothing a file can hold ends in another error."""
    try:
        tree = read_tree(text, "a.yaml")
    except ContentError as error:
        assert error.mistakes
    else:
        assert isinstance(tree.data, dict)
