"""A webhook: the owner's own address decides what becomes of a post.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

from campaign.model import YES, ChannelKeys, Delivery, Limits, Unit
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import Ask, PlatformFacts

FACTS = PlatformFacts(
    name="webhook",
    title="Webhook",
    limits=Limits(
        text=10_000,
        unit=Unit.CODE_POINTS,
        images=4,
        image_bytes=2_000_000,  # four of them are 11 MB in base64, about what receivers take
        threads=True,
        comments=True,
        lacks=(
            "telling whether a post arrived when its answer was lost, unless the receiver can be "
            'asked (lookup = "yes"): else a person decides',
            "withdrawing",
            "counts and followers",
            "films",
        ),
        source="ours; the receiver may take less",
    ),
    delivery=Delivery.AT_MOST_ONCE,
    surer={("lookup", "yes"): Delivery.BY_KEY},
    keys=ChannelKeys(
        needs=("server",),
        # `lookup` says that the receiver keeps keys, and answers a signed GET with what it has.
        options={"lookup": YES, "cleartext": YES},
        examples={"server": "https://site.example/hooks/posts"},
    ),
    connect=Ask(
        "the secret that signs what is sent",
        "the receiver's page shows it (whsec_…), or make one up, of 24 characters or more",
    ),
    medium="",
    public=False,
    one_request=True,
    rehearsed=False,
    afterwards=Afterwards(
        undeletable="A receiver is sent posts, and no message that takes one back.",
        delete_by_hand="Delete the post in the system that received it.",
        uneditable="A receiver is sent posts, and no message that changes one.",
        unread=(
            "A receiver can be asked whether it has a post, and not what it made of it: look at "
            "the address where the post stands."
        ),
        source="ours: docs/networks/webhook.md",
    ),
)
