"""One publication in parts: each leaves once, under the ones before it, with its own receipt.

::

    part 0 → receipt (committed) → part 1 → receipt (committed) → … → the whole is published

The attempt that holds all parts is committed before the first leaves, so what may be on its way is
always the first part without a receipt. A crash, a lost answer or a network that asks to wait ends
the try there; the next one, after the network was asked about that part, goes on with it and never
starts again. A plain post is a chain of one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from campaign.engine.context import EngineContext
from campaign.engine.payloads import prepared, stored_payloads
from campaign.engine.permit import fenced
from campaign.errors import CampaignError, OutcomeUnknown, PlatformError, UnsupportedFeature
from campaign.keys import part_key
from campaign.model import (
    Absent,
    Attempt,
    AttemptOutcome,
    Payload,
    Pending,
    Publication,
    Receipt,
    State,
)
from campaign.plan.grace import not_sooner
from campaign.platforms import registry
from campaign.platforms.protocols import Finds, Platform, SpendsKeys
from campaign.storage import attempts, journal, parts, publications, variants
from campaign.storage.booked import ids_of_others
from campaign.storage.parts import Part

log = logging.getLogger(__name__)

# How tries end that have not tried the part after the newest one.
_NO_TRIES = frozenset(
    {
        AttemptOutcome.NOT_SENT,
        AttemptOutcome.PENDING,
        AttemptOutcome.SECOND_STEP,
        AttemptOutcome.PUBLISHED,
    }
)

Answer = Receipt | Pending | PlatformError


def publish(
    context: EngineContext,
    publication: Publication,
    platform: Platform,
    payloads: Sequence[Payload],
    earlier: Sequence[Attempt] = (),
) -> Answer:
    """Send what of a claimed publication is not out yet, in order; `earlier` are its tries before.

    Gives the receipt of the post itself once all of it is out; otherwise what the first part that
    is not said. Raises StorageError when a receipt cannot be written down: then nothing follows.
    """
    if len(payloads) == 1 and not _begun(publication):
        key = _key(platform, publication, 0, earlier)
        with fenced(context, publication):
            return answered(lambda: platform.publish(payloads[0], key))
    with context.database.read() as connection:
        out = parts.of(connection, publication.id)
        trouble = _other_words(connection, publication, out)
    if trouble:
        return UnsupportedFeature(trouble)
    for number in range(len(out), len(payloads)):
        key = _key(platform, publication, number, earlier)
        with fenced(context, publication):
            answer = _send(platform, key, payloads, out)
        if not isinstance(answer, Receipt):
            return answer
        ours = _note(context, publication, number, answer, out)
        log.info(
            "Part %s of %s of %s is out",
            *(number + 1, len(payloads), publication.id),
            extra={"action": "part_published", "url": answer.url},
        )
        if not ours and len(out) < len(payloads):
            return OutcomeUnknown("another worker took it over in the middle")
    return out[0].receipt


def find(
    context: EngineContext, publication: Publication, platform: Platform, tries: Sequence[Attempt]
) -> Receipt | Absent | None:
    """Ask about the one part that may be on its way: the first without a receipt.

    The receipt of the post itself when all of it is out already; None when nobody can know. Hand
    a receipt to `found`. `tries` are all of the publication's, the oldest first.
    """
    payloads = _sought(context, publication, platform, tries)
    if payloads is None or not isinstance(platform, Finds):
        return None
    since, taken = doubtful_since(publication, tries), booked(context, publication, tries)
    if len(payloads) == 1:
        return platform.find(payloads[0], publication.key, since, booked=taken)
    with context.database.read() as connection:
        out = parts.of(connection, publication.id)
    if len(out) >= len(payloads):
        return out[0].receipt
    key = part_key(publication.key, len(out))
    before = [part.receipt for part in out]
    return platform.find(payloads[len(out)], key, since, before, taken | _ids(out))


def booked(
    context: EngineContext, publication: Publication, tries: Sequence[Attempt]
) -> frozenset[str]:
    """The ids at its network that other publications have: it is none of those posts."""
    near, since = context.neighbours(publication.channel), doubtful_since(publication, tries)
    with context.database.read() as connection:
        return ids_of_others(connection, publication.id, near, since)


def doubtful_since(publication: Publication, tries: Sequence[Attempt]) -> datetime:
    """Since when (UTC) it may have gone out: its first try that nobody knows the end of.

    After a backup was put back, since what that had known.
    """
    instants = [each.started for each in tries if each.outcome.leaves_doubt]
    if publication.doubtful_since is not None:
        instants.append(publication.doubtful_since)
    if not instants:
        instants.append(tries[-1].started if tries else publication.not_before)
    return min(instants)


def _sought(
    context: EngineContext, publication: Publication, platform: Platform, tries: Sequence[Attempt]
) -> tuple[Payload, ...] | None:
    """What to look for: what its last try sent, or would have sent where a backup lost the try."""
    payloads = stored_payloads(tries, publication.variant_hash)
    if payloads is not None or publication.doubtful_since is None:
        return payloads
    with context.database.read() as connection:
        variant = variants.load(connection, [publication.variant_hash])[publication.variant_hash]
    return prepared(platform, variant, publication.due)


def _ids(out: Sequence[Part]) -> frozenset[str]:
    return frozenset(part.receipt.remote_id for part in out)


def found(context: EngineContext, publication: Publication, receipt: Receipt) -> Receipt | None:
    """Take in the receipt of the part that was asked about, of a publication in doubt or pending.

    Gives the receipt of the post itself when all of it is out, to be recorded; None when parts are
    still to come: the publication is scheduled again, and the next try goes on with them. Its tries
    count anew with each part that is out: what is long is not given up for being long.
    """
    now = context.clock()
    new: list[tuple[Publication, Receipt, int | None]] = []
    with context.database.write() as connection:
        count = _count(connection, publication)
        if count <= 1:
            return receipt
        out = parts.of(connection, publication.id)
        if receipt.remote_id not in {part.receipt.remote_id for part in out}:
            key = part_key(publication.key, len(out))
            new.append((publication, receipt, len(out)))
            out.append(
                parts.add(connection, publication.id, len(out), key=key, receipt=receipt, now=now)
            )
        whole = out[0].receipt if len(out) == count else None
        reason = f"part {len(out)} of {count} is out, the rest follows"
        if whole is None:
            # Not none: the next try still looks for what is in doubt.
            counted: dict[str, Any] = {"tries": 1} if new else {}
            publications.change(
                connection,
                publication,
                State.SCHEDULED,
                who=context.worker,
                now=now,
                reason=reason,
                not_before=not_sooner(publication, now),
                **counted,
            )
    journal.booked(context.journal, new, now)
    if whole is not None:
        return whole
    log.info("Goes on with %s: %s", publication.id, reason, extra={"action": "part_found"})
    return None


def tries_of_part(connection: Connection, publication: Publication) -> int:
    """How many tries the part that is to come next has had, the one that just ended included."""
    out = parts.of(connection, publication.id)
    if not out:
        return publication.tries
    newest = max(part.published_at for part in out)
    # That in which the newest part left has gone on with this one, too; one of two steps has not.
    since = [
        each
        for each in attempts.of(connection, publication.id)
        if each.ended is not None and each.ended >= newest and each.outcome not in _NO_TRIES
    ]
    return min(publication.tries, max(len(since), 1))


def to_come(connection: Connection, publication: Publication) -> int:
    """How many parts still follow the one that is asked about; 0 for a plain post."""
    out = parts.of(connection, publication.id)
    return max(_count(connection, publication) - len(out) - 1, 0)


def _count(connection: Connection, publication: Publication) -> int:
    """How many parts it has: as it was sent, or as it would be where a backup lost the try."""
    tries = attempts.of(connection, publication.id)
    payloads = stored_payloads(tries, publication.variant_hash)
    if payloads is not None:
        return len(payloads)
    if publication.doubtful_since is None:
        return 0
    if registry.sends_one_request(publication.platform):
        return 1
    return len(
        variants.load(connection, [publication.variant_hash])[publication.variant_hash].texts
    )


def answered(send: Callable[[], Receipt | Pending]) -> Answer:
    """What came of one call that creates something; whatever it raises becomes a PlatformError."""
    try:
        return send()
    except PlatformError as error:
        return error
    except CampaignError as error:
        # Nothing left the house: the picture is gone, the disk is full.
        return UnsupportedFeature(str(error))
    except Exception as error:
        log.exception("Unforeseen while sending", extra={"action": "unforeseen"})
        return OutcomeUnknown(f"{type(error).__name__}: {error}")


def _begun(publication: Publication) -> bool:
    """True when a part is out: only then does something unpublished know where it stands."""
    return bool(publication.remote_id)


def _key(
    platform: Platform, publication: Publication, number: int, earlier: Sequence[Attempt]
) -> str:
    """The key of a part: the same at each try, but where a refusal has spent it.

    As long as a try is in doubt its key stays, so that the network itself refuses a repeat.
    """
    key = part_key(publication.key, number)
    if not earlier or not isinstance(platform, SpendsKeys):
        return key
    doubtful = (n for n, each in enumerate(earlier) if each.outcome.leaves_doubt)
    settled = earlier[: next(doubtful, len(earlier))]
    spent = sum(each.outcome != AttemptOutcome.NOT_SENT for each in settled)
    return f"{key}-{spent}" if spent else key


def _send(platform: Platform, key: str, payloads: Sequence[Payload], out: Sequence[Part]) -> Answer:
    number = len(out)
    before = [part.receipt for part in out]
    answer = answered(lambda: platform.publish(payloads[number], key, before))
    if isinstance(answer, PlatformError):
        named = copy(answer)
        named.args = (f"part {number + 1} of {len(payloads)}: {answer}",)
        return named
    return answer


def _note(
    context: EngineContext, publication: Publication, number: int, receipt: Receipt, out: list[Part]
) -> bool:
    """Write a part's receipt down; False when the publication is no longer ours to go on with."""
    key = part_key(publication.key, number)
    with context.database.write() as connection:
        kept = parts.add(
            connection, publication.id, number, key=key, receipt=receipt, now=context.clock()
        )
        current = publications.one(connection, publication.id)
    journal.booked(context.journal, [(publication, kept.receipt, number)], context.clock())
    if kept.receipt.remote_id != receipt.remote_id:
        log.error(
            "A receipt came for part %s of %s, which is out already",
            *(number + 1, publication.id),
            extra={"action": "receipt_left_over", "url": receipt.url},
        )
    out.append(kept)
    claim = (State.PUBLISHING, publication.worker, publication.claim)
    return current is not None and (current.state, current.worker, current.claim) == claim


def _other_words(connection: Connection, publication: Publication, out: Sequence[Part]) -> str:
    """Why no more may follow what is out, "" when it may: the words were changed in the middle."""
    if not out:
        return ""
    tries = attempts.of(connection, publication.id)
    earlier = [each for each in tries if each.started <= out[0].published_at]
    begun = (earlier or tries)[-1 if earlier else 0]
    if begun.variant_hash == publication.variant_hash:
        return ""
    return (
        f"its words were changed when {len(out)} of its parts were out already: "
        "put them back to send the rest, or cancel it"
    )
