"""`sandbox`: the networks on this machine, to rehearse on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.faults import Fault, read
from campaign.cli.terminal import say
from campaign.sandbox import serve


def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1.")] = 8778,
    state: Annotated[Path | None, typer.Option(help="A folder to remember the posts in.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same engagement.")] = 7,
    fault: Fault = None,
    name: Annotated[
        list[str] | None,
        typer.Option(help="Another name it answers to, such as sandbox.internal:8778; repeatable."),
    ] = None,
) -> None:
    """Serve the networks on loopback, with a wall that shows what was posted."""
    faults = read(fault)

    def announce(address: str) -> None:
        say(f"The networks are at {address}, and the wall too. Ctrl+C ends it.")

    serve(port=port, state=state, seed=seed, faults=faults, announce=announce, names=name or ())
