"""The gate: decides whether a publication may go out now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from campaign.model import Channel, Hold, Publication, Region
from campaign.plan.grace import latest, meant_for
from campaign.plan.reasons import hold_in_words


class Verdict(StrEnum):
    """What the gate decides: go, hold for now, or missed for good."""

    GO = "go"
    HOLD = "hold"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """The gate's answer; `reason` says in words why it is not `go`."""

    verdict: Verdict
    reason: str = ""


GO = GateAnswer(Verdict.GO)

# The grace of a channel that is no longer in the configuration.
USUAL_GRACE: Final = timedelta(hours=6)


def gate(
    publication: Publication,
    channel: Channel | None,
    region: Region | None,
    *,
    approved: bool,
    last_published: datetime | None,
    now: datetime,
    paused: str = "",
    waiting: str = "",
) -> GateAnswer:
    """Decide by what is known at `now` (UTC).

    `last_published` is when the channel last published (UTC), None for never. `paused` says in
    words who stopped the channel and why, "" when nobody did (`storage.pauses`). `waiting` says in
    words until when the network wants no more posts, or that the month's budget for it is spent, ""
    when neither is so (`storage.rate_limits`, `engine.budgets`). A publication that is held for
    longer than the channel's grace is missed.
    """
    reason = _hold(publication, channel, region, approved=approved, now=now, paused=paused)
    reason = reason or waiting
    grace = channel.grace if channel else USUAL_GRACE
    if now > latest(publication, grace):
        late = now - meant_for(publication)
        why = f"; it was held because {reason}" if reason else ""
        return GateAnswer(Verdict.MISSED, f"late by {_words(late)}, more than {_words(grace)}{why}")
    if reason:
        return GateAnswer(Verdict.HOLD, reason)
    assert channel is not None
    if last_published is not None and now < last_published + channel.min_interval:
        return GateAnswer(Verdict.HOLD, f"{channel.name} published less than its pace ago")
    return GO


def _hold(
    publication: Publication,
    channel: Channel | None,
    region: Region | None,
    *,
    approved: bool,
    now: datetime,
    paused: str,
) -> str:
    if channel is None or region is None:
        return f"the channel {publication.channel!r} is no longer in the configuration"
    if channel.paused:
        return f"the channel {channel.name!r} is paused in the configuration"
    if paused:
        return paused
    today = now.astimezone(region.zone).date()
    if today in region.blackout:
        return f"{today} is a blackout day of {region.id!r}"
    if not region.is_active(today):
        return f"the region {region.id!r} is not active on {today}"
    if not approved:
        return "this exact text and picture are not approved"
    why = hold_in_words(publication.hold, publication.hold_detail)
    return f"of {why}" if publication.hold is Hold.FINDINGS else why


def _words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes / 60
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"
