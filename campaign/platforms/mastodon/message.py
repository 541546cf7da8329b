"""A post as Mastodon takes it: the fields of `POST /api/v1/statuses`.

https://docs.joinmastodon.org/methods/statuses/#create
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from analytics.metrics import utc
from campaign.errors import UnsupportedFeature
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


def changes(payload: Payload, there: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The fields of `PUT /api/v1/statuses/:id` that give a status there the payload's words.

    https://docs.joinmastodon.org/methods/statuses/#edit. The audience of a status stays as it is.
    Raises UnsupportedFeature when the status has another number of pictures than the payload.
    """
    listed = there.get("media_attachments")
    ids = [
        str(each.get("id") or "")
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict)
    ]
    if len(ids) != len(payload.uploads):
        raise UnsupportedFeature(
            f"{name}: the post there has {len(ids)} pictures or films, and the corrected one has "
            f"{len(payload.uploads)}: an edit leaves the pictures as they are"
        )
    body = {key: value for key, value in payload.body.items() if key != "visibility"}
    # What is not sent is taken out.
    body = {"spoiler_text": "", "sensitive": False, **body}
    if ids:
        alts = zip(ids, payload.uploads, strict=True)
        body["media_ids"] = ids
        body["media_attributes"] = [{"id": id, "description": each.alt} for id, each in alts]
    return body
