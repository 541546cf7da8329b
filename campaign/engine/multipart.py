"""Send a publication in parts: each part once, in order, each with its own receipt.

::

    part 0 → receipt (committed) → part 1 → receipt (committed) → … → the whole is published

The attempt that holds all parts is committed before the first part leaves. So the part that may be
on its way is always the first one without a receipt. A crash, a lost answer or a network that asks
to wait ends the try there. Before the next try, the network is asked about that part; then the try
goes on from there and never starts again. A plain post is a publication with one part.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from campaign.engine.context import EngineContext
from campaign.engine.payloads import prepared, stored_payloads
from campaign.engine.permit import fenced
from campaign.errors import (
    Altered,
    CampaignError,
    OutcomeUnknown,
    PlatformError,
    UnsupportedFeature,
)
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
from campaign.storage.booked_ids import ids_of_others
from campaign.storage.parts import Part

log = logging.getLogger(__name__)

# Outcomes of tries that did not try to send the part after the newest one.
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
    """Send the parts of a claimed publication that are not out yet, in order.

    `earlier` are its tries before. Gives the receipt of part 0, which is the post itself, once
    every part is out. Otherwise gives the answer for the first part that did not go out, and sends
    nothing after it. Raises StorageError when a receipt cannot be written down; then nothing more
    is sent.
    """
    # A plain post needs no row for its part: its receipt is the publication's own.
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
        ours = _record_sent_part(context, publication, number, answer, out)
        log.info(
            "Part %s of %s of %s is out",
            *(number + 1, len(payloads), publication.id),
            extra={"action": "part_published", "url": answer.url},
        )
        # The receipt is kept in any case. But if the lease has expired and another worker has the
        # publication now, that worker sends the rest.
        if not ours and len(out) < len(payloads):
            return OutcomeUnknown("another worker took it over in the middle")
    return out[0].receipt


def find(
    context: EngineContext, publication: Publication, platform: Platform, tries: Sequence[Attempt]
) -> Receipt | Absent | None:
    """Ask about the one part that may be on its way: the first without a receipt.

    Gives the receipt of the post itself when every part is out already, and None when nobody can
    know. Hand any receipt to `record_found_part`. `tries` are all tries of the publication, the
    oldest first.
    """
    payloads = _payloads_sought(context, publication, platform, tries)
    if payloads is None or not isinstance(platform, Finds):
        return None
    since, taken = doubtful_since(publication, tries), taken_ids(context, publication, tries)
    if len(payloads) == 1:
        return platform.find(payloads[0], publication.key, since, booked=taken)
    with context.database.read() as connection:
        out = parts.of(connection, publication.id)
    if len(out) >= len(payloads):
        return out[0].receipt
    key = part_key(publication.key, len(out))
    before = [part.receipt for part in out]
    return platform.find(payloads[len(out)], key, since, before, taken | _ids(out))


def taken_ids(
    context: EngineContext, publication: Publication, tries: Sequence[Attempt]
) -> frozenset[str]:
    """The ids at its network that belong to other publications: none of those posts is this one."""
    near, since = context.neighbours(publication.channel), doubtful_since(publication, tries)
    with context.database.read() as connection:
        return ids_of_others(connection, publication.id, near, since)


def doubtful_since(publication: Publication, tries: Sequence[Attempt]) -> datetime:
    """The instant (UTC) since which it may have gone out: when its first doubtful try began.

    A backup that was put back does not know the newest tries. Then the doubt begins where the
    backup's knowledge ends.
    """
    instants = [each.started for each in tries if each.outcome.leaves_doubt]
    if publication.doubtful_since is not None:
        instants.append(publication.doubtful_since)
    if not instants:
        instants.append(tries[-1].started if tries else publication.not_before)
    return min(instants)


def _payloads_sought(
    context: EngineContext, publication: Publication, platform: Platform, tries: Sequence[Attempt]
) -> tuple[Payload, ...] | None:
    """What to look for: the payloads of the last try.

    If a backup has lost that try, they are made anew from the variant. None when nobody can know,
    because the variant was changed in the database since.
    """
    payloads = stored_payloads(tries, publication.variant_hash)
    if payloads is not None or publication.doubtful_since is None:
        return payloads
    with context.database.read() as connection:
        variant = variants.load(connection, [publication.variant_hash])[publication.variant_hash]
    with suppress(Altered):
        return prepared(platform, variant, publication.due, approved=publication.variant_hash)
    return None


def _ids(out: Sequence[Part]) -> frozenset[str]:
    return frozenset(part.receipt.remote_id for part in out)


def record_found_part(
    context: EngineContext, publication: Publication, receipt: Receipt
) -> Receipt | None:
    """Write down the receipt of the part that was asked about.

    The publication is in doubt or pending. Gives the receipt of the post itself when every part is
    out; the caller records it. Gives None when parts are still to come: then the publication is
    scheduled again, and the next try goes on with them. Each part that is out resets the count of
    tries, so that a long thread is not given up because it is long.
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
            # One and not zero: with zero tries, the next try would not ask about a part in doubt.
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
    """How many tries the next part has had, the one that has just ended included."""
    out = parts.of(connection, publication.id)
    if not out:
        return publication.tries
    newest = max(part.published_at for part in out)
    # The try that sent the newest part went on with this one, so it counts. A try that ended in a
    # pending second step stopped at the newest part, so it does not.
    since = [
        each
        for each in attempts.of(connection, publication.id)
        if each.ended is not None and each.ended >= newest and each.outcome not in _NO_TRIES
    ]
    return min(publication.tries, max(len(since), 1))


def to_come(connection: Connection, publication: Publication) -> int:
    """How many parts follow the one that is asked about; 0 for a plain post."""
    out = parts.of(connection, publication.id)
    return max(_count(connection, publication) - len(out) - 1, 0)


def with_parts(connection: Connection, publication: Publication, reason: str) -> str:
    """Why it failed, and for a person which of its parts are out all the same."""
    out = parts.of(connection, publication.id)
    if not out:
        return reason
    count, url = _count(connection, publication), out[0].receipt.url
    which = "part 1" if len(out) == 1 else f"parts 1 to {len(out)}"
    of = f" of {count}" if count else ""
    are = "is out" if len(out) == 1 else "are out, the first"
    return f"{reason}; {which}{of} {are}{f' at {url}' if url else ''}"


def _count(connection: Connection, publication: Publication) -> int:
    """How many parts it has, as its last try sent them; 0 when nothing was tried.

    If a backup has lost that try, the parts are counted in the variant.
    """
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
    """The answer of one call that creates something; whatever it raises becomes a PlatformError."""
    try:
        return send()
    except PlatformError as error:
        return error
    except CampaignError as error:
        # The request never left: for example, a picture is gone, or the disk is full.
        return UnsupportedFeature(str(error))
    except Exception as error:
        log.exception("Unforeseen while sending", extra={"action": "unforeseen"})
        return OutcomeUnknown(f"{type(error).__name__}: {error}")


def _begun(publication: Publication) -> bool:
    """True when a part is out: an unpublished publication has a remote id only then."""
    return bool(publication.remote_id)


def _key(
    platform: Platform, publication: Publication, number: int, earlier: Sequence[Attempt]
) -> str:
    """The idempotency key of a part: the same at each try, except where a refusal has used it up.

    Some networks remember a key of a request that they refused, and never accept it again. While a
    try is in doubt, its key stays, so that the network itself refuses a second post.
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


def _record_sent_part(
    context: EngineContext, publication: Publication, number: int, receipt: Receipt, out: list[Part]
) -> bool:
    """Write down a part's receipt; False when another worker has the publication by now."""
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
    """Why no further part may follow those that are out, "" when one may.

    The rest of a thread is not sent if a person changed its words after the first part was out.
    """
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
