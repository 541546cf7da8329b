"""A post as Apprise takes it: a title, a text and pictures, whatever the service behind it is."""

from __future__ import annotations

from datetime import datetime

from analytics.metrics import utc
from campaign.model import Channel, Limits, Payload, Variant
from campaign.platforms.apprise.facts import FACTS, FORMATS
from campaign.platforms.fitting import fitting
from campaign.platforms.protocols import Writer


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes the one message of a post. How long it may be, only its services know.

    Raises ValueError when the channel's `format` is unfit.
    """
    written = channel.options.get("format", "text")
    if written not in FORMATS:
        raise ValueError(f"format is one of {', '.join(FORMATS)}")

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        utc(at, "at")
        uploads = fitting(variant, limits, FACTS.name)
        body = {"title": variant.headline, "text": variant.text, "format": written}
        return (Payload(FACTS.name, body, uploads),)

    return write
