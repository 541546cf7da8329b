"""`serve`: the officer's desk as a web page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.context import clock, config_file, wait
from campaign.cli.logs import log_to_stderr
from campaign.cli.terminal import say
from campaign.errors import CampaignError
from campaign.file_modes import tighten
from campaign.reload import Service
from campaign.usecases.signing_in import links
from campaign.web.addresses import DEFAULT_PORT, LOOPBACK
from campaign.web.desk import Desk
from campaign.web.server import DeskServer, PortTaken
from campaign.web.server import serve as run
from campaign.web.warm_up import warm_up


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
        # The demo brings the sandbox along, which no real desk needs.
        from campaign.cli.desk_demo import demo_desk  # noqa: PLC0415

        with demo_desk(_usual(config_file(context))) as (opened, officer):
            _serve(Desk(lambda: opened, demo=True), host, port, as_person=officer)
        return
    log_to_stderr()
    with closing(Service(config_file(context), os.environ, clock, wait)) as service:
        tighten(service.config.var)
        _serve(Desk(lambda: service.workspace("desk")), host, port)


@contextmanager
def served_beside(service: Service, host: str, port: int) -> Iterator[None]:
    """The desk of a service, in a thread of its own; raises CampaignError where it cannot be."""
    desk = Desk(lambda: service.workspace("desk"))
    warm_up(desk)
    with _where_it_listens(), DeskServer(desk, host, port) as server:
        _announce(desk, server.url)
        yield


def _serve(desk: Desk, host: str, port: int, *, as_person: str = "") -> None:
    warm_up(desk)
    with _where_it_listens():
        run(desk, host, port, announce=lambda url: _announce(desk, url, as_person))


def _announce(desk: Desk, url: str, as_person: str = "") -> None:
    """Say where the desk is, and how the first person, or the demo's officer, comes in."""
    say(f"The desk is at {url}")
    database, now = desk.database, desk.now()
    made = links.as_whom(database, as_person, now) if as_person else links.start(database, now)
    if made is not None:
        within = "an hour" if as_person else "an hour, to register the first person"
        say(f"Open this within {within}: {url}{made.path}")


@contextmanager
def _where_it_listens() -> Iterator[None]:
    try:
        yield
    except PortTaken as error:
        raise CampaignError(
            f"{error.where}: the desk cannot listen there ({error.why}): choose another --port"
        ) from error


def _usual(file: Path) -> Path:
    return file if file.exists() else file.with_name("config.example.toml")
