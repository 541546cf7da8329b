"""Everything whose time has come goes out, each at most once.

::

    due → gate → claim + attempt (committed) → send → receipt | error (committed)

The attempt is committed before the request leaves and the receipt right after the answer, so that
a crash between the two leaves a row that says so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from campaign.errors import CampaignError, OutcomeUnknown, PlatformError, UnsupportedFeature
from campaign.model import (
    Attempt,
    Channel,
    Payload,
    Publication,
    Receipt,
    Region,
    State,
    Upload,
    Variant,
)
from campaign.plan.gate import Verdict, gate
from campaign.plan.verdict import Do, decide
from campaign.platforms.base import Platform
from campaign.storage import attempts, publications, variants
from campaign.storage.database import Database

log = logging.getLogger(__name__)

# Longer than any request may take, so that a lease never ends while its answer can still come.
LEASE = timedelta(minutes=15)

Clock = Callable[[], datetime]
Connect = Callable[[Channel], Platform]


@dataclass(frozen=True, slots=True)
class Desk:
    """What publishing needs: where things are kept, who speaks, how to reach the networks.

    `clock` gives the time in UTC; `worker` names this process in the database; `threads` bounds
    how many channels send at once.
    """

    database: Database
    channels: Mapping[str, Channel]
    regions: Mapping[str, Region]
    connect: Connect
    clock: Clock
    worker: str
    approval_required: bool = True
    threads: int = 4


@dataclass(slots=True)
class Tick:
    """What one tick did, by publication number; `held` and `retried` with the reason in words."""

    published: list[int] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    retried: dict[int, str] = field(default_factory=dict)
    held: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Flight:
    """One claimed publication with the request it will become."""

    publication: Publication
    payload: Payload
    platform: Platform
    attempt: int


def publish_due(desk: Desk, report: Tick) -> None:
    """Publish everything that is due and may go; raises StorageError, never PlatformError."""
    tried: set[int] = set()
    with ThreadPoolExecutor(desk.threads, thread_name_prefix="send") as pool:
        while flights := _take(desk, report, tried):
            tried.update(flight.publication.id for flight in flights)
            for _ in pool.map(lambda flight: _send(desk, flight, report), flights):
                pass


def sweep(desk: Desk, report: Tick) -> None:
    """Say of every claim whose lease ran out that its outcome is unknown."""
    now = desk.clock()
    with desk.database.read() as connection:
        flying = publications.in_states(connection, State.PUBLISHING)
    for publication in flying:
        if publication.lease_until is not None and publication.lease_until > now:
            continue
        with desk.database.write() as connection:
            reason = f"{publication.worker} took it and did not say how it ended"
            if publications.change(
                connection, publication, State.UNKNOWN, who=desk.worker, now=now, reason=reason
            ):
                report.unknown.append(publication.id)
                log.warning(
                    "The outcome of %s is unknown", publication.id, extra={"action": "lease_ended"}
                )


def _take(desk: Desk, report: Tick, tried: Collection[int]) -> list[_Flight]:
    """Choose what may go now, one a channel, and commit claim and attempts together."""
    now = desk.clock()
    with desk.database.read() as connection:
        due = [p for p in publications.due(connection, now) if p.id not in tried]
        if not due:
            return []
        hashes = {p.variant_hash for p in due}
        approved = variants.approved(connection, hashes) if desk.approval_required else hashes
        last = publications.last_published(connection, {p.channel for p in due})
        chosen = _choose(desk, due, approved, last, now, report)
        kept = variants.load(connection, [p.variant_hash for p in chosen.values()])
        earlier = {p.id: attempts.of(connection, p.id) for p in chosen.values() if p.tries}
    ready: dict[int, tuple[Payload, Platform]] = {}
    for publication in chosen.values():
        made = _prepare(desk, publication, kept[publication.variant_hash], earlier, now, report)
        if made is not None:
            ready[publication.id] = made
    if not ready:
        # Whatever was chosen could not even be prepared; the channels' next posts get their turn.
        return _take(desk, report, {*tried, *(p.id for p in chosen.values())}) if chosen else []
    flights = []
    with desk.database.write() as connection:
        taken = publications.claim(
            connection, ready, worker=desk.worker, lease_until=now + LEASE, now=now
        )
        for publication in taken:
            payload, platform = ready[publication.id]
            number = attempts.begin(connection, publication, asdict(payload), now)
            flights.append(_Flight(publication, payload, platform, number))
    return flights


def _choose(
    desk: Desk,
    due: Sequence[Publication],
    approved: Collection[str],
    last: Mapping[str, datetime],
    now: datetime,
    report: Tick,
) -> dict[str, Publication]:
    """The longest due publication of each channel that may go; the missed ones are marked."""
    chosen: dict[str, Publication] = {}
    for publication in due:
        channel = desk.channels.get(publication.channel)
        region = desk.regions.get(channel.region if channel else publication.region)
        passage = gate(
            publication,
            channel,
            region,
            approved=publication.variant_hash in approved,
            last_published=last.get(publication.channel),
            now=now,
        )
        if passage.verdict is Verdict.MISSED:
            _miss(desk, publication, passage.reason, now, report)
        elif passage.verdict is Verdict.HOLD:
            report.held[publication.id] = passage.reason
        elif publication.channel not in chosen:
            report.held.pop(publication.id, None)
            chosen[publication.channel] = publication
    return chosen


def _miss(desk: Desk, publication: Publication, reason: str, now: datetime, report: Tick) -> None:
    with desk.database.write() as connection:
        if publications.change(
            connection, publication, State.MISSED, who=desk.worker, now=now, reason=reason
        ):
            report.held.pop(publication.id, None)
            report.missed.append(publication.id)
            log.warning("Missed %s: %s", publication.id, reason, extra={"action": "missed"})


def _prepare(
    desk: Desk,
    publication: Publication,
    variant: Variant,
    earlier: Mapping[int, Sequence[Attempt]],
    now: datetime,
    report: Tick,
) -> tuple[Payload, Platform] | None:
    """The request and the way to send it; None (and failed) when the variant cannot be sent."""
    try:
        platform = desk.connect(desk.channels[publication.channel])
        sent = stored_payload(earlier.get(publication.id, ()), publication.variant_hash)
        return (sent or platform.payload(variant, now)), platform
    except UnsupportedFeature as error:
        with desk.database.write() as connection:
            publications.change(
                connection,
                publication,
                State.FAILED,
                who=desk.worker,
                now=now,
                reason=f"nothing was sent: {error}",
            )
        report.failed.append(publication.id)
        return None
    except CampaignError as error:
        report.held[publication.id] = str(error)
        return None


def stored_payload(earlier: Sequence[Attempt], variant_hash: str) -> Payload | None:
    """What an earlier try of the same variant sent, so that a second one sends the same bytes."""
    for attempt in reversed(earlier):
        if attempt.variant_hash == variant_hash:
            stored = dict(attempt.payload)
            stored["uploads"] = tuple(Upload(**upload) for upload in stored["uploads"])
            return Payload(**stored)
    return None


def _send(desk: Desk, flight: _Flight, report: Tick) -> None:
    """Send one, and write down what came back; whatever happens, the row tells it."""
    try:
        answer = flight.platform.publish(flight.payload, flight.publication.key)
    except PlatformError as error:
        _not_sent(desk, flight, error, report)
    except CampaignError as error:
        # Nothing left the house: the picture is gone, the disk is full.
        _not_sent(desk, flight, UnsupportedFeature(str(error)), report)
    except Exception as error:
        log.exception("Unforeseen while sending", extra={"action": "unforeseen"})
        _not_sent(desk, flight, OutcomeUnknown(f"{type(error).__name__}: {error}"), report)
    else:
        if isinstance(answer, Receipt):
            record_receipt(desk, flight.publication, answer, attempt=flight.attempt)
            report.published.append(flight.publication.id)
        else:
            now = desk.clock()
            with desk.database.write() as connection:
                attempts.end(
                    connection, flight.attempt, outcome="pending", answer=answer.token, now=now
                )
                publications.change(
                    connection,
                    flight.publication,
                    State.PENDING,
                    who=desk.worker,
                    now=now,
                    token=answer.token,
                )
            report.pending.append(flight.publication.id)


def record_receipt(
    desk: Desk, publication: Publication, receipt: Receipt, *, attempt: int | None = None
) -> bool:
    """Write down that a publication is public; False when another worker did so first."""
    now = desk.clock()
    with desk.database.write() as connection:
        if attempt is not None:
            answer = json.dumps(receipt.raw, ensure_ascii=False, default=str)
            attempts.end(connection, attempt, outcome="published", answer=answer, now=now)
        done = publications.change(
            connection,
            publication,
            State.PUBLISHED,
            who=desk.worker,
            now=now,
            remote_id=receipt.remote_id,
            url=receipt.url,
            published_at=now,
        )
    log.info("Published %s", publication.id, extra={"action": "published", "url": receipt.url})
    return done


def _not_sent(desk: Desk, flight: _Flight, error: PlatformError, report: Tick) -> None:
    now = desk.clock()
    publication = flight.publication
    decision = decide(error, publication.tries, now)
    after = {Do.RETRY: State.SCHEDULED, Do.GIVE_UP: State.FAILED, Do.FIND: State.UNKNOWN}
    more = {"not_before": decision.at} if decision.do is Do.RETRY else {}
    with desk.database.write() as connection:
        attempts.end(
            connection,
            flight.attempt,
            outcome=type(error).__name__,
            answer=error.answer or str(error),
            now=now,
        )
        publications.change(
            connection,
            publication,
            after[decision.do],
            who=desk.worker,
            now=now,
            reason=decision.reason,
            **more,
        )
    match decision.do:
        case Do.RETRY:
            report.retried[publication.id] = decision.reason
        case Do.GIVE_UP:
            report.failed.append(publication.id)
        case Do.FIND:
            report.unknown.append(publication.id)
    log.warning(
        "Not published %s: %s", publication.id, decision.reason, extra={"action": decision.do}
    )
