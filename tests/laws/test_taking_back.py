"""The page on taking back tells of each network what its facts tell."""

from __future__ import annotations

import re

import pytest

from campaign.model import PostField
from campaign.platforms import registry
from tests.laws.house import ROOT

PAGE = (ROOT / "docs/taking-back.md").read_text(encoding="utf-8")
ROWS = {
    cells[0]: cells[1:]
    for line in PAGE.splitlines()
    if line.startswith("| ") and len(cells := re.split(r" \| ", line.strip("| "))) == 4
}
WORDS = {
    PostField.ALTS: "alt texts",
    PostField.LANGUAGE: "language",
    PostField.LINKS: "links",
    PostField.PICTURES: "pictures",
    PostField.TEXT: "text",
}


@pytest.mark.parametrize("platform", registry.names())
def test_each_network_stands_in_the_table_as_its_facts_say(platform: str) -> None:
    """What it deletes, edits and shows; behind a comma there may be a condition."""
    facts = registry.facts(platform)
    deletes, edits, reads = ROWS[facts.title]
    known = facts.afterwards
    assert deletes.split(",")[0] == ("yes" if known.deletes else "no")
    assert edits == (", ".join(sorted(WORDS[each] for each in known.editable)) or "no")
    assert reads == ("yes" if known.reads else "no")


def test_no_other_network_stands_in_the_table() -> None:
    """A network that is gone leaves the page."""
    assert len(ROWS) == len(registry.names()) + 1  # and the heading
