"""A folder instead of a network."""

from __future__ import annotations

from campaign.model import LINK_IN, ChannelKeys, Delivery, Limits, Unit
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import PlatformFacts

#: The files' suffixes by MIME type.
PICTURES = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}
FILMS = {"video/mp4": ".mp4"}

FACTS = PlatformFacts(
    name="outbox",
    title="Outbox",
    limits=Limits(
        text=100_000,
        unit=Unit.GRAPHEMES,
        images=20,
        image_types=tuple(PICTURES),
        animations=True,
        videos=1,
        video_types=tuple(FILMS),
        threads=True,
        comments=True,
        source="our own; whoever copies from here minds the network's limits",
    ),
    delivery=Delivery.BY_KEY,
    keys=ChannelKeys(
        # `folder` is relative to the folder of the configuration.
        options={"folder": (), "link_in": LINK_IN},
        credential=False,
    ),
    folder="outbox",
    one_request=True,
    medium="",
    public=False,
    afterwards=Afterwards(
        delete_by_hand=(
            "Delete the folder; if its post was copied to a network already, delete it there too."
        ),
        uneditable=(
            "What lies in the outbox may have been copied already: withdraw it, and put the new "
            "post there."
        ),
        source="our own",
    ),
)
