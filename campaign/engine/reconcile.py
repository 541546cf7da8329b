"""Ask the networks about posts with an unknown outcome: they are never sent again blindly.

::

    found                         → published
    proved absent                 → scheduled: sent again under the same key
    there, but not public         → pending: the second step follows
    no proof yet                  → unknown: asked again after a growing pause
    the network cannot be asked   → unknown: a person decides
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaign.engine import multipart
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.outcomes import Settled, next_try, record_found, report_settled
from campaign.engine.query_networks import ask_all
from campaign.model import (
    Absent,
    Attempt,
    AttemptOutcome,
    Delivery,
    Evidence,
    Pending,
    Publication,
    QueryResult,
    Receipt,
    State,
)
from campaign.plan.grace import not_sooner
from campaign.plan.retry import Do, decide_absent
from campaign.platforms.protocols import Finds, Finishes, Platform
from campaign.storage import attempts, parts, publications, queue, restores, timestamps

# A post that was proved absent may be sent again at once up to this many tries; then it waits.
# Else a post that kills its worker would kill one worker after another.
_AT_ONCE = 2

# A QueryResult says why there is no answer; NONE means that it is too early for one.
_Answer = Receipt | Pending | Absent | QueryResult


def reconcile(context: EngineContext, report: TickReport) -> None:
    """Settle each unknown publication that is due for a question, where its network can tell."""
    with context.database.read() as connection:
        unknown = queue.to_ask(connection, State.UNKNOWN, context.clock())
        tries = {p.id: attempts.of(connection, p.id) for p in unknown}
        restored = restores.last(connection) if unknown else None
        writers = timestamps.writers(connection, tries, State.UNKNOWN) if unknown else {}
    # Two clocks may differ: the worker that stamped the end of a try, and this one.
    ended = {p.id: _ended_at(p, tries[p.id], restored) for p in unknown}
    apart = {p.id: context.clock_margin(writers.get(p.id, "")) for p in unknown}

    def ask(platform: Platform, publication: Publication) -> _Answer:
        number = publication.id
        silent_since = ended[number] + apart[number]
        return _ask(context, platform, publication, tries[number], silent_since)

    for publication, answer in ask_all(context, unknown, ask):
        before, at = tries[publication.id], ended[publication.id]
        match answer:
            case Receipt():
                if not record_found(context, publication, answer, report):
                    _ask_later(context, publication, at, QueryResult.ANOTHERS)
            case Pending():
                _record_pending(context, publication, report)
            case Absent():
                _record_absent(context, publication, answer, before, report)
            case None:
                _ask_later(context, publication, at, QueryResult.NONE, soon=True)
            case QueryResult():
                _ask_later(context, publication, at, answer)


def _ask(
    context: EngineContext,
    platform: Platform,
    publication: Publication,
    tries: list[Attempt],
    silent_since: datetime,
) -> _Answer:
    """The network's answer, or else why there is none.

    `silent_since` (UTC) is when the last try had surely ended by our clock; silence counts from
    then.
    """
    if platform.delivery is Delivery.AT_MOST_ONCE or not isinstance(platform, Finds):
        return QueryResult.MUTE
    if isinstance(platform, Finishes) and _is_first_step(context, platform, publication):
        stands: _Answer | None = None
        if publication.token:
            taken_ids = multipart.taken_ids(context, publication, tries)
            stands = platform.stands(Pending(publication.token), taken_ids) or QueryResult.SILENT
            if isinstance(stands, Receipt) or publication.doubtful_since is None:
                return stands
        elif publication.doubtful_since is None:
            return Absent("its first step makes nothing public", Evidence.OWN_ID)
        # A backup may know the id of a draft that was replaced since: the listing is asked too.
        listed = _ask_listing(context, platform, publication, tries, silent_since)
        return stands if stands is not None and isinstance(listed, Absent) else listed
    return _ask_listing(context, platform, publication, tries, silent_since)


def _ask_listing(
    context: EngineContext,
    platform: Platform,
    publication: Publication,
    tries: list[Attempt],
    silent_since: datetime,
) -> _Answer:
    """The network's answer when it is asked by the words, or by the key; else why there is none."""
    answer = multipart.find(context, publication, platform, tries)
    if isinstance(answer, Absent):
        repeated = any(each.outcome is AttemptOutcome.ALREADY_THERE for each in tries)
        proved = silent_since + context.absence_delay(answer.by, repeated=repeated)
        # A late request may still arrive, and a listing may lag. Only a listing that stays without
        # the post until `proved` shows that it did not arrive.
        return answer if context.clock() >= proved else QueryResult.NONE
    return answer or QueryResult.NONE


def _is_first_step(context: EngineContext, platform: Finishes, publication: Publication) -> bool:
    with context.database.read() as connection:
        out = len(parts.of(connection, publication.id))
    return platform.in_two_steps(out)


def _ended_at(
    publication: Publication, tries: list[Attempt], restored: datetime | None
) -> datetime:
    """When (UTC) the last try ended, or was given up because its lease had expired.

    A backup does not know the newest tries. The last of them may have ended when it was put back.
    """
    instants = [each.ended or each.started for each in tries[-1:]]
    if publication.doubtful_since is not None:
        instants.append(restored or publication.doubtful_since)
    return max(instants, default=publication.not_before)


def _record_pending(context: EngineContext, publication: Publication, report: TickReport) -> None:
    """Mark it as pending: by its own id the post is there, and not public. The doubt stays."""
    reason = "its network has it, and has not made it public"
    with context.database.write() as connection:
        done = publications.change(
            connection,
            publication,
            State.PENDING,
            who=context.worker,
            now=context.clock(),
            reason=reason,
            not_before=context.clock(),
        )
    if done:
        report_settled(Settled(publication, State.PENDING, reason), report)


def _record_absent(
    context: EngineContext,
    publication: Publication,
    answer: Absent,
    tries: list[Attempt],
    report: TickReport,
) -> None:
    """Schedule it again, or give it up after too many tries: the network does not have it."""
    now = context.clock()
    follow_up = decide_absent(answer.because, publication.tries, now)
    retry = follow_up.do is Do.RETRY
    reason = follow_up.reason
    more: dict[str, Any] = {}
    if not retry and publication.reason:
        # For the person who reads that it was given up: keep the network's own words.
        reason = f"{publication.reason}; {reason}"
    if retry:
        # No further wait if a worker died, because its network is well, or if the silence of a
        # listing was waited for already.
        died = not tries or tries[-1].outcome is AttemptOutcome.NO_ANSWER
        waited = answer.by is not Evidence.OWN_ID or died
        at_once = waited and publication.tries <= _AT_ONCE
        soon = {"not_before": not_sooner(publication, now)}
        more = soon if at_once else next_try(context, publication, follow_up)
    after = State.SCHEDULED if retry else State.FAILED
    with context.database.write() as connection:
        done = publications.change(
            connection,
            publication,
            after,
            who=context.worker,
            now=now,
            reason=reason,
            doubtful_since=None,
            **more,
        )
        if done and answer.by is Evidence.LISTING:
            attempts.mark_absent(connection, publication.id, now)
    if done:
        report_settled(Settled(publication, after, reason), report)


def _ask_later(
    context: EngineContext,
    publication: Publication,
    ended: datetime,
    why: QueryResult,
    *,
    soon: bool = False,
) -> None:
    """Ask again after a pause; without a new finding (`why` is NONE), the stored one stays."""
    now = context.clock()
    until = context.next_query(ended, now)
    if soon:
        # Soon at first, then more rarely the longer the network has been away.
        until = min(until, now + max(context.query_retry, (now - ended) / 4))
    with context.database.write() as connection:
        publications.postpone(connection, publication, until, query_result=why or None)
