"""Values that the tests of planning start from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from campaign.model import Channel, Planned, Publication, Region, State, Variant

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
GRACE = {"catalonia": 6 * HOUR}


def variant(**other: Any) -> Variant:
    """What the channel `catalonia` will read of the post `labs`."""
    made = Variant("labs", "catalonia", "scripted", "ca", ("Bon dia a tothom.",), alt="Una taula")
    return replace(made, **other)


def planned(due: datetime = NOW + DAY, *, blocked: str = "", **other: Any) -> Planned:
    """The same at an instant; other fields are the variant's."""
    return Planned(variant(**other), due, "catalonia", "A02", blocked=blocked)


def held(wanted: Planned, state: State = State.SCHEDULED, **other: Any) -> Publication:
    """What the database holds after exactly this was applied, in some state."""
    made = Publication(
        id=1,
        post=wanted.variant.post,
        occurrence=wanted.occurrence,
        channel=wanted.variant.channel,
        platform=wanted.variant.platform,
        region=wanted.region,
        language=wanted.variant.language,
        activity=wanted.activity,
        state=state,
        due=wanted.due,
        not_before=wanted.due,
        variant_hash=wanted.variant.hash,
        recipe=wanted.variant.recipe,
        key="key-1",
        hold=wanted.hold,
        hold_detail=wanted.blocked,
    )
    return replace(made, **other)


def channel(**other: Any) -> Channel:
    """One account, of Catalonia, in Catalan."""
    made = Channel("catalonia", "scripted", "catalonia", "ca", ZoneInfo("Europe/Madrid"))
    return replace(made, **other)


def region(**other: Any) -> Region:
    """The region behind it."""
    made = Region("catalonia", {"ca": "Catalunya"}, ZoneInfo("Europe/Madrid"), ("ca",))
    return replace(made, **other)
