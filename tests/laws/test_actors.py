"""Whoever changes something is known: every door asks who, every use case asks for the right."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from campaign.cli.commands import COMMANDS
from campaign.cli.lazy import Command
from campaign.model.people import Role
from campaign.plan.rights import IN_ANY_REGION, RIGHTS, Act
from tests.laws.house import ROOT

#: Commands that change nothing that is stored, those that machines run at their hours, and those
#: that work on a state of their own.
WITHOUT = {
    # They look, or write files that the owner asked for.
    *(
        "agenda",
        "backup",
        "channels list",
        "check",
        "compose",
        "doctor",
        "init",
        "new",
        "plan",
        "preview",
    ),
    *(
        "report weekly",
        "report monthly",
        "report quarter",
        "report project",
        "report span",
        "schema",
        "sheet export",
        "status",
        "user list",
        "review list",
    ),
    *("consent list", "evidence verify", "translations show", "translations export"),
    *("figures list", "kpi list", "kpi show", "kpi export"),
    # The publisher and what cron runs beside it: no person is there.
    *("channels test", "collect", "feed", "media publish", "publish", "report send", "run"),
    # A door: whoever comes in by it says who they are.
    "serve",
    "webhooks deliver",
    # Their own sandbox and their own database.
    *("demo", "rehearse", "sandbox"),
}
#: Use cases that the publisher runs by itself; `who` is its worker's name.
BY_THE_PUBLISHER = {"read_back"}
#: Who has a post open is no act: whoever reads it is named to the others who do.
LOOKING = {"open_post", "sign"}
_PAGE = (ROOT / "docs" / "people.md").read_text("utf-8")


def commands() -> Iterator[tuple[str, Command]]:
    """Every command with the words that a person types."""
    for entry in COMMANDS:
        if isinstance(entry, Command):
            yield entry.name, entry
        else:
            yield from ((f"{entry.name} {inner.name}", inner) for inner in entry.commands)


NAMED = dict(commands())


@pytest.mark.parametrize("name", NAMED)
def test_every_command_that_changes_the_database_asks_who_acts(name: str) -> None:
    """A new command takes `--as`, or stands above with a reason."""
    options = {option for each in NAMED[name].load().params for option in each.opts}
    assert ("--as" in options) is (name not in WITHOUT), name


def test_who_needs_no_person_is_a_command_that_there_is() -> None:
    """A name that is left over would excuse a later command."""
    assert set(NAMED) >= WITHOUT


def _functions() -> Iterator[tuple[Path, ast.FunctionDef, ast.Module]]:
    for folder in ("usecases", "engine"):
        for path in sorted((ROOT / "campaign" / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    yield path, node, tree


def _takes_an_actor(function: ast.FunctionDef) -> bool:
    given = [*function.args.args, *function.args.kwonlyargs]
    return any(each.annotation and "Actor" in ast.unparse(each.annotation) for each in given)


def _calls(node: ast.AST) -> set[str]:
    """The last names of all that is called, or handed on to be called."""
    return {
        each.attr if isinstance(each, ast.Attribute) else each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute | ast.Name)
    }


def _imported(tree: ast.Module) -> set[str]:
    """What a module has of other use cases."""
    return {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("campaign.usecases")
        for name in node.names
    }


def test_every_use_case_that_takes_an_actor_demands_a_right() -> None:
    """Itself, or through a function beside it, or another use case, with the same actor."""
    found = 0
    takers = {function.name for _, function, _ in _functions() if _takes_an_actor(function)}
    for path, function, tree in _functions():
        # Each of those is looked at here itself.
        elsewhere = _imported(tree) & takers
        inner = any(each.arg == "connection" for each in function.args.args)
        if not _takes_an_actor(function) or inner:  # within the transaction of one that has asked
            continue
        found += 1
        beside = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        seen: set[str] = set()
        ask = {function.name}
        asks = False
        while ask and not asks:
            name = ask.pop()
            seen.add(name)
            calls = _calls(beside[name])
            asks = bool(calls & {"demand", "asked", "may"}) and "Act" in calls
            asks |= {"files", "demand"} <= calls  # `Files.demand` asks for the right to edit
            asks |= bool(calls & elsewhere)
            ask |= (calls & beside.keys()) - seen
        asks |= function.name in LOOKING
        recorder = function.name.startswith("_")  # writes down what another one has asked for
        assert asks or recorder, f"{path.relative_to(ROOT)}: {function.name} asks for no right"
    assert found > 15


def test_nobody_hands_over_a_name_where_an_actor_is_wanted() -> None:
    """A use case for people that takes `who: str` would write down any name.

    What runs within another's transaction (`connection`) is called by one that has asked, and what
    takes no database writes nothing.
    """
    for path, function, _ in _functions():
        names = {each.arg for each in [*function.args.args, *function.args.kwonlyargs]}
        if path.is_relative_to(ROOT / "campaign" / "usecases") and "database" in names:
            if function.name.startswith("_") or function.name in BY_THE_PUBLISHER:
                continue
            assert "who" not in names, f"{path.relative_to(ROOT)}: {function.name} takes a name"


def table() -> str:
    """The table as the page has it: an act a line, a tick for each role that may."""
    lines = []
    for act in Act:
        ticks = " | ".join("✓" if role in RIGHTS[act] else " " for role in Role)
        where = "in any region" if act in IN_ANY_REGION else "in each region concerned"
        lines.append(f"| {act.value} | {ticks} | {where} |")
    return "\n".join(lines)


def test_the_page_has_the_table_of_rights_as_it_is() -> None:
    """Every row and no other, in the order of the program."""
    head = "| act | " + " | ".join(role.value for role in Role) + " | where |"
    there = _PAGE.partition(head)[2].partition("\n\n")[0]
    assert there.partition("|\n")[2] == table()


def test_the_help_of_every_option_as_is_the_same() -> None:
    """One option for all doors."""
    from campaign.cli.trust.identity import As

    for name in set(NAMED) - WITHOUT:
        module, _, function = NAMED[name].where.partition(":")
        command = getattr(import_module(f"campaign.cli.{module}"), function)
        hints = inspect.get_annotations(command, eval_str=True)
        assert As in hints.values(), name
