"""The calendar compiled, for the commands that look at it or plan it."""

from __future__ import annotations

from campaign.bootstrap import Workspace
from campaign.cli.screen import progress
from campaign.errors import Mistake
from campaign.usecases.planning.compile import Compiled, compile_calendar


def compiled(opened: Workspace, *, quiet: bool = True) -> tuple[Compiled, tuple[Mistake, ...]]:
    """The calendar as every channel will read it, and the mistakes in its files.

    Shows how far it is unless `quiet`.
    """
    with progress("Reading the calendar", quiet=quiet) as moved:
        content, mistakes = opened.read_content()
        made = compile_calendar(
            content,
            opened.config,
            opened.limits_of,
            opened.hides,
            opened.brand,
            opened.picture,
            writers=opened.writer,
            dismissals=opened.dismissals(),
            report=moved,
            detect=opened.text_languages.detect,
        )
        opened.pictures.rest()
        opened.text_languages.keep()
    return made, mistakes
