"""What every command shares: the workspace it works in, the clock, and the common options."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import sleep  # noqa: TID251 - this is the door
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from campaign.bootstrap import Workspace, open_workspace
from campaign.config import Config
from campaign.file_modes import tighten

#: The option every command has: one JSON object for machines instead of tables for people.
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]

Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every line.")]


def clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the door


def wait(seconds: float) -> None:
    """Let time pass."""
    sleep(seconds)


def config_file(context: typer.Context) -> Path:
    """The configuration file, which stands before the command: `campaign --config FILE COMMAND`."""
    file = context.obj
    assert isinstance(file, Path)  # `campaign.cli.__main__.options` has put it there
    return file


@contextmanager
def workspace(context: typer.Context) -> Iterator[Workspace]:
    """The workspace the command works in, closed afterwards; raises ConfigError.

    An earlier version of this program left `var/` readable for others; that ends here.
    """
    opened = open_workspace(config_file(context), os.environ, clock, wait)
    tighten(opened.config.var)
    try:
        yield opened
    finally:
        opened.close()


def zone_of(channel: str, opened: Workspace) -> ZoneInfo:
    """Where a channel lives; for one that is gone, where the campaign's weeks begin."""
    known = opened.config.channels.get(channel)
    return known.zone if known else opened.config.zone


def zone_of_scope(scope: str, config: Config) -> ZoneInfo:
    """On whose clock a time about a scope is read: the channel's, the region's, else the report's.

    `scope` is that of a pause, "channel:NAME" for example; one that is gone has the report's.
    """
    kind, _, name = scope.partition(":")
    voice = config.channels.get(name) if kind == "channel" else None
    region = config.regions.get(name) if kind == "region" else None
    found = voice or region
    return found.zone if found else config.zone
