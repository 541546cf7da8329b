"""The option with which a person orders faults for the sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from campaign.sandbox.faults import Fault as Ordered
from campaign.sandbox.faults import read_fault

#: What goes wrong on the sandbox; the option may be repeated.
Fault = Annotated[
    list[str] | None,
    typer.Option(
        help="What goes wrong, such as x:timeout-after-accept=0.1 or all:slow=2:0.5; repeatable.",
    ),
]


def read(faults: Sequence[str] | None) -> list[Ordered]:
    """The faults as the sandbox knows them; what cannot be read is wrong usage."""
    try:
        return [read_fault(each) for each in faults or ()]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--fault") from error
