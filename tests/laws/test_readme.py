"""The README and the command line name the same commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from campaign.cli.__main__ import app
from tests.laws.house import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command below one, as a person types it after `campaign`."""
    below = getattr(command or typer.main.get_command(app), "commands", None)
    if below is None:
        yield " ".join(path)
    else:
        for name, inner in below.items():
            yield from commands(inner, (*path, name))


def test_every_command_stands_in_the_table_and_no_other() -> None:
    """A command that nobody can find is none, and one that is gone must not be promised."""
    table = README.partition("\n## Commands\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    named = {
        name.removeprefix("campaign ") for cell in cells for name in re.findall("`(.+?)`", cell)
    }
    assert named == set(commands())


def test_every_command_line_in_the_readme_can_be_typed() -> None:
    """The lines to copy, in blocks and in the running text, begin with a command that exists."""
    known = set(commands())
    lines = re.findall(r"(?:^|`|bin/)campaign (?!--)((?:[a-z]+ ?)+)", README, re.MULTILINE)
    assert len(lines) > len(known)
    for line in lines:
        words = line.split()
        assert {" ".join(words[:1]), " ".join(words[:2])} & known, f"campaign {line}"
