"""Assistants over HTTP: with a token for it, and only with that."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
import uvicorn
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from campaign.mcp import server
from campaign.model.machines import Scope
from tests.aside import run_aside
from tests.web.api.asking import program
from tests.web.stage import Stage, staged

pytestmark = pytest.mark.slow


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """One post, planned."""
    with staged(tmp_path / "campaign", posts=("platforms-01",)) as made:
        made.plan()
        yield made


@pytest.fixture
def base(stage: Stage) -> Iterator[str]:
    """Where assistants are answered."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        made = server.with_tokens(lambda: stage.opened, address)
        app = made.streamable_http_app(stateless_http=True, json_response=True)
        running = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        thread = Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        yield address
        running.should_exit = True
        thread.join(10)


def call(base: str, token: str, name: str, **arguments: Any) -> Any:
    """What a tool answers over HTTP."""

    async def ask() -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
            transport = streamable_http_client(f"{base}/mcp", http_client=http)
            async with Client(transport) as client:
                return await client.call_tool(name, arguments)

    return run_aside(ask())


def test_a_token_lets_an_assistant_read_and_draft(stage: Stage, base: str) -> None:
    """As the machine that it is; one that only reads drafts nothing."""
    both = program(stage, [Scope.READ, Scope.WRITE_POSTS], name="assistant").text
    found = call(base, both, "posts")
    assert not found.is_error, found.content
    words = {"en": {"headline": "Doors", "text": "Come.", "alt": "A door."}}
    arguments = {"title": "Doors", "day": "2026-12-20", "copies": words}
    made = call(base, both, "draft_post", **arguments)
    assert not made.is_error, made.content
    with stage.opened.database.read() as connection:
        who = connection.exec_driver_sql("SELECT who FROM edits_made").scalars().all()
    assert who == ["machine:assistant"]
    reads = program(stage, [Scope.READ]).text
    refused = call(base, reads, "draft_post", **arguments)
    assert refused.is_error
    assert "scope posts" in refused.content[0].text


@pytest.mark.parametrize("token", ["", "nonsense", "campaign_" + "A" * 43])
def test_nobody_else_is_let_in(base: str, token: str) -> None:
    """401 before any tool is seen."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers |= {"Accept": "application/json, text/event-stream"}
    answer = httpx2.post(f"{base}/mcp", json=body, headers=headers, trust_env=False)
    assert answer.status_code == 401


def test_a_token_without_the_scope_to_read_is_refused(stage: Stage, base: str) -> None:
    """403, by the SDK."""
    token = program(stage, [Scope.READ_METRICS]).text
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json, text/event-stream"}
    answer = httpx2.post(f"{base}/mcp", json=body, headers=headers, trust_env=False)
    assert answer.status_code == 403
