"""Apprise, which speaks to services of its own: https://appriseit.com/services/."""

from __future__ import annotations

from campaign.model import ChannelKeys, Delivery, Limits, Unit
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import Ask, PlatformFacts

#: How a channel's texts may be written.
FORMATS = ("text", "markdown", "html")

FACTS = PlatformFacts(
    name="apprise",
    title="Apprise",
    limits=Limits(
        text=2000,
        unit=Unit.CODE_POINTS,
        images=4,
        image_bytes=5_000_000,
        alt=None,
        languages=False,
        lacks=(
            "telling whether a post arrived: each is sent at most once, may be lost or, behind "
            "several addresses, arrive at some, and a person decides",
            "an address at which a post can be seen",
            "withdrawing",
            "trying its address without posting",
            "counts and followers",
            "alt texts and a post's language",
            "pictures, where one of the services takes none: there they are left out, and "
            "`campaign channels test` names it",
            "words that a service which reads Markdown would take for markup: such a post is "
            "refused",
        ),
        source="ours: what most services take; https://github.com/caronc/apprise/wiki",
    ),
    delivery=Delivery.AT_MOST_ONCE,
    keys=ChannelKeys(options={"format": FORMATS}),
    connect=Ask("the service's address", "https://appriseit.com/services/ says how it is written"),
    medium="",
    public=False,
    rehearsed=False,
    afterwards=Afterwards(
        undeletable="Apprise hands a message over and cannot take it back.",
        delete_by_hand=(
            "Open the service behind the address and delete the message there, where it lets you; "
            "a mail or an SMS stays with its readers."
        ),
        uneditable="Apprise hands a message over and cannot change it.",
        unread="Apprise only hands messages over; no service is asked what it shows.",
        source="https://github.com/caronc/apprise/wiki/Development_API",
    ),
)
