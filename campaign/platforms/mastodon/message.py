"""A post as Mastodon takes it: the fields of `POST /api/v1/statuses`.

https://docs.joinmastodon.org/methods/statuses/#create
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from analytics.metrics import utc
from campaign.model import Channel, Limits, Payload, Variant
from campaign.platforms.fitting import fitting
from campaign.platforms.mastodon.facts import FACTS, VISIBILITIES
from campaign.platforms.protocols import Writer


def writer(channel: Channel, limits: Limits = FACTS.limits, name: str = FACTS.name) -> Writer:
    """Makes the fields of each part without media; the media go with the first part.

    `name` is the name of the network that speaks Mastodon's API. Raises ValueError when the
    channel's options are unfit.
    """
    visibility = channel.options.get("visibility", "public")
    spoiler = channel.options.get("spoiler", "")
    if visibility not in VISIBILITIES:
        raise ValueError(f"visibility is one of {', '.join(VISIBILITIES)}")

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        utc(at, "at")
        uploads = fitting(variant, limits, name)
        made = []
        for number, text in enumerate(variant.texts):
            body: dict[str, Any] = {
                "status": text,
                # ISO 639-1, without the region.
                "language": variant.language.partition("-")[0].lower(),
                "visibility": visibility,
            }
            if spoiler:
                body |= {"spoiler_text": spoiler, "sensitive": True}
            made.append(Payload(name, body, () if number else uploads))
        return tuple(made)

    return write
