"""The JSON Schema that editors use says what the reader says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from campaign.calendar.schema import post_schema, schema_text
from campaign.calendar.tree import read_tree
from campaign.cli.schema import words_for_posts
from tests.calendar.sample import KNOWN, POST

CONTENT = Path(__file__).parents[2] / "content"
ROOT = CONTENT.parent
STARTER = words_for_posts(ROOT / "config.example.toml")
VALID = Draft202012Validator(post_schema(STARTER))


def data(text: str) -> dict[str, Any]:
    return read_tree(text, "a.yaml").data


def test_schema_is_a_schema() -> None:
    """Editors can load it."""
    Draft202012Validator.check_schema(post_schema())
    Draft202012Validator.check_schema(post_schema(KNOWN))


def test_file_in_the_content_folder_is_current() -> None:
    """What editors load is generated from the models and the vocabulary as they are now."""
    assert (CONTENT / "post.schema.json").read_text("utf-8") == schema_text(STARTER)


def test_every_post_of_the_campaign_is_valid() -> None:
    """No editor underlines a starter post."""
    files = sorted((CONTENT / "calendar").rglob("*.yaml"))
    assert files
    for file in files:
        VALID.validate(data(file.read_text("utf-8")))


def test_every_key_is_described() -> None:
    """Hovering over a key says what it is for."""
    schema = post_schema()
    parts = [schema, *schema["$defs"].values()]
    bare = [
        key
        for part in parts
        for key, spot in part["properties"].items()
        if not (spot.get("description") and spot.get("title"))
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("week 1 Tuesday 10:00", "WEEK 12, thu 9:30"),
        ("week 1 Tuesday 10:00", "2026-12-01T10:00:00"),
        ("alt: Una", "thread: [Dos], comment: Mira, alt: Una"),
        ("card: {layout: figure,", "card: none\ntags: [a]\nx: {"),
    ],
)
def test_good_files_are_valid(old: str, new: str) -> None:
    """The grammar of the schema is as wide as the reader's."""
    text = POST.replace(old, new) if old else POST
    if "x: {" in text:
        text = "\n".join(row for row in text.split("\n") if not row.startswith("x: {"))
    VALID.validate(data(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: learning-labs-01", "id: Learning_Labs"),
        ("id: learning-labs-01", f"id: {'a' * 81}"),
        ("activity: A02\n", ""),
        ("pillar: meet", "pillar: met"),
        ("week 1 Tuesday 10:00", "next Tuesday"),
        ("[EUBelong,", "[EU-Belong,"),
        (", alt: Una tarjeta", ""),
        ("alt: Una tarjeta", 'alt: ""'),
        ("state: draft", "state: drafty"),
        ("people: []", "peple: []"),
        ("channels: [all]", "channels: []"),
        ("  es:", "  ES:"),
        ("alt: Una", "thread: Dos, alt: Una"),
        ("alt: Una", "thread: [''], alt: Una"),
        ("layout: figure", "layout: figur"),
    ],
)
def test_mistakes_are_seen_while_typing(old: str, new: str) -> None:
    """What the reader refuses, the editor underlines."""
    assert old in POST
    assert not VALID.is_valid(data(POST.replace(old, new)))


def test_names_of_a_campaign_can_be_chosen_from() -> None:
    """With the registers at hand, an unknown fact or language is seen as well."""
    named = Draft202012Validator(post_schema(KNOWN))
    assert named.is_valid(data(POST))
    assert not named.is_valid(data(POST.replace("[F07]", "[F70]")))
    assert not named.is_valid(data(POST.replace("A02", "A03")))
    assert not named.is_valid(data(POST.replace("  es:", "  fr:")))
