"""What is set is heeded: the program reads every key of the configuration and of a post."""

from __future__ import annotations

import ast
from dataclasses import fields
from functools import cache
from typing import Any

import pytest

from campaign.config import Config, DeskSettings, MachinesSettings, Notices, SingleSignOn, tables
from campaign.model import Campaign, CardWish, Channel, Copy, Post, Region
from campaign.notices import KINDS
from campaign.platforms import registry
from tests.laws.settings import Trees, house, unheeded, unread, unused_options

TABLES = {
    name: model
    for name, model in vars(tables).items()
    if isinstance(model, type) and issubclass(model, tables.Table) and model is not tables.Table
}
#: What the readers of the files make of them. A place says where something stands, for messages.
VALUES: tuple[type[Any], ...] = (
    *(Config, DeskSettings, MachinesSettings, SingleSignOn, Notices, Campaign, Region, Channel),
    *(Post, Copy, CardWish),
)


@cache
def trees() -> Trees:
    """The program's modules."""
    return house()


@pytest.mark.parametrize("table", TABLES)
def test_the_reader_takes_every_key_of_a_table(table: str) -> None:
    """A key that may be written but is not taken would be lost at once."""
    # An own key of a channel is reached through the table of its network as well.
    keys = set(vars(TABLES[table])["__annotations__"])
    assert unread(table, keys, trees()) == set()


@pytest.mark.parametrize("value", VALUES)
def test_everything_that_was_read_is_used(value: type[Any]) -> None:
    """`[collect] ages` was read, checked, explained in the example, and used by nobody."""
    names = {field.name for field in fields(value)} - {"place"}
    assert unheeded(value.__name__, names, trees()) == set()


@pytest.mark.parametrize("network", registry.KEYS)
def test_every_key_of_a_network_is_used_for_it(network: str) -> None:
    """By its own package or by what all networks share, and not only by another network."""
    assert unused_options(network, registry.KEYS[network].options, trees()) == set()


def test_every_kind_of_notice_can_be_wanted_and_sent() -> None:
    """The words under `on` in [notices] are those of the notices there are."""
    wanted = tables.NoticesTable(secret="NOTICES_URL")
    assert set(wanted.on) == set(KINDS)


def ignored_arguments(module: ast.Module) -> set[str]:
    """The arguments and options of commands that their functions never look at."""
    found = set()
    for function in (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)):
        said = [a for a in function.args.args if "typer." in ast.unparse(a.annotation or a)]
        said = [a for a in said if "callback=" not in ast.unparse(a.annotation or a)]
        said += [a for a in function.args.args if a.arg in ("as_json", "verbose")]
        read = {
            node.id
            for part in function.body
            for node in ast.walk(part)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        found |= {f"{function.name} {a.arg}" for a in said if a.arg not in read}
    return found


def test_every_option_of_a_command_is_looked_at() -> None:
    """What a person types is a setting too."""
    doors = {name: tree for name, tree in trees().items() if name.startswith("campaign/cli/")}
    ignored = {name: found for name, tree in doors.items() if (found := ignored_arguments(tree))}
    assert ignored == {}


def test_an_option_that_nothing_looks_at_is_found() -> None:
    """Also one of those that all commands share."""
    text = """
def show(context: typer.Context, week: Annotated[str, typer.Option()] = "", as_json: Json = False):
    with workspace(context) as opened:
        week = opened.week
"""
    assert ignored_arguments(ast.parse(text)) == {"show week", "show as_json"}


def test_the_ages_would_be_missed_again() -> None:
    """Without the lines that hand them to the collector, price and judge them, the law says so."""
    priced = "campaign/usecases/planning/monthly.py"
    judged = "campaign/usecases/reporting/quality.py"
    doors = ("campaign/cli/collect.py", "campaign/cli/demo.py", "campaign/cli/desk_demo.py")
    handed = (*doors, priced, judged)
    asleep = {name: tree for name, tree in trees().items() if name not in handed}
    assert unheeded("Config", ("ages", "zone"), asleep) == {"ages"}


CONFIG = """
class Example(Table):
    heeded: int
    lost: int

def load(data, mistakes):
    table = mistakes.check(Example, data)
    return Setting(heeded=table.heeded)
"""
USE = """
class Setting:
    heeded: int
    shown: int
    lost: int

    def words(self):
        return self.shown

def work(setting: Setting | None) -> int:
    other.lost = other.lost + 1
    return setting.heeded

def adapter(channel):
    words = channel.options.get("spoken"), channel.options[OWN]
    return [words, *(channel.options.get(f"client_{each}") for each in ("id", "secret"))]

OWN = "folder"
"""


def test_a_key_that_nothing_reads_is_found() -> None:
    """In the reader, in the value, and among a network's own keys; one that is written is not."""
    written: Trees = {
        "campaign/config/read.py": ast.parse(CONFIG),
        "campaign/use.py": ast.parse(USE),
        "campaign/platforms/mute/adapter.py": ast.parse("from campaign.platforms.shared import f"),
        "campaign/platforms/shared.py": ast.parse('f = options["quiet"]'),
        "campaign/platforms/other/adapter.py": ast.parse('options.get("loud")'),
    }
    assert unread("Example", ("heeded", "lost"), written) == {"lost"}
    assert unheeded("Setting", ("heeded", "shown", "lost"), written) == {"lost"}
    keys = ("spoken", "folder", "client_id", "client_secret", "quiet", "loud", "client")
    assert unused_options("mute", keys, written) == {"loud", "client"}
