"""Until when a publication may still go out, and when it is too late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from campaign.model import Publication, State

_ASKED: Final = frozenset({State.UNKNOWN, State.PENDING})


def meant_for(publication: Publication, grace: timedelta) -> datetime:
    """The instant (UTC) from which lateness counts.

    The calendar's, unless a person or the network put it off beyond the grace: that is nobody's
    delay. Our own waits between tries stay within the grace and put nothing off, and while a
    network is being asked about a post, `not_before` is when to ask it next.
    """
    if publication.state in _ASKED:
        return publication.due
    put_off = publication.not_before > publication.due + grace
    return publication.not_before if put_off else publication.due


def latest(publication: Publication, grace: timedelta) -> datetime:
    """The last instant (UTC) at which it may go out; beyond it, it is missed."""
    return meant_for(publication, grace) + grace
