"""Which entries of the record are events that others hear of, and what they are told of each.

Told are the publication and its state, its time and its address. Not told are the texts, and who
did what: names of people and their words stay here, where they can be forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from campaign.model import Decision, Publication, State
from campaign.model.webhooks import Event
from campaign.storage import publications
from campaign.storage.attempt_entries import MOVE
from campaign.storage.record import RecordAct
from campaign.storage.record_format import instant
from campaign.storage.trust.entries import Entry

_OF_STATE: Final[Mapping[str, Event]] = {
    State.PUBLISHED.value: Event.PUBLISHED,
    State.FAILED.value: Event.FAILED,
    State.MISSED.value: Event.MISSED,
    State.UNKNOWN.value: Event.UNKNOWN,
    State.CANCELLED.value: Event.CANCELLED,
    State.WITHDRAWN.value: Event.WITHDRAWN,
}
_OF_ACT: Final[Mapping[str, Event]] = {
    RecordAct.VARIANT_RELEASED.value: Event.APPROVED,
    RecordAct.VARIANT_SENT_BACK.value: Event.SENT_BACK,
    RecordAct.APPROVAL_TAKEN_BACK.value: Event.APPROVAL_TAKEN_BACK,
    RecordAct.CORRECTION_DONE.value: Event.CORRECTED,
    RecordAct.PAUSED.value: Event.PAUSED,
    RecordAct.RESUMED.value: Event.RESUMED,
}
#: The acts whose entries may be events.
ACTS: Final = (
    *(RecordAct(act) for act in _OF_ACT),
    *(RecordAct.PUBLICATION_MOVED, RecordAct.ATTEMPT_BEGAN),
    *(RecordAct.ATTEMPT_ENDED, RecordAct.ATTEMPT_MARKED),
)
#: Events whose reason is the publisher's or the network's, and of no person.
_WITH_REASON: Final = (Event.FAILED, Event.MISSED, Event.UNKNOWN)


def event_of(entry: Entry) -> Event | None:
    """What an entry is to others; None for what nobody outside hears of."""
    if entry.act in _OF_ACT:
        return _OF_ACT[entry.act]
    move = _move(entry)
    before, after = move.get("before"), move.get("after")
    if after == before or not isinstance(after, str):
        return Event.MOVED if after == State.SCHEDULED.value and "due" in _set(move) else None
    if after == State.SCHEDULED.value:
        if before == "":
            return Event.SCHEDULED
        return Event.MOVED if "due" in _set(move) else None
    return _OF_STATE.get(after)


def body(connection: Connection, entry: Entry, event: Event) -> str:
    """The exact text that is sent of an entry, as JSON."""
    data: dict[str, Any]
    if event in (Event.PAUSED, Event.RESUMED):
        data = {name: entry.public.get(name) for name in ("scope", "until") if name in entry.public}
    else:
        data = _of_publication(connection, entry, event)
    whole = {"type": event.value, "timestamp": _utc(entry.at), "data": data}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def _of_publication(connection: Connection, entry: Entry, event: Event) -> dict[str, Any]:
    found = publications.one(connection, entry.publication) if entry.publication else None
    if found is None:
        return {"publication": entry.publication, "post": entry.post}
    move = _move(entry)
    changed = _set(move)
    state = str(move.get("after", found.state.value))
    data = {
        "publication": found.id,
        "post": found.post,
        "occurrence": found.occurrence,
        "channel": found.channel,
        "platform": found.platform,
        "region": found.region,
        "language": found.language,
        "state": state,
        "due": changed.get("due") or _utc(found.due),
        "published_at": changed.get("published_at") or _utc(found.published_at),
        "url": changed.get("url") or found.url,
        "variant": entry.public.get("variant", found.variant_hash),
    }
    if event in _WITH_REASON:
        data["reason"] = _reason(found, state, str(move.get("decision", "")))
    return data


def _reason(found: Publication, state: str, decision: str) -> str:
    """Why, in the publisher's or the network's words; "" for what a person decided."""
    if decision != Decision.NONE.value or found.state.value != state:
        return ""
    return found.reason[:500]


def _move(entry: Entry) -> Mapping[str, Any]:
    if entry.act == RecordAct.PUBLICATION_MOVED:
        return entry.public
    move = entry.public.get(MOVE)
    return move if isinstance(move, dict) else {}


def _set(move: Mapping[str, Any]) -> Mapping[str, Any]:
    changed = move.get("set")
    return changed if isinstance(changed, dict) else {}


def _utc(at: datetime | None) -> str | None:
    return None if at is None else instant(at)
