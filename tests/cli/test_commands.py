"""The table of commands and their modules agree, and a command loads what it needs alone."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer

import campaign.cli
from campaign.cli.commands import COMMANDS
from campaign.cli.lazy import Command
from tests.cli.conftest import Run

FOLDER = Path(campaign.cli.__file__).parent

REPORTS = {f"report {each}" for each in ("weekly", "monthly", "quarter", "project", "span")}

#: Large libraries, and the words after `campaign` of every command that may load them.
HEAVY = {
    "altair": {"demo", *REPORTS},
    "apprise": set[str](),  # the adapter loads it when a notice, or a post, is to be sent
    "fastapi": {"demo", "rehearse", "sandbox", "serve"},
    "pandas": {"demo", *REPORTS},
    "py3langid": set[str](),  # the check loads it when a text is new to it
    "uvicorn": {"demo", "rehearse", "sandbox", "serve"},
}


def every() -> Iterator[tuple[str, Command]]:
    """The commands of the table, with the words that a person types after `campaign`."""
    for entry in COMMANDS:
        if isinstance(entry, Command):
            yield entry.name, entry
        else:
            for inner in entry.commands:
                yield f"{entry.name} {inner.name}", inner


NAMED = dict(every())


def loaded(code: str) -> set[str]:
    """Which modules a process of its own has loaded after some lines of Python."""
    report = f"{code}\nimport sys\nsys.stdout.write('\\n' + ' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("name", NAMED)
def test_a_help_line_is_the_first_line_of_the_commands_own_docstring(name: str) -> None:
    """So `campaign --help` says, without loading the command, what the command says of itself."""
    entry = NAMED[name]
    module, _, function = entry.where.partition(":")
    found = getattr(import_module(f"campaign.cli.{module}"), function)
    assert entry.help == (inspect.getdoc(found) or "").splitlines()[0]
    assert entry.load().name == entry.name


def test_every_command_that_is_written_is_in_the_table() -> None:
    """A function that takes the context and ends a process is a command, or nobody can call it."""
    known = {entry.where for entry in NAMED.values()}
    for module in {where.partition(":")[0] for where in known}:
        found = import_module(f"campaign.cli.{module}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            if function.__module__ != found.__name__ or name.startswith("_"):
                continue
            hints = inspect.get_annotations(function, eval_str=True).values()
            if typer.Context in hints:
                assert f"{module}:{name}" in known


def test_help_loads_no_command() -> None:
    """What is listed is not imported."""
    code = "from campaign.cli.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    modules = {f"campaign.cli.{entry.where.partition(':')[0]}" for entry in NAMED.values()}
    assert loaded(code) & {*modules, "campaign.bootstrap", "rich", "sqlalchemy"} == set()


@pytest.mark.slow
def test_a_heavy_library_is_loaded_by_the_commands_that_need_it_and_no_other() -> None:
    """Each module of the table is imported in a process of its own."""
    by_module: dict[str, set[str]] = {}
    for name, entry in NAMED.items():
        by_module.setdefault(entry.where.partition(":")[0], set()).add(name)
    for module, names in by_module.items():
        found = loaded(f"import campaign.cli.{module}")
        for library, allowed in HEAVY.items():
            if library in found:
                assert names <= allowed, f"campaign.cli.{module} loads {library}"


def test_a_slip_in_a_commands_name_is_answered_with_the_right_one(run: Run) -> None:
    """Names are known without their modules."""
    said = run("chanels")
    assert said.code == 2
    assert "channels" in said.err
