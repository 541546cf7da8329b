"""`serve`: the officer's desk as a web page."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.context import clock, config_file, wait
from campaign.cli.desk_demo import demo_desk
from campaign.cli.logs import log_to_stderr
from campaign.cli.terminal import say
from campaign.errors import CampaignError
from campaign.file_modes import tighten
from campaign.reload import Service
from campaign.web.desk import Desk
from campaign.web.server import DEFAULT_PORT, LOOPBACK
from campaign.web.server import serve as run


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = LOOPBACK,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any.")] = (
        DEFAULT_PORT
    ),
    demo: Annotated[
        bool, typer.Option("--demo", help="Open it on what `campaign demo` made, as its officer.")
    ] = False,
) -> None:
    """Serve the desk: the calendar, posts, approvals and reports as web pages."""
    if demo:
        with demo_desk(_usual(config_file(context))) as (opened, officer):
            _serve(Desk(lambda: opened, demo=True), host, port, as_person=officer)
        return
    log_to_stderr()
    with closing(Service(config_file(context), os.environ, clock, wait)) as service:
        tighten(service.config.var)
        _serve(Desk(lambda: service.workspace("desk")), host, port)


def _serve(desk: Desk, host: str, port: int, *, as_person: str = "") -> None:
    def announce(url: str) -> None:
        say(f"The desk is at {url}")

    try:
        run(desk, host, port, announce=announce)
    except OSError as error:
        raise CampaignError(
            f"{error.filename}: the desk cannot listen there ({error.strerror}): choose another "
            "--port"
        ) from error


def _usual(file: Path) -> Path:
    return file if file.exists() else file.with_name("config.example.toml")
