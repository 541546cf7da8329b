"""A post as it lies in the outbox: the whole variant, with the instant it is meant for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from analytics.metrics import utc
from campaign.model import Channel, Limits, Payload, Variant
from campaign.platforms.fitting import fitting
from campaign.platforms.outbox.facts import FACTS
from campaign.platforms.protocols import Writer


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes one payload of the whole variant."""

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        body: dict[str, Any] = {
            "post": variant.post,
            "channel": variant.channel,
            "language": variant.language,
            "texts": list(variant.texts),
            "headline": variant.headline,
            "link": variant.link,
            "hashtags": list(variant.hashtags),
            "at": utc(at, "at").isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
        if variant.commented:
            body["commented"] = True
        return (Payload(FACTS.name, body, fitting(variant, limits, FACTS.name)),)

    return write
