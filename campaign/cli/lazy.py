"""Commands that are loaded when they are used: one mechanism for the whole command line.

A command knows its name and its help line without its module; so `campaign --help` imports none,
and the tick that cron starts every minute only its own. In return a command's module imports
whatever it needs at its top, however heavy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# What typer makes of a function is `Any` here: newer releases carry click within themselves, older
# ones import it, so that its classes have no name that holds for all of them.


@dataclass(frozen=True, slots=True)
class Command:
    """A command in the table: its name, its function as `module:function`, and its help line.

    The module stands in `campaign.cli`. The help line is the first line of the function's
    docstring, with which the command's own `--help` begins.
    """

    name: str
    where: str
    help: str

    def load(self) -> Any:
        """The command itself, for which its module is imported."""
        module, _, function = self.where.partition(":")
        app = typer.Typer(
            add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
        )
        app.command(self.name)(getattr(import_module(f"campaign.cli.{module}"), function))
        return typer.main.get_command(app)


@dataclass(frozen=True, slots=True)
class Group:
    """Commands under a common word, such as `channels`.

    `usual` names the one of them that runs when none is named; "" for none.
    """

    name: str
    help: str
    commands: tuple[Command, ...]
    usual: str = ""


class LazyCommand(TyperCommand):
    """Stands in for a command until somebody runs it, or asks for its own help."""

    def __init__(self, entry: Command) -> None:
        super().__init__(entry.name, help=entry.help, rich_markup_mode=None)
        self._entry = entry

    def loaded(self) -> Any:
        """The command it stands for."""
        return self._entry.load()

    def make_context(self, *given: Any, **named: Any) -> Any:
        """Begin to run the command, or to show its help: from here on the real one is at work."""
        return self.loaded().make_context(*given, **named)


class UsualGroup(TyperGroup):
    """A group that runs one of its commands when none of them is named."""

    def __init__(self, usual: str, **settings: Any) -> None:
        super().__init__(**settings)
        self.usual = usual

    def parse_args(self, context: Any, args: list[str]) -> list[str]:
        """Put the usual command's name before its options; what names a command stays."""
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = [self.usual, *args]
        parsed: list[str] = super().parse_args(context, args)
        return parsed


def add_commands(group: TyperGroup, entries: Iterable[Command | Group]) -> None:
    """Put the commands of a table into a group, none of them loaded."""
    for entry in entries:
        if isinstance(entry, Command):
            group.add_command(LazyCommand(entry))
            continue
        settings: dict[str, Any] = {
            "name": entry.name,
            "help": entry.help,
            "no_args_is_help": True,
            "rich_markup_mode": None,
        }
        inner = UsualGroup(entry.usual, **settings) if entry.usual else TyperGroup(**settings)
        add_commands(inner, entry.commands)
        group.add_command(inner)
