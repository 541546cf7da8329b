"""A post as a Facebook page takes it: the fields of `POST /{page}/feed`, and its first comment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from analytics.metrics import utc
from campaign.model import Channel, Limits, Payload, Variant
from campaign.platforms.facebook.facts import FACTS
from campaign.platforms.fitting import fitting
from campaign.platforms.protocols import Writer


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes the fields of a post without pictures, and of its first comment."""

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        utc(at, "at")
        uploads = fitting(variant, limits, FACTS.name)
        body: dict[str, Any] = {"message": variant.text}
        if variant.link and variant.link in variant.text and not uploads:
            body["link"] = variant.link  # Facebook makes the link's card
        comments = (Payload(FACTS.name, {"message": text}) for text in variant.texts[1:])
        return (Payload(FACTS.name, body, uploads), *comments)

    return write
