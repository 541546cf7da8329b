"""Ask the networks about what may have gone out; nothing unknown is ever sent again blindly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaign.engine import multipart
from campaign.engine.context import EngineContext, TickReport
from campaign.engine.outcomes import Settled, next_try, take_in, tell
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
from campaign.storage import attempts, parts, publications, queue, restores, stamps

# So many workers may die over one post before it waits like any other that did not arrive.
_AT_ONCE = 2

# A QueryResult says why there is no answer, NONE that it is too early for one.
_Answer = Receipt | Pending | Absent | QueryResult


def reconcile(context: EngineContext, report: TickReport) -> None:
    """Settle every unknown publication whose network can be asked, when its next question is due.

    Found: published. Proved absent: scheduled again, to be sent under the same key. There, and not
    out: pending. None of these: it stays unknown, and is asked about again after a growing pause. A
    network that cannot be asked never is: it stays unknown for a person to decide.
    """
    with context.database.read() as connection:
        unknown = queue.to_ask(connection, State.UNKNOWN, context.clock())
        tries = {p.id: attempts.of(connection, p.id) for p in unknown}
        restored = restores.last(connection) if unknown else None
        writers = stamps.writers(connection, tries, State.UNKNOWN) if unknown else {}
    ended = {p.id: _ended(p, tries[p.id], restored) for p in unknown}
    apart = {p.id: context.clock_margin(writers.get(p.id, "")) for p in unknown}

    def ask(platform: Platform, publication: Publication) -> _Answer:
        number = publication.id
        silent_since = ended[number] + apart[number]
        return _asked(context, platform, publication, tries[number], silent_since)

    for publication, answer in ask_all(context, unknown, ask):
        before, at = tries[publication.id], ended[publication.id]
        match answer:
            case Receipt():
                if not take_in(context, publication, answer, report):
                    _later(context, publication, at, QueryResult.ANOTHERS)
            case Pending():
                _pending(context, publication, report)
            case Absent():
                _absent(context, publication, answer, before, report)
            case None:
                _later(context, publication, at, QueryResult.NONE, soon=True)
            case QueryResult():
                _later(context, publication, at, answer)


def _asked(
    context: EngineContext,
    platform: Platform,
    publication: Publication,
    tries: list[Attempt],
    silent_since: datetime,
) -> _Answer:
    """The network's answer; else why there is none.

    Silence is counted from an instant (UTC) at which the last try had surely ended by our clock.
    """
    if platform.delivery is Delivery.AT_MOST_ONCE or not isinstance(platform, Finds):
        return QueryResult.MUTE
    if isinstance(platform, Finishes) and _is_first_step(context, platform, publication):
        stands: _Answer | None = None
        if publication.token:
            booked = multipart.booked(context, publication, tries)
            stands = platform.stands(Pending(publication.token), booked) or QueryResult.SILENT
            if isinstance(stands, Receipt) or publication.doubtful_since is None:
                return stands
        elif publication.doubtful_since is None:
            return Absent("its first step makes nothing public", Evidence.OWN_ID)
        # The id that a backup knows may be that of a draft which another one took the place of.
        listed = _listed(context, platform, publication, tries, silent_since)
        return stands if stands is not None and isinstance(listed, Absent) else listed
    return _listed(context, platform, publication, tries, silent_since)


def _listed(
    context: EngineContext,
    platform: Platform,
    publication: Publication,
    tries: list[Attempt],
    silent_since: datetime,
) -> _Answer:
    """What its network says when it is asked by the words, or by the key; see `_asked`."""
    answer = multipart.find(context, publication, platform, tries)
    if isinstance(answer, Absent):
        repeated = any(each.outcome is AttemptOutcome.ALREADY_THERE for each in tries)
        proved = silent_since + context.absence_delay(answer.by, repeated=repeated)
        # The list may have been read before what is under way could have come into it.
        return answer if context.clock() >= proved else QueryResult.NONE
    return answer or QueryResult.NONE


def _is_first_step(context: EngineContext, platform: Finishes, publication: Publication) -> bool:
    with context.database.read() as connection:
        out = len(parts.of(connection, publication.id))
    return platform.in_two_steps(out)


def _ended(publication: Publication, tries: list[Attempt], restored: datetime | None) -> datetime:
    """When (UTC) the last try ended, or was given up when its lease had.

    Of tries that a backup does not know, the last may have ended when it was put back.
    """
    instants = [each.ended or each.started for each in tries[-1:]]
    if publication.doubtful_since is not None:
        instants.append(restored or publication.doubtful_since)
    return max(instants, default=publication.not_before)


def _pending(context: EngineContext, publication: Publication, report: TickReport) -> None:
    """Its own id tells that it is there and not out: its second step goes on, heeding the doubt."""
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
        tell(Settled(publication, State.PENDING, reason), report)


def _absent(
    context: EngineContext,
    publication: Publication,
    answer: Absent,
    tries: list[Attempt],
    report: TickReport,
) -> None:
    now = context.clock()
    follow_up = decide_absent(answer.because, publication.tries, now)
    retry = follow_up.do is Do.RETRY
    reason = follow_up.reason
    more: dict[str, Any] = {}
    if not retry and publication.reason:
        # Who reads that it was given up wants to know what the network had said, too.
        reason = f"{publication.reason}; {reason}"
    if retry:
        # A worker died and the network is well, or silence was waited for: that was wait enough.
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
            attempts.settle(connection, publication.id)
    if done:
        tell(Settled(publication, after, reason), report)


def _later(
    context: EngineContext,
    publication: Publication,
    ended: datetime,
    why: QueryResult,
    *,
    soon: bool = False,
) -> None:
    """Ask again after a pause; what asking has come to before is told until it comes to another."""
    now = context.clock()
    until = context.next_query(ended, now)
    if soon:
        # Soon at first; a network that has been away for an hour is not asked every moment.
        until = min(until, now + max(context.query_retry, (now - ended) / 4))
    with context.database.write() as connection:
        publications.postpone(connection, publication, until, query_result=why or None)
