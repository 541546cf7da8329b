"""What programs are shown of publications: the agenda, what waits for a yes, and what is paused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from campaign.engine.budgets import Budgets
from campaign.model import State
from campaign.storage import pauses as stored_pauses
from campaign.storage import publications as stored
from campaign.usecases.machines.reading import NotThere, Reading
from campaign.usecases.machines.shown import (
    ShownChange,
    ShownPause,
    ShownPublication,
    ShownRequest,
    instant,
)
from campaign.usecases.operations.agenda import Entry, agenda
from campaign.usecases.operations.pause import reach
from campaign.usecases.trust.requests import requests

_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_END: Final = datetime(9000, 1, 1, tzinfo=UTC)
_OF_A_POST: Final = 5000


def publications(
    reading: Reading,
    start: datetime,
    end: datetime,
    *,
    region: str = "",
    channel: str = "",
    post: str = "",
    budgets: Budgets | None = None,
    limit: int,
) -> list[ShownPublication]:
    """What stands in [start, end) (UTC), the earliest first, at most `limit`; raises NotThere."""
    regions = (reading.region(region),) if region else tuple(sorted(reading.regions))
    found = agenda(
        reading.database,
        start,
        end,
        reading.now,
        channels=reading.config.channels,
        regions=reading.config.regions,
        rules=reading.config.approval,
        only_regions=regions,
        only_channels=(channel,) if channel else (),
        only_posts=(post,) if post else (),
        budgets=budgets,
        limit=limit,
    )
    return [_publication(each) for each in found.entries]


def publication(reading: Reading, number: int) -> ShownPublication:
    """One publication by its number; raises NotThere."""
    with reading.database.read() as connection:
        found = stored.one(connection, number)
    if found is not None and found.region in reading.regions:
        some = publications(
            reading,
            _BEGINNING,
            _END,
            region=found.region,
            channel=found.channel,
            post=found.post,
            limit=_OF_A_POST,
        )
        for each in some:
            if each.id == number:
                return each
    raise NotThere(f"there is no publication {number}")


def waiting(reading: Reading) -> list[ShownRequest]:
    """What waits for a yes, the longest due first."""
    with reading.database.read() as connection:
        some = stored.in_states(connection, State.SCHEDULED)
    mine = [each for each in some if each.region in reading.regions]
    found = requests(reading.database, reading.now, rules=reading.config.approval, chosen=mine)
    return [
        ShownRequest(
            publication=each.publication.id,
            post=each.publication.post,
            channel=each.publication.channel,
            region=each.publication.region,
            language=each.publication.language,
            at=instant(each.at) or "",
            until=instant(each.until) or "",
            late=each.late,
            headline=each.variant.headline,
            texts=list(each.variant.texts),
            changes=[ShownChange(c.what, c.old, c.new) for c in each.changes],
            steps=list(each.steps),
            done=list(each.done),
            asked=each.asked,
            held=each.held,
        )
        for each in found
    ]


def pauses(reading: Reading) -> list[ShownPause]:
    """What is paused at this moment, of what the actor may read."""
    with reading.database.read() as connection:
        on = stored_pauses.open(connection, reading.now).on
    return [
        ShownPause(each.id, each.scope, instant(each.at) or "", instant(each.until), each.reason)
        for each in on
        if each.scope == stored_pauses.ALL
        or reading.regions & reach(each.scope, reading.config.channels)
    ]


def _publication(entry: Entry) -> ShownPublication:
    return ShownPublication(
        id=entry.id,
        post=entry.post,
        occurrence=entry.occurrence,
        channel=entry.channel,
        platform=entry.platform,
        region=entry.region,
        language=entry.language,
        state=entry.state.value,
        shown=entry.shown.value,
        at=instant(entry.at) or "",
        zone=entry.zone,
        headline=entry.headline,
        text=entry.text,
        url=entry.url,
        why=list(entry.why),
        approve_by=instant(entry.until),
    )
