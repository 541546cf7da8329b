"""Payloads in the form that the database keeps, so that a second try sends the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from campaign.errors import Altered
from campaign.model import Attempt, Payload, Upload, Variant
from campaign.platforms.protocols import Platform


def prepared(
    platform: Platform, variant: Variant, at: datetime, *, approved: str
) -> tuple[Payload, ...]:
    """The request of each part of a variant: one for a plain post. Raises UnsupportedFeature.

    `approved` is the hash to which people said yes. Raises Altered when that is not the hash of the
    variant as it is stored. The requests go through the database's form and back before the first
    try too, so that both tries send the same bytes.
    """
    if variant.hash != approved:
        raise Altered(
            "its words or pictures were changed in the database after they were stored: "
            "`campaign evidence verify` tells what; restore a backup, or change the post and apply"
        )
    return restored(stored(platform.payloads(variant, at)))


def stored(payloads: Sequence[Payload]) -> dict[str, Any]:
    """Payloads as an attempt stores them; raises TypeError when they are not plain data."""
    parts = [_plain(payload) for payload in payloads]
    plain: dict[str, Any] = {"parts": parts} if len(parts) > 1 else parts[0]
    kept: dict[str, Any] = json.loads(json.dumps(plain, ensure_ascii=False))
    return kept


def restored(kept: Mapping[str, Any]) -> tuple[Payload, ...]:
    """The payloads of a stored attempt."""
    return tuple(_payload(each) for each in kept.get("parts", (kept,)))


def stored_payloads(tries: Sequence[Attempt], variant_hash: str) -> tuple[Payload, ...] | None:
    """What the last try of this variant sent, or was to send; None when there was no try."""
    for attempt in reversed(tries):
        if attempt.variant_hash == variant_hash:
            return restored(attempt.payload)
    return None


def _plain(payload: Payload) -> dict[str, Any]:
    # Field by field: `asdict` would copy the body, and `json.dumps` copies it anyway.
    uploads = [asdict(upload) for upload in payload.uploads]
    return {"platform": payload.platform, "body": payload.body, "uploads": uploads}


def _payload(kept: Mapping[str, Any]) -> Payload:
    uploads = tuple(Upload(**upload) for upload in kept["uploads"])
    return Payload(kept["platform"], kept["body"], uploads)
