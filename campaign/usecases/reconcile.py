"""Ask the networks about what may have gone out; nothing unknown is ever sent again blindly."""

from __future__ import annotations

from datetime import datetime

from campaign.model import Absent, Attempt, Delivery, Publication, Receipt, State
from campaign.plan.verdict import Do, decide_absent
from campaign.platforms.base import Finds, Platform
from campaign.storage import attempts, publications, queue
from campaign.storage.attempts import NO_ANSWER
from campaign.usecases import chain
from campaign.usecases.ask import ask_all
from campaign.usecases.clerk import Settled, next_try, take_in, tell
from campaign.usecases.desk import Desk, Tick

_MUTE = "this network cannot be asked: a person decides"
# So many workers may die over one post before it waits like any other that did not arrive.
_AT_ONCE = 2


def reconcile(desk: Desk, report: Tick) -> None:
    """Settle every unknown publication whose network can be asked, when its next question is due.

    Found: published. Proved absent: scheduled again, to be sent under the same key. Neither: it
    stays unknown, and is asked about again after a growing pause. A network that cannot be asked
    never is: it stays unknown for a person to decide.
    """
    with desk.database.read() as connection:
        unknown = queue.to_ask(connection, State.UNKNOWN, desk.clock())
        tries = {p.id: attempts.of(connection, p.id) for p in unknown}

    def ask(platform: Platform, publication: Publication) -> Receipt | Absent | str:
        return _asked(desk, platform, publication, tries[publication.id])

    for publication, answer in ask_all(desk, unknown, ask):
        before = tries[publication.id]
        if isinstance(answer, Receipt):
            take_in(desk, publication, answer, report)
        elif isinstance(answer, Absent):
            _absent(desk, publication, answer, before, report)
        else:
            _later(desk, publication, before, answer or "")


def _asked(
    desk: Desk, platform: Platform, publication: Publication, tries: list[Attempt]
) -> Receipt | Absent | str:
    """The network's answer; in words, why there is none."""
    if platform.delivery is Delivery.AT_MOST_ONCE or not isinstance(platform, Finds):
        return _MUTE
    answer = chain.find(desk, publication, platform, tries) if tries else None
    if (
        isinstance(answer, Absent)
        and platform.delivery is Delivery.BY_LISTING
        and desk.clock() < _ended(publication, tries) + desk.settle
    ):
        # The list was read before what is under way could have come into it.
        return ""
    return answer or ""


def _ended(publication: Publication, tries: list[Attempt]) -> datetime:
    """When (UTC) the last try ended, or was given up when its lease had."""
    last = tries[-1] if tries else None
    return (last.ended or last.started) if last else publication.not_before


def _absent(
    desk: Desk, publication: Publication, answer: Absent, tries: list[Attempt], report: Tick
) -> None:
    now = desk.clock()
    decision = decide_absent(answer.because, publication.tries, now)
    retry = decision.do is Do.RETRY
    reason, more = decision.reason, {}
    if not retry and publication.reason:
        # Who reads that it was given up wants to know what the network had said, too.
        reason = f"{publication.reason}; {reason}"
    if retry:
        channel = desk.channels[publication.channel]
        by_key = desk.connect(channel).delivery is Delivery.BY_KEY
        died = tries[-1].outcome == NO_ANSWER and publication.tries <= _AT_ONCE
        # A worker died, the network is well, and the key stands guard: nothing to wait for.
        more["not_before"] = now if by_key and died else next_try(desk, publication, decision)
    after = State.SCHEDULED if retry else State.FAILED
    with desk.database.write() as connection:
        done = publications.change(
            connection,
            publication,
            after,
            who=desk.worker,
            now=now,
            reason=reason,
            **more,
        )
    if done:
        tell(Settled(publication, after, reason), report)


def _later(desk: Desk, publication: Publication, tries: list[Attempt], why: str) -> None:
    """Ask again after a pause; `why` is told where nobody had a reason to tell yet."""
    now = desk.clock()
    until = desk.question(_ended(publication, tries), now)
    reason = publication.reason
    if why and why not in reason:
        reason = f"{reason}; {why}" if reason else why
    with desk.database.write() as connection:
        publications.postpone(connection, publication, until, reason)
