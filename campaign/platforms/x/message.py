"""A post as X takes it: the fields of `POST /2/tweets` without media and reply."""

from __future__ import annotations

from datetime import datetime

from analytics.metrics import utc
from campaign.model import Channel, Limits, Payload, Variant
from campaign.platforms.fitting import fitting
from campaign.platforms.protocols import Writer
from campaign.platforms.x.facts import FACTS


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes the fields of each part; the media go with the first part."""

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        utc(at, "at")
        uploads = fitting(variant, limits, FACTS.name)
        return tuple(
            Payload(FACTS.name, {"text": text}, () if number else uploads)
            for number, text in enumerate(variant.texts)
        )

    return write
