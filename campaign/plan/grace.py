"""Until when a publication may still go out, and when it is too late."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.model import Publication


def meant_for(publication: Publication) -> datetime:
    """The instant (UTC) from which lateness counts.

    The calendar's, or the later one to which a person or the network has put it off: that is
    nobody's delay. Our own waits, between tries and between questions, put nothing off.
    """
    later = publication.put_off
    return publication.due if later is None else max(publication.due, later)


def not_sooner(publication: Publication, at: datetime) -> datetime:
    """That instant (UTC), or the later one to which a person or the network has put it off."""
    later = publication.put_off
    return at if later is None else max(at, later)


def latest(publication: Publication, grace: timedelta) -> datetime:
    """The last instant (UTC) at which it may go out; beyond it, it is missed."""
    return meant_for(publication) + grace
