"""The words of a source are kept under their hash, and come back as they were or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from campaign.calendar.source_words import as_text, file_name, from_text
from campaign.model import Copy, CopyState, copy_hash
from campaign.source_words import SourceWords
from tests.checks.desk import POST

COPY = Copy(
    "en",
    "One: shared #table",
    '  Line one.\n\nLine {{ two }} "quoted".',
    "A card.",
    CopyState.SOURCE,
)


@pytest.mark.parametrize(
    "copy",
    [
        COPY,
        replace(COPY, alt=""),
        replace(COPY, thread=("Part: two.", "- three"), comment="More: {{ link }}"),
        replace(COPY, more_alts=("", "A table.")),
        replace(COPY, headline="yes", text="0x1f", alt="~"),
        replace(COPY, text="🎉 “Łódź” \u00a0 x" * 200),
    ],
)
def test_what_is_kept_has_the_same_hash(copy: Copy) -> None:
    """So that nobody shows other words than those that were translated."""
    found = from_text(as_text(copy), "a.yaml", copy_hash(copy))
    assert found is not None
    assert copy_hash(found) == copy_hash(copy)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("shared", "round"),
        lambda text: text + "extra: [",
        lambda text: "",
        lambda text: "- a list",
        lambda text: text.replace("headline:", "headline: {a: b}\nother:"),
    ],
)
def test_damaged_words_are_none(damage: object) -> None:
    """Edited, cut off, emptied, or something else altogether."""
    assert callable(damage)
    assert from_text(damage(as_text(COPY)), "a.yaml", copy_hash(COPY)) is None


def test_only_what_a_translation_names_is_kept(tmp_path: Path) -> None:
    """Once; and it is found by a hash that a person shortened, but by no other name."""
    words = SourceWords(tmp_path)
    source = POST.copy["en"]
    assert words.keep([POST]) == 1
    assert words.keep([POST]) == 0
    name = file_name("labs", copy_hash(source))
    assert [path.name for path in words.folder.iterdir()] == [name]
    for of in (copy_hash(source), copy_hash(source)[:8]):
        found = words.find("labs", of)
        assert found is not None
        assert found.text == source.text
    for of in ("", "c", copy_hash(source)[:5], "../labs", "*", "0" * 12):
        assert words.find("labs", of) is None
    unbound = {name: replace(copy, of="") for name, copy in POST.copy.items()}
    assert words.wanted([replace(POST, id="other", copy=unbound)]) == {}
