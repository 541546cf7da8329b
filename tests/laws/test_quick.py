"""`make quick` names files that are there, and something of every floor."""

from __future__ import annotations

import re

import pytest

from tests import quick
from tests.laws.house import ROOT

#: Their tests need a browser, and none is quick.
NEVER_QUICK = {"browser"}


@pytest.mark.parametrize("folder", sorted(quick.CHOSEN))
def test_what_is_chosen_is_there(folder: str) -> None:
    """A file that was renamed would be left out without a word."""
    missing = [
        name
        for name in quick.CHOSEN[folder]
        if not quick.TESTS.joinpath(folder, *_file_of(name)).is_file()
    ]
    assert missing == []


def test_every_floor_has_its_part() -> None:
    """Whole folders and chosen ones are all there are, and no folder is both."""
    files = [f for f in quick.TESTS.rglob("test_*.py") if "node_modules" not in f.parts]
    known = {quick.floor(file) for file in files}
    assert known - NEVER_QUICK == quick.WHOLE | quick.CHOSEN.keys()
    assert quick.WHOLE & quick.CHOSEN.keys() == set()


def test_only_quick_asks_for_the_choice() -> None:
    """`make test` leaves out nothing."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    commands = dict(re.findall(r"^(\w+): \$\(DEVELOP\)\n\t\$\(BIN\)/(.+)", makefile, re.MULTILINE))
    assert commands["quick"] == 'python -m pytest -n auto --quick -m "not slow"'
    assert commands["test"] == "python -m pytest -n auto"


def test_what_each_network_sends_and_promises_is_tried() -> None:
    """These two find every adapter through the registry."""
    assert {"golden", "contract"} <= set(quick.CHOSEN["platforms"])


def _file_of(name: str) -> list[str]:
    *rooms, stem = name.split("/")
    return [*rooms, f"test_{stem}.py"]
