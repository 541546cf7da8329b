"""The gate: decides whether a publication may go out now, and says everything that holds it."""

from __future__ import annotations

from collections.abc import Iterator
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


class Cause(StrEnum):
    """What kind of thing holds a publication back.

    `unconfigured`: its channel or region has left the configuration, or the channel went to another
    region. `paused`: a person, the
    publisher or the configuration stopped its channel. `day`: its region publishes nothing on that
    day. `unapproved`: nobody let exactly this go. `held`: findings, a plan, or what its account
    shows (`Hold`), the month's budget of its network, or a consent that has ended.
    """

    UNCONFIGURED = "unconfigured"
    PAUSED = "paused"
    DAY = "day"
    UNAPPROVED = "unapproved"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that holds a publication back, for decisions and in words."""

    cause: Cause
    words: str


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
    held = holds(publication, channel, region, approved=approved, now=now, paused=paused)
    reason = next((each.words for each in held), waiting)
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


def holds(
    publication: Publication,
    channel: Channel | None,
    region: Region | None,
    *,
    approved: bool,
    now: datetime,
    paused: str = "",
) -> Iterator[Reason]:
    """Everything that holds a publication back at `now` (UTC), except its channel's pace.

    The first is what the gate says. The arguments are those of `gate`.
    """
    if channel is None or region is None:
        gone = f"the channel {publication.channel!r} is no longer in the configuration"
        yield Reason(Cause.UNCONFIGURED, gone)
        return
    if channel.paused:
        yield Reason(Cause.PAUSED, f"the channel {channel.name!r} is paused in the configuration")
    if paused:
        yield Reason(Cause.PAUSED, paused)
    if channel.region != publication.region:
        other = f"the channel {channel.name!r} speaks for {channel.region!r} by now, not for"
        yield Reason(Cause.UNCONFIGURED, f"{other} {publication.region!r}: campaign apply")
    today = now.astimezone(region.zone).date()
    if today in region.blackout:
        yield Reason(Cause.DAY, f"{today} is a blackout day of {region.id!r}")
    if not region.is_active(today):
        yield Reason(Cause.DAY, f"the region {region.id!r} is not active on {today}")
    if not approved:
        whose = f"; {region.approver} approves for {region.id!r}" if region.approver else ""
        yield Reason(Cause.UNAPPROVED, f"this exact text and picture are not approved{whose}")
    # What is still to come is judged by its own time.
    if (end := publication.consent_until) is not None and end <= max(now, publication.not_before):
        yield Reason(Cause.HELD, f"a person in it no longer agrees: {publication.consent}")
    if why := hold_in_words(publication.hold, publication.hold_detail):
        findings = publication.hold is Hold.FINDINGS
        yield Reason(Cause.HELD, f"of {why}" if findings else why)


def _words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes / 60
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"
