"""The two requests, and what follows each answer: `delete this part`, `put these words there`.

::

    read, where an earlier try left a doubt → fence → request
        → read again: a network may say "deleted" and still show the post → Result

A post is read only where that costs nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from campaign.engine.changes.may_edit import why_not_yet
from campaign.engine.check_answers import storable_text
from campaign.engine.context import EngineContext
from campaign.errors import (
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
    Withheld,
)
from campaign.model import AttemptOutcome, Channel, Gone, Payload, Reading, Receipt
from campaign.model.changes import Change, ChangeKind, ChangeState, TryOutcome
from campaign.plan.retry import WAITS
from campaign.platforms import registry
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.http import fence
from campaign.platforms.protocols import Edits, Platform, Reads, Withdraws
from campaign.storage.trust import changes

log = logging.getLogger(__name__)

#: How often a network may say that it deleted a post, and still show it, before a person looks.
STILL_THERE: Final = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one part: its new state, for a person why, and the network's own answer.

    `not_before` is when it is tried again (UTC). With `rests`, the channel is left alone for now.
    `receipt` is that of a reply; `token` finds one that is not public yet, None for what it was.
    """

    after: ChangeState
    outcome: str
    answer: str = ""
    raw: str = ""
    not_before: datetime | None = None
    rests: bool = False
    receipt: Receipt | None = None
    token: str | None = None


def afterwards(channel: Channel) -> Afterwards:
    """What can be done with a channel's posts that are out; nothing known of an unknown network."""
    known = channel.platform in registry.PLATFORMS
    return registry.afterwards(channel) if known else Afterwards()


def request_withdrawal(
    context: EngineContext, platform: Platform, channel: Channel, change: Change, *, in_doubt: bool
) -> Result:
    """Delete one part at its network; raises PlatformError. `in_doubt`: it may be gone already."""
    known = afterwards(channel)
    if known.undeletable or not isinstance(platform, Withdraws):
        why = known.undeletable or "no program can delete a post there"
        return Result(ChangeState.BY_HAND, AttemptOutcome.UNSUPPORTED, _by_hand(channel, why))
    reads_free = _reads_free(channel)
    if in_doubt and reads_free and isinstance(_reading(platform, change), Gone):
        return Result(ChangeState.DONE, TryOutcome.FOUND_DONE)
    with fence.asked(lambda: ask(context, channel, change)):
        fence.ask()
        answer = platform.withdraw(change.remote_id)
    raw = _kept(answer.raw)
    if reads_free and isinstance(_reading(platform, change), Reading):
        return replace(_still_there(context, channel, change), raw=raw)
    return Result(ChangeState.DONE, TryOutcome.DONE, raw=raw)


def request_edit(
    context: EngineContext,
    platform: Platform,
    channel: Channel,
    change: Change,
    payload: Payload,
    *,
    in_doubt: bool,
) -> Result:
    """Put the new words of one part there; raises PlatformError. `in_doubt`: they may stand."""
    if not isinstance(platform, Edits):
        why = afterwards(channel).uneditable or "no program can change a post there"
        return Result(ChangeState.FAILED, AttemptOutcome.UNSUPPORTED, why)
    if in_doubt and _reads_free(channel) and _stands(platform, change, payload):
        return Result(ChangeState.DONE, TryOutcome.FOUND_DONE)
    with fence.asked(lambda: ask(context, channel, change)):
        fence.ask()
        receipt = platform.edit(change.remote_id, payload)
    return Result(ChangeState.DONE, TryOutcome.DONE, raw=_kept(receipt.raw))


def _kept(raw: Mapping[str, Any]) -> str:
    """A network's own answer as it is kept; "" where it gave none."""
    return storable_text(json.dumps(raw, ensure_ascii=False, default=str)) if raw else ""


def ask(context: EngineContext, channel: Channel, change: Change) -> None:
    """Raises Withheld when the claim is not ours any more, or new words may not leave any more."""
    if context.stopping():
        raise Withheld("not sent: this process was stopping")
    with context.database.read() as connection:
        now = next(
            (c for c in changes.open_of(connection, change.publication) if c == change), None
        )
    if now is None or now.lease_until is None or now.lease_until <= context.clock():
        raise Withheld("not sent: another worker has it, or nobody wants it any more")
    if change.kind is not ChangeKind.WITHDRAWAL and (why := why_not_yet(context, channel, change)):
        raise Withheld(f"not sent: {why}")


def _reads_free(channel: Channel) -> bool:
    """Whether asking for a post costs nothing on this channel."""
    price = registry.PRICES.get(channel.platform)
    return price is None or not price.post_read


def _reading(platform: Platform, change: Change) -> Reading | Gone | None:
    """What readers get; None where the network does not tell, or cannot be asked now."""
    if not isinstance(platform, Reads):
        return None
    try:
        return platform.read(change.remote_id, change.url)
    except PlatformError as error:
        log.info("Cannot read %s: %s", change.url, error, extra={"action": "read_failed"})
        return None


def _stands(platform: Platform, change: Change, payload: Payload) -> bool:
    """Whether readers get the corrected words already."""
    reading = _reading(platform, change)
    if not isinstance(reading, Reading) or not isinstance(platform, Reads):
        return False
    wanted = platform.intended(payload)
    told = False
    for name in ("text", "links", "alts", "language", "pictures"):
        expected, found = getattr(wanted, name), getattr(reading, name)
        if expected is None or found is None:
            continue
        if expected != found:
            return False
        told = True
    return told


def _by_hand(channel: Channel, why: str) -> str:
    how = afterwards(channel).delete_by_hand
    return f"{why} {how}" if how else why


def _still_there(context: EngineContext, channel: Channel, change: Change) -> Result:
    """The network said that it deleted the post, and shows it: asked again, then left to people."""
    with context.database.read() as connection:
        before = changes.outcomes(connection, change.id).count(TryOutcome.STILL_THERE)
    why = "the network says that it deleted the post, and still shows it"
    if before + 1 >= STILL_THERE:
        return Result(ChangeState.BY_HAND, TryOutcome.STILL_THERE, _by_hand(channel, f"{why}."))
    return Result(
        ChangeState.UNKNOWN, TryOutcome.STILL_THERE, why, not_before=soon(context, change)
    )


def after_error(context: EngineContext, change: Change, error: PlatformError) -> Result:
    """What follows an error: only what the network refuses for good is left to a person."""
    outcome, why = AttemptOutcome.of(error), str(error)
    raw = storable_text(error.answer)
    match error:
        case Rejected() | UnsupportedFeature():
            if change.kind is not ChangeKind.WITHDRAWAL:
                return Result(ChangeState.FAILED, outcome, why, raw)
            return Result(ChangeState.BY_HAND, outcome, why, raw)
        case RateLimited() if error.until is not None:
            at = max(error.until, context.clock() + timedelta(seconds=1))
            return Result(ChangeState.ASKED, outcome, why, raw, at, rests=True)
        case RateLimited() | Unavailable() | Unauthorized():
            return tried_later(context, change, outcome, why, raw)
        case Withheld():
            return Result(ChangeState.ASKED, outcome, why, raw, context.clock())
    return Result(ChangeState.UNKNOWN, outcome, why, raw, soon(context, change))


def tried_later(
    context: EngineContext, change: Change, outcome: str, why: str, raw: str = ""
) -> Result:
    """Nothing was done, and it will be: the waits grow, and there is no last try."""
    at = context.clock() + WAITS[min(max(change.tries, 1), len(WAITS)) - 1]
    return Result(ChangeState.ASKED, outcome, why, raw, at, rests=True)


def soon(context: EngineContext, change: Change) -> datetime:
    """When to ask again about what may be done: the pauses grow."""
    pauses = context.query_backoff
    return context.clock() + pauses[min(max(change.tries, 1), len(pauses)) - 1]
