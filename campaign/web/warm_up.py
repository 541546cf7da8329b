"""What a process does before it serves the desk, so that no visitor waits for it."""

from __future__ import annotations

import gc

from campaign.web import rendering
from campaign.web.desk import Desk
from campaign.web.words import LANGUAGES, USUAL


def warm_up(desk: Desk) -> None:
    """Read the calendar and the templates; to be called once, before the server starts.

    After a restart everybody comes back at once, and each of them would compile the same page. The
    templates are read in English and in the campaign's own language, in the others when they are
    asked for.

    What is there by then is kept for good, so the garbage collector is told to pass over it. A full
    collection would walk through all of it every few seconds, and stop every page.
    """
    desk.usable_calendar()
    own = desk.config.campaign.source_language
    for language in dict.fromkeys((USUAL, own if own in LANGUAGES else USUAL)):
        rendering.compile_all(language)
    gc.collect()
    gc.freeze()
