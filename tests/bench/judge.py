"""What has to hold of a call, whatever a server answered it.

::

    only PlatformError             raised, never another error; by `examine` none at all
    a create that was answered     ends in a receipt or in OutcomeUnknown: it may be public
    a change answered with a 5xx   ends in OutcomeUnknown: it may have been made
    what comes back                can be stored: text without surrogates and NUL, finite numbers,
                                   counts that a database holds, instants with a zone
    an error                       has a sentence, which can be printed, and stored
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from analytics.metrics import Audience, Counts
from campaign.errors import OutcomeUnknown, PlatformError, RateLimited
from campaign.model import Absent, Access, Deleted, Gone, Pending, Reading, Receipt
from campaign.model.server_limits import ServerLimits
from campaign.platforms.protocols import Seen
from campaign.sandbox.creates import changed_on
from tests.bench.replay import Play
from tests.platforms.places import CREATES

_LARGEST = 2**63 - 1


def judged(network: str, play: Play, result: object, error: BaseException | None) -> list[str]:
    """What is wrong with how the call ended; nothing, when nothing is."""
    if error is None:
        return list(_values(result))
    if not isinstance(error, PlatformError):
        return ["".join(traceback.format_exception(error, limit=-6)).strip()]
    faults = list(_error(error))
    if play.call == "examine":
        faults.append(f"examine raised {error!r}")
    if _may_be_public(network, play) and not isinstance(error, OutcomeUnknown):
        faults.append(f"it may be public, but is told as {type(error).__name__}: {error}")
    if _may_be_changed(play) and not isinstance(error, OutcomeUnknown):
        faults.append(f"it may be changed, but is told as {type(error).__name__}: {error}")
    return faults


def _may_be_changed(play: Play) -> bool:
    """True when the last request that changes or deletes a post was answered with a 5xx."""
    changes = [
        status
        for asked, status in play.statuses
        if changed_on(asked.partition(" ")[0], asked.partition(" ")[2])
    ]
    return play.call.startswith(("edit", "withdraw")) and bool(changes) and changes[-1] >= 500


def _may_be_public(network: str, play: Play) -> bool:
    """True when the request that creates a post was answered as done, or in a muddle."""
    creates = re.compile("POST " + CREATES[network])
    return any(
        creates.fullmatch(asked) and (200 <= status < 300 or status >= 500)
        for asked, status in play.statuses
    )


def _error(error: PlatformError) -> Iterator[str]:
    for name, text in (("words", str(error)), ("answer", error.answer), ("code", error.code or "")):
        if not isinstance(text, str) or not _is_clean(text):
            yield f"the error's {name} cannot be stored: {text!r}"
        elif name == "words" and (len(text) < 12 or len(text) > 2000):
            yield f"no sentence: {text[:99]!r} ({len(text)} characters)"
    if isinstance(error, RateLimited) and error.until is not None:
        yield from _instant(error.until)


def _values(found: object) -> Iterator[str]:
    if isinstance(found, Receipt):
        if not found.remote_id or len(found.remote_id) > 500 or not _is_clean(found.remote_id):
            yield f"no id: {found.remote_id[:99]!r}"
        if len(found.url) > 2000 or not _is_clean(found.url):
            yield f"no address: {found.url[:99]!r}"
        yield from _stored(found.raw)
    elif isinstance(found, Pending):
        if not found.token or not _is_clean(found.token):
            yield f"no token: {found.token!r}"
        yield from _stored(found.raw)
    elif isinstance(found, Seen):
        yield from _instant(found.at)
        if not (found.remote_id and all(map(_is_clean, (found.remote_id, found.url, found.text)))):
            yield f"no post: {found!r:.200}"
    elif isinstance(found, Counts):
        for number in found.values():
            yield from _number(number)
    elif isinstance(found, Audience):
        yield from _number(found.followers)
    elif isinstance(found, Access):
        if not _is_clean(found.says + found.account + "".join(found.names)):
            yield f"it cannot be stored: {found!r:.200}"
    elif isinstance(found, Reading):
        words = (found.text or "", found.language or "", found.url)
        if not all(map(_is_clean, (*words, *(found.links or ()), *(found.alts or ())))):
            yield f"it cannot be stored: {found!r:.200}"
        yield from _number(found.pictures)
    elif isinstance(found, ServerLimits):
        bounds = found.limits
        for bound in (bounds.text, bounds.images, bounds.image_bytes, bounds.video_bytes):
            yield from _number(bound)
        if not all(map(_is_clean, (found.software, found.version, *found.ignored))):
            yield f"it cannot be stored: {found!r:.200}"
    elif isinstance(found, Deleted):
        yield from _stored(found.raw)
    elif isinstance(found, str):
        if not found or not _is_clean(found):
            yield f"it cannot be printed: {found!r:.200}"
    elif isinstance(found, Mapping):
        for each in found.values():
            yield from _values(each)
    elif isinstance(found, Sequence):
        for each in found:
            yield from _values(each)
    elif found is not None and not isinstance(found, Absent | Gone):
        yield f"what is {found!r:.200}?"


def _stored(raw: Mapping[str, Any]) -> Iterator[str]:
    try:
        text = json.dumps(raw, ensure_ascii=False, allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        yield f"the answer cannot be stored: {error}"
        return
    if not _is_clean(text) or "\\u0000" in text:
        yield f"the answer cannot be stored: {text:.200}"


def _instant(at: datetime) -> Iterator[str]:
    if at.tzinfo is None:
        yield f"{at} has no zone"


def _number(number: int | None) -> Iterator[str]:
    if number is not None and (type(number) is not int or not 0 <= number <= _LARGEST):
        yield f"{number!r} is no count"


def _is_clean(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
