"""A post as Pixelfed takes it: Mastodon's fields without a language, and always a picture.

For what the documentation does not say, we read its source: https://github.com/pixelfed/pixelfed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from campaign.errors import UnsupportedFeature
from campaign.model import Channel, Limits, Payload, Variant
from campaign.platforms.mastodon import message
from campaign.platforms.pixelfed.facts import FACTS
from campaign.platforms.protocols import Writer

_SPOILER = 140  # characters of a content warning
# Pixelfed calls PHP's strip_tags on every caption, which removes the text behind such a <.
_TAG = re.compile(r"<(?![ \t\r\n\f\v])")


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes the fields of `POST /api/v1/statuses` without `media_ids`.

    Raises ValueError when the channel's options are unfit.
    """
    spoiler = channel.options.get("spoiler", "")
    if len(spoiler) > _SPOILER:
        raise ValueError(f"spoiler has {len(spoiler)} characters, {_SPOILER} are allowed")
    as_on_mastodon = message.writer(channel, limits, FACTS.name)

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        (payload,) = as_on_mastodon(variant, at)
        if not payload.uploads:
            raise UnsupportedFeature(f"{FACTS.name}: a post needs a picture")
        if _TAG.search(variant.text):
            raise UnsupportedFeature(f"{FACTS.name}: text behind a < would be lost; put a space")
        body = {name: value for name, value in payload.body.items() if name != "language"}
        return (replace(payload, body=body),)

    return write
