"""Whether an edit can turn one request into another: compared before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from campaign.model import Payload, PostField
from campaign.platforms.afterwards import Afterwards

_PICTURES, _ALTS = "the pictures", "the alt text"
#: Fields of requests in a person's words; any other is named as it is.
_FIELDS: Final = {
    "link": "the card of the link",
    "content": "the card of the link",
    "language": "the language",
    "visibility": "who may see it",
}


def refusal(afterwards: Afterwards, old: Sequence[Payload], new: Sequence[Payload]) -> str:
    """Why an edit cannot make the parts `new` of the published parts `old`; "" when it can.

    Both are what `payloads` gives for the published variant and for the corrected one. Pure.
    """
    if old == new:
        return ""
    if not afterwards.editable:
        return afterwards.uneditable or "a published post cannot be changed there"
    if len(old) != len(new):
        return f"an edit cannot change the number of parts, from {len(old)} to {len(new)}"
    fixed = sorted(
        {name for pair in zip(old, new, strict=True) for name in _fixed(afterwards, *pair)}
    )
    return f"an edit there cannot change {' and '.join(fixed)}" if fixed else ""


def edited(old: Sequence[Payload], new: Sequence[Payload]) -> tuple[int, ...]:
    """The parts, counted from 0, whose requests differ: an edit is sent for these alone."""
    return tuple(
        number for number, (was, now) in enumerate(zip(old, new, strict=True)) if was != now
    )


def _fixed(afterwards: Afterwards, old: Payload, new: Payload) -> set[str]:
    """What differs between two requests for the same part and stays as it is in an edit."""
    pictures = [[(each.sha256, each.mime) for each in one.uploads] for one in (old, new)]
    if pictures[0] != pictures[1]:
        return {_PICTURES}  # a request of another kind differs in more, and for this reason
    keys = {key for key in (*old.body, *new.body) if old.body.get(key) != new.body.get(key)}
    found = {_FIELDS.get(key, f"`{key}`") for key in keys - afterwards.edits}
    if old.uploads != new.uploads and PostField.ALTS not in afterwards.editable:
        found.add(_ALTS)
    return found
