"""The README, the pages under `docs/` and the command line name the same commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from campaign.cli.__main__ import app
from tests.laws.house import ROOT

README = ROOT / "README.md"
PAGES = {
    page: page.read_text(encoding="utf-8")
    for page in (README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
}
COMMANDS = PAGES[ROOT / "docs" / "commands.md"]


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command below one, as a person types it after `campaign`."""
    below = getattr(command or typer.main.get_command(app), "commands", None)
    if below is None:
        yield " ".join(path)
    else:
        for name, inner in below.items():
            yield from commands(inner, (*path, name))


def usual() -> dict[str, str]:
    """The groups of which one command need not be named, each with that command."""
    below = getattr(typer.main.get_command(app), "commands", {})
    return {
        name: f"{name} {inner.usual}" for name, inner in below.items() if hasattr(inner, "usual")
    }


def typed() -> Iterator[str]:
    """What stands behind `campaign` in the lines to copy, in blocks and in the running text."""
    for page in PAGES.values():
        for block in re.findall(r"^```.*?\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
            yield from re.findall(r"(?:^|bin/)campaign ([a-z][^#\n]*)", block, re.MULTILINE)
        prose = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
        yield from (
            " ".join(line.split()) for line in re.findall(r"`campaign ([a-z][^`]*)`", prose)
        )


def test_every_command_stands_in_the_table_and_no_other() -> None:
    """A command that nobody can find is none, and one that is gone must not be promised."""
    table = COMMANDS.partition("\n| command | does |\n")[2].partition("\n\n")[0]
    cells = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    named = {
        name.removeprefix("campaign ") for cell in cells for name in re.findall("`(.+?)`", cell)
    }
    assert named == set(commands())


def test_every_command_line_on_the_pages_can_be_typed() -> None:
    """The lines to copy begin with a command that exists."""
    known = {*commands(), *usual()}
    lines = list(typed())
    assert len(lines) > 2 * len(known)
    for line in lines:
        words = re.findall(r"^[a-z-]+(?: [a-z-]+)?", line)[0].split()
        assert {" ".join(words[:1]), " ".join(words[:2])} & known, f"campaign {line}"


def test_the_commands_without_json_are_named() -> None:
    """A script that counts on one JSON object is told where there is none."""
    told = re.search(r"Every command but ((?:`[a-z ]+`(?:, | and )?)+) takes `--json`", COMMANDS)
    assert told is not None
    assert set(re.findall("`(.+?)`", told[1])) == {
        name for name in commands() if "--json" not in options(name)
    }


def test_every_option_on_the_pages_exists() -> None:
    """In a line that can be copied, each option belongs to its command."""
    known = {**{name: name for name in commands()}, **usual()}
    used = 0
    for line in typed():
        words = line.split()
        name = next((known[n] for n in (" ".join(words[:2]), words[0]) if n in known), None)
        for option in re.findall(r"(?<= )--[a-z-]+", line) if name else ():
            assert option in options(name or ""), f"campaign {line}"
            used += 1
    assert used > 10


def test_every_link_on_the_pages_leads_somewhere() -> None:
    """To a file that is there, and to a heading of it."""
    followed = 0
    for page, text in PAGES.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" in target:
                continue
            file, _, heading = target.partition("#")
            there = page.parent / file if file else page
            assert there.exists(), f"{page.name}: {target}"
            if heading:
                assert heading in headings(there), f"{page.name}: {target}"
            followed += 1
    assert followed > 60


def test_every_page_can_be_reached_from_the_readme() -> None:
    """By links, over other pages or not: what nobody can find nobody reads."""
    reached, waiting = set[Path](), [README]
    while waiting:
        page = waiting.pop()
        if page in reached or page not in PAGES:
            continue
        reached.add(page)
        targets = re.findall(r"\]\(([^)#\s]+)", PAGES[page])
        waiting.extend((page.parent / target).resolve() for target in targets)
    assert set(PAGES) - reached == set()


def test_the_readme_is_for_newcomers() -> None:
    """Whatever makes it longer belongs on a page under `docs/`."""
    assert len(PAGES[README].splitlines()) <= 150


def headings(page: Path) -> set[str]:
    """The names by which links reach the headings of a page."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def options(name: str) -> set[str]:
    """The options of a command, as a person types them."""
    command: Any = typer.main.get_command(app)
    for word in name.split():
        command = command.commands[word]
    return {spelling for option in command.loaded().params for spelling in option.opts}
