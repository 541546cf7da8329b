"""`mcp`: the calendar for assistants."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Annotated

import typer

from campaign.cli.context import clock, config_file, wait, workspace
from campaign.cli.logs import log_to_stderr
from campaign.cli.trust.identity import As, Who, actor
from campaign.errors import CampaignError
from campaign.reload import Service

#: The port of MCP over HTTP.
PORT = 8790
_LOOPBACK = "127.0.0.1"
_TOKEN = "CAMPAIGN_TOKEN"  # noqa: S105 - the name of a variable


def mcp(
    context: typer.Context,
    http: Annotated[
        bool, typer.Option("--http", help="Over HTTP with tokens, instead of over a pipe.")
    ] = False,
    host: Annotated[str, typer.Option(help="The address to listen at, with --http.")] = _LOOPBACK,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port, with --http.")] = PORT,
    address: Annotated[
        str, typer.Option(help="The address under which assistants come, behind a proxy.")
    ] = "",
    who: Who = "",
    as_who: As = "",
) -> None:
    """Let an assistant read the calendar and write drafts (MCP); nothing goes out by it.

    Over a pipe it acts as --as says, or by the token in CAMPAIGN_TOKEN.
    """
    try:
        from campaign.mcp import server  # noqa: PLC0415 - an extra, and slow to import
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise CampaignError(
            'assistants need one more package: install "campaign[mcp]", or `pip install mcp`'
        ) from None
    log_to_stderr()
    if http:
        named = f"[{host}]" if ":" in host else host
        base = address.rstrip("/") or f"http://{named}:{port}"
        with closing(Service(config_file(context), os.environ, clock, wait)) as service:
            server.over_http(lambda: service.workspace("mcp"), host, port, base)
        return
    with workspace(context) as opened:
        if token := os.environ.get(_TOKEN, ""):
            asking = server.by_token(opened, token)
            asking()  # a token that lets nobody in is said to be so at once
        else:
            asking = server.everything(actor(opened, as_who, who), "mcp")
        server.over_a_pipe(opened, asking)
