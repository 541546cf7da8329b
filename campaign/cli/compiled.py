"""The calendar compiled, for the commands that look at it or plan it."""

from __future__ import annotations

from campaign.bootstrap import Workspace
from campaign.cli.screen import progress
from campaign.errors import Mistake
from campaign.usecases.planning.compile import Compiled


def compiled(opened: Workspace, *, quiet: bool = True) -> tuple[Compiled, tuple[Mistake, ...]]:
    """The calendar as every channel will read it, and the mistakes in its files.

    Shows how far it is unless `quiet`.
    """
    with progress("Reading the calendar", quiet=quiet) as moved:
        made, _, mistakes = opened.compiled(moved)
    return made, mistakes
