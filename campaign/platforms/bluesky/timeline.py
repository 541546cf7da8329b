"""An account's recent records on Bluesky, and which of them may be ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from campaign.keys import tid_instant
from campaign.model import Receipt
from campaign.platforms.http import timestamps
from campaign.platforms.listing import Matcher
from campaign.platforms.protocols import Seen

_HOUR = timedelta(hours=1)


def seen(body: Any, since: datetime, url: Callable[[str], str]) -> list[Seen]:
    """The records of a `com.atproto.repo.listRecords` since an instant (UTC), the newest first.

    `url` gives the address at which people see a record.
    """
    found: list[Seen] = []
    for each in listed(body):
        at = _made(each)
        if at is not None and at >= since:
            text = str(each["value"].get("text") or "")
            found.append(Seen(each["uri"], url(each["uri"]), text, at))
    return sorted(found, key=lambda each: each.at, reverse=True)


def listed(body: Any) -> list[dict[str, Any]]:
    """The records of an answer that have a `uri` and a `value`; each gets its `uri` as `id`."""
    records = body.get("records") if isinstance(body, dict) else None
    return [
        {**each, "id": each["uri"]}
        for each in (records if isinstance(records, list) else ())
        if isinstance(each, dict)
        and isinstance(each.get("uri"), str)
        and isinstance(each.get("value"), dict)
    ]


def same_words(ours: Mapping[str, Any], before: Sequence[Receipt]) -> Matcher:
    """How `listing` finds a record with our words that replies to the part before it."""
    parent = before[-1].remote_id if before else None

    def same(record: Mapping[str, Any]) -> bool:
        value = record["value"]
        reply = value.get("reply")
        above = reply.get("parent") if isinstance(reply, dict) else None
        under = above.get("uri") if isinstance(above, dict) else None
        return (value.get("text"), under) == (ours.get("text"), parent)

    return Matcher(_made, same)


def may_be_minted_since(key: str, since: datetime) -> bool:
    """True when a key may have been minted at or after a UTC instant; see `keys.record_key`."""
    try:
        return tid_instant(key) + _HOUR >= since
    except ValueError:
        return False


def _made(record: Mapping[str, Any]) -> datetime | None:
    """The instant (UTC) at which a record says that it was made."""
    return timestamps.instant(record["value"].get("createdAt"))
