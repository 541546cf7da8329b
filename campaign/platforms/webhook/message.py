"""A post as a webhook gets it: its body, its key, and the signature over both.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self

from analytics.metrics import utc
from campaign.model import Channel, Limits, Payload, Upload, Variant
from campaign.platforms.fitting import fitting
from campaign.platforms.protocols import Writer
from campaign.platforms.webhook.facts import FACTS

PREFIX: Final = "whsec_"
SHORTEST: Final = 24  # bytes of a signing key, by the specification


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs requests with a key that the receiver also has; `hide` is what no word may repeat."""

    key: bytes = field(repr=False)
    hide: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, secret: str) -> Self:
        """The signer with a secret's key: base64 after `whsec_`, or else its own characters.

        Raises ValueError when the secret is too short or cannot be read; the error repeats nothing
        of it.
        """
        key = _decoded(secret) if secret.startswith(PREFIX) else secret.encode()
        if len(key) < SHORTEST:
            raise ValueError(f"a secret that signs has {SHORTEST} bytes or more, not {len(key)}")
        return cls(key, (secret, secret.removeprefix(PREFIX)))

    def headers(self, name: str, now: datetime, content: bytes = b"") -> dict[str, str]:
        """The headers of one request; `name` is the post's key, `now` the time of sending (UTC)."""
        seconds = str(int(now.timestamp()))
        digest = hmac.digest(self.key, f"{name}.{seconds}.".encode() + content, "sha256")
        return {
            "webhook-id": name,
            "webhook-timestamp": seconds,
            "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
        }


def _decoded(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        pass  # the error may repeat the secret
    raise ValueError(f"what stands behind {PREFIX} in the secret is no base64")


def writer(channel: Channel, limits: Limits = FACTS.limits) -> Writer:
    """Makes a post with all its parts in one body; sending it adds the pictures."""

    def write(variant: Variant, at: datetime) -> tuple[Payload, ...]:
        body = fields(variant, utc(at, "at"))
        return (Payload(FACTS.name, body, fitting(variant, limits, FACTS.name)),)

    return write


def fields(variant: Variant, at: datetime) -> dict[str, Any]:
    """The body without pictures: the whole variant, and when it was made ready (UTC)."""
    *parts, last = variant.texts
    data: dict[str, Any] = {
        "post": variant.post,
        "channel": variant.channel,
        "language": variant.language,
        "headline": variant.headline,
        "texts": parts if variant.commented else [*parts, last],
        "comment": last if variant.commented else "",
        "link": variant.link,
        "hashtags": list(variant.hashtags),
    }
    instant = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"type": "campaign.post", "timestamp": instant, "data": data}


def written(body: Mapping[str, Any], pictures: Sequence[tuple[Upload, bytes]]) -> bytes:
    """The exact bytes that are signed and sent, with the pictures in base64."""
    media = [
        {
            "mime": upload.mime,
            "width": upload.width,
            "height": upload.height,
            "alt": upload.alt,
            "sha256": upload.sha256,
            "base64": base64.b64encode(data).decode(),
        }
        for upload, data in pictures
    ]
    whole = {**body, "data": {**body["data"], "media": media}}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
