"""The report as Markdown: what comes from outside stays words in CommonMark, in every block."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.faces.markdown import markdown, text
from analytics.language import Words
from tests.analytics.blocks import EVIL, blocks

HOSTILE = (
    EVIL,
    "[click](javascript:alert(1))",
    "![x](https://tracker.example/p.png)",
    "<https://tracker.example>",
    "# a heading",
    "1. a list",
    "- a list",
    "> a quotation",
    "```\ncode\n```",
    "a | b | c",
    "https://tracker.example/?q=1",
    "www.tracker.example",
    "|---|---|",
    "**bold** _thin_ ~~gone~~",
    "\\",
    "&lt;script&gt;",
    "line\n\n# heading",
    "line\r\n---\r\nline",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_in_a_text_is_escaped(words: str) -> None:
    """One line, and no sign left that begins markup."""
    found = text(words)
    assert "\n" not in found and "\r" not in found
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", found)
    assert not re.search(r"[`*_\[\]<>#|~&]", bare), found
    assert not re.match(r"\s*(\d+[.)]|[-+*])\s", bare), found
    assert not re.search(r"(?i)(https?|www|javascript)[:.]", bare), found


@given(st.text(max_size=200))
def test_any_text_stays_one_cell_of_a_table(words: str) -> None:
    """However it is made up, it ends no cell and no line."""
    found = text(words)
    assert "\n" not in found
    assert "|" not in re.sub(r"\\.", "", found)


def test_every_block_is_written_and_none_breaks_out() -> None:
    """Each table has as many cells in each line; headings are those of the document alone."""
    found = markdown(blocks(), Words("de"))
    assert "<script" not in re.sub(r"\\.", "", found)
    assert "](javascript" not in found
    headings = [line for line in found.splitlines() if line.startswith("#")]
    assert len(headings) == 5
    widths = {
        len(re.findall(r"(?<!\\)\|", line)) for line in found.splitlines() if line.startswith("|")
    }
    assert len(widths) == 1
    assert found.count("](<https://example.org/") >= 2
    assert "%3C" in found, "the angle bracket of an address is written so that it ends nothing"
