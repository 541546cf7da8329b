"""The pages on the API and on MCP tell what there is: every route, scope, event and tool."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from campaign.cli.commands import COMMANDS
from campaign.cli.lazy import Group
from campaign.model.machines import MACHINE_ROLES, Scope
from campaign.model.webhooks import Event
from campaign.usecases.machines.deliver import WAITS
from campaign.web.api import calendar, figures, posts, publications, standing
from campaign.web.api.access import Pace
from campaign.web.api.app import PATH
from tests.laws.house import ROOT
from tests.mcp.test_nothing_goes_out import CALLS

API = (ROOT / "docs" / "api.md").read_text("utf-8")
MCP = (ROOT / "docs" / "mcp.md").read_text("utf-8")


def test_every_route_stands_in_the_table_and_no_other() -> None:
    """With its method, as it is below /api/v1."""
    routers = (posts, publications, calendar, figures, standing)
    there = {
        f"{method} {route.path}"
        for each in routers
        for route in each.router.routes
        for method in route.methods
    }
    told = set(re.findall(r"`((?:GET|POST|PATCH) /[^`]+)`", API))
    assert told == there
    assert f"`{PATH}`" in API


def test_scopes_events_roles_and_numbers_are_those_of_the_program() -> None:
    """A reader builds on them."""
    for scope in Scope:
        assert f"`{scope.value}`" in API
    for event in Event:
        name = event.value.removeprefix("publication")
        assert f"`{name}`" in API or f"`{event.value}`" in API, event
    assert "reader, editor or coordinator" in API
    assert [role.value for role in MACHINE_ROLES] == ["reader", "editor", "coordinator"]
    assert f"{Pace().burst} times at once and {Pace().each_second:g} times a second" in API
    assert len(WAITS) + 1 == 11
    assert "eleven times in all" in API


def test_every_tool_stands_on_the_page_and_no_other() -> None:
    """In the table."""
    rows = [line for line in MCP.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])} == set(
        CALLS
    )


@pytest.mark.parametrize("page", [API, MCP])
def test_the_commands_of_the_examples_are_commands(page: str) -> None:
    """With options that they have."""
    lines = re.findall(r"^campaign (.+)$", page, re.MULTILINE)
    assert len(lines) >= 2
    for line in lines:
        words = shlex.split(line)
        entry = next(each for each in COMMANDS if each.name == words[0])
        command = entry
        if isinstance(entry, Group):
            command = next(each for each in entry.commands if each.name == words[1])
        options = {option for each in command.load().params for option in each.opts}  # type: ignore[union-attr]
        assert {word for word in words if word.startswith("--")} <= options, line


def test_the_configuration_of_an_assistant_is_json() -> None:
    """To be copied as it is."""
    (block,) = re.findall(r"```json\n(.+?)```", MCP, re.DOTALL)
    assert json.loads(block)["mcpServers"]["campaign"]["args"][0] == "mcp"
