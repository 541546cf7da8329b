"""An assistant that calls the tools of a stage's campaign."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mcp import Client
from mcp_types import CallToolResult, Tool

from campaign.mcp import server
from campaign.mcp.source import Asking, Source
from campaign.model.machines import Scope
from tests.aside import run_aside
from tests.web.stage import Stage


def source_of(stage: Stage, id: str = "edgar", scopes: Sequence[Scope] = tuple(Scope)) -> Source:
    """A stage's campaign, asked by one of its people."""
    asking = Asking(stage.person(id), frozenset(scopes), "test")
    return Source(lambda: stage.opened, lambda: asking)


def call(source: Source, name: str, **arguments: Any) -> CallToolResult:
    """What a tool answers."""

    async def ask() -> CallToolResult:
        async with Client(server.make_server(source)) as client:
            return await client.call_tool(name, arguments)

    return run_aside(ask())


def told(source: Source, name: str, **arguments: Any) -> Any:
    """What a tool answers, as values; a list where it gives one."""
    answer = call(source, name, **arguments)
    assert not answer.is_error, answer.content
    found = answer.structured_content
    assert found is not None
    return found["result"] if set(found) == {"result"} else found


def refused(source: Source, name: str, **arguments: Any) -> str:
    """The words in which a tool refuses."""
    answer = call(source, name, **arguments)
    assert answer.is_error, answer.structured_content
    (content,) = answer.content
    words: str = content.text  # type: ignore[union-attr]
    return words


def tools(source: Source) -> Mapping[str, Tool]:
    """Every tool that there is."""

    async def ask() -> Mapping[str, Tool]:
        async with Client(server.make_server(source)) as client:
            found = await client.list_tools()
            return {tool.name: tool for tool in found.tools}

    return run_aside(ask())


def plain(found: Any) -> str:
    """Values as text, to look for words in them."""
    return json.dumps(found, ensure_ascii=False)
