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


def test_the_commands_without_json_are_named() -> None:
    """A script that counts on one JSON object is told where there is none."""
    told = re.search(r"Every command but ((?:`[a-z ]+`(?:, | and )?)+) takes `--json`", README)
    assert told is not None
    assert set(re.findall("`(.+?)`", told[1])) == {
        name for name in commands() if "--json" not in options(name)
    }


def test_every_option_in_the_readme_exists() -> None:
    """In a line that can be copied, each option belongs to its command."""
    known = set(commands())
    lines = re.findall(r"(?:^|`|bin/)campaign ([a-z][^`#\n]*)", README, re.MULTILINE)
    used = 0
    for line in lines:
        words = line.split()
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in known), None)
        for option in re.findall(r"(?<= )--[a-z-]+", line) if name else ():
            assert option in options(name or ""), f"campaign {line}"
            used += 1
    assert used > 3


def options(name: str) -> set[str]:
    """The options of a command, as a person types them."""
    command: Any = typer.main.get_command(app)
    for word in name.split():
        command = command.commands[word]
    return {spelling for option in command.loaded().params for spelling in option.opts}
