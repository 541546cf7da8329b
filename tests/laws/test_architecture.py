"""The page on architecture tells the moves and the files that there are."""

from __future__ import annotations

import re
from itertools import chain

from campaign.plan.lifecycle import MOVES
from tests.laws.house import ROOT

PAGES = {
    name: (ROOT / "docs" / name).read_text("utf-8") for name in ("architecture.md", "glossary.md")
}

#: The first part of every path of the house that a page names from the root.
_TOPS = ("campaign/", "analytics/", "tests/", "content/", "assets/", "docs/")


def test_the_table_of_states_has_every_move_and_no_other() -> None:
    """One row for each move, so that a reader can trust that the others do not exist."""
    rows = re.findall(r"^\| (\w+) \| (\w+) \| .+ \| .+ \|$", PAGES["architecture.md"], re.MULTILINE)
    rows.remove(("from", "to"))
    moves = [(str(before), str(after)) for before, targets in MOVES.items() for after in targets]
    assert sorted(rows) == sorted(moves)


def test_every_path_on_these_pages_leads_somewhere() -> None:
    """A file that was moved is moved on the page too; `<network>` is any network's package."""
    named = [
        path
        for path in chain.from_iterable(re.findall(r"`([^`\s]+)`", page) for page in PAGES.values())
        if path.startswith(_TOPS)
    ]
    assert len(named) > 60
    for path in named:
        assert list(ROOT.glob(path.replace("<network>", "*"))), path


def test_every_module_of_the_engine_that_is_named_in_short_is_there() -> None:
    """Drawings name files from the folder `campaign` on, to stay narrow."""
    drawings = "\n".join(re.findall(r"```text\n(.+?)```", PAGES["architecture.md"], re.DOTALL))
    words = set(re.findall(r"[\w/]+/\w+\.py", drawings))
    words |= set(re.findall(r"\(?`((?:engine|plan|storage)/\w+\.py)`", PAGES["architecture.md"]))
    assert len(words) > 15
    for path in words:
        assert (ROOT / "campaign" / path).is_file() or (ROOT / path).is_file(), path
