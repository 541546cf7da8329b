"""A post as LinkedIn takes it: the fields of `POST /rest/posts`, and of its first comment.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from analytics.metrics import utc
from campaign.compose.little_text import little
from campaign.model import Channel, Limits, Payload, Upload, Variant
from campaign.platforms.fitting import fitting
from campaign.platforms.linkedin.facts import DOCUMENT, FACTS
from campaign.platforms.protocols import Writer

_TITLE = 400  # characters of a link card's title


def organisation(account: str) -> str:
    """The page's URN; raises ValueError when the account has no number."""
    number = account.rpartition(":")[2]
    if not number.isascii() or not number.isdigit():
        raise ValueError("account is the organisation's number, as in its page's admin address")
    return f"urn:li:organization:{number}"


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes a post without the ids of its media, and its first comment.

    Raises ValueError when the channel's account is unfit.
    """
    author = organisation(channel.account)
    link_in_text = channel.options.get("link_in") != "comment"
    # A document goes up by an interface of its own; only an adapter's user can give a post one.
    taken = replace(limits, image_types=(*limits.image_types, DOCUMENT))

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        utc(at, "at")
        uploads = fitting(variant, taken, FACTS.name)
        body = _post(author, variant, uploads, link_in_text=link_in_text)
        comments = (
            Payload(FACTS.name, {"actor": author, "message": {"text": text}})
            for text in variant.texts[1:]
        )
        return (Payload(FACTS.name, body, uploads), *comments)

    return write


def _post(
    author: str, variant: Variant, uploads: Sequence[Upload], *, link_in_text: bool
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "author": author,
        "commentary": little(variant.text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if variant.link and link_in_text and not uploads:
        # LinkedIn does not read the linked page: the link card shows what stands here.
        title = (variant.headline or variant.link)[:_TITLE]
        body["content"] = {"article": {"source": variant.link, "title": title}}
    return body
