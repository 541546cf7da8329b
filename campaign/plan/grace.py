"""Computes until when a publication may still go out."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.model import Publication


def meant_for(publication: Publication) -> datetime:
    """The instant (UTC) from which lateness counts.

    It is the calendar's instant, or the later one to which a person or the network has put the
    publication off. Our own waits, between tries and between questions, put nothing off.
    """
    later = publication.put_off
    return publication.due if later is None else max(publication.due, later)


def not_sooner(publication: Publication, at: datetime) -> datetime:
    """That instant (UTC), or the later one to which a person or the network has put it off."""
    later = publication.put_off
    return at if later is None else max(at, later)


def latest(publication: Publication, grace: timedelta) -> datetime:
    """The last instant (UTC) at which a publication may go out; after it, it is missed."""
    return meant_for(publication) + grace
