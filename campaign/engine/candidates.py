"""Choose which publications may leave next: the database proposes them, the gate decides."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from campaign.engine.context import EngineContext, TickReport
from campaign.engine.last_published import LastPublished
from campaign.model import Publication, State, Variant
from campaign.plan import pace
from campaign.plan.gate import USUAL_GRACE, GateAnswer, Verdict, gate
from campaign.storage import parts, pauses, publications, queue, rate_limits, releases, variants
from campaign.storage.pauses import Pauses

log = logging.getLogger(__name__)

_PORTION = 500  # rows read in one query
_READ_INTERVAL = timedelta(seconds=2)  # after which the candidates are read again meanwhile
_WORTH_A_READ = 64  # publications used since the last read that pay for another one
_MOST_LOST_CLAIMS = 3  # claims that may fail for one publication in a tick


class Candidates:
    """The due publications of one tick: a few of each channel at a time, the longest due first.

    A publication is given again only if it was changed since, or if `look_again` names it.
    """

    def __init__(self, context: EngineContext, report: TickReport) -> None:
        self._context = context
        self._report = report
        self._waiting: dict[str, deque[Publication]] = {}
        self._given: set[tuple[object, ...]] = set()
        self._lost_claims: Counter[int] = Counter()
        self._closed: dict[str, str] = {}
        self._last = LastPublished(context.channels)
        self._pauses = Pauses()
        self._asked: Mapping[str, datetime] = {}
        self._short: Mapping[int, str] = {}
        self._read_at: datetime | None = None
        self._found = self._used = 0
        self._variants: dict[str, Variant] = {}

    def take(self, busy: Collection[str], wanted: int) -> list[tuple[Publication, Variant]]:
        """Give at most `wanted` that may leave now: one a channel, and none on a `busy` channel."""
        taken = self._pick(busy, wanted)
        if len(taken) < wanted and self._worth_a_read():
            self._read_candidates()
            taken += self._pick({*busy, *(p.channel for p, _ in taken)}, wanted - len(taken))
        return taken

    def look_again(self, some: Iterable[Publication]) -> None:
        """Read these again: another worker claimed them first, or they were changed since."""
        for publication in some:
            self._lost_claims[publication.id] += 1
            if self._lost_claims[publication.id] < _MOST_LOST_CLAIMS:
                self._given.discard(_as_it_stands(publication))
                self._waiting.pop(publication.channel, None)

    def close_channel(self, channel: str, reason: str) -> None:
        """Let nothing more leave on this channel in this tick; `reason` is reported."""
        self._closed[channel] = reason
        self._waiting.pop(channel, None)

    def published(self, channel: str, at: datetime) -> None:
        """Note that the channel published at `at` (UTC), or may have: its pace counts from then."""
        self._last.published(channel, at)

    def mark_missed(self) -> None:
        """Mark everything as missed that was held longer than its grace."""
        context, now = self._context, self._context.clock()
        graces: dict[timedelta, list[str]] = {}
        for channel in context.channels.values():
            graces.setdefault(channel.grace, []).append(channel.name)
        last: Publication | None = None
        more = True
        while more and not context.stopping():
            with context.database.read() as connection:
                late = queue.overdue(
                    connection, now, graces, usual=USUAL_GRACE, after=last, limit=_PORTION
                )
                judged = self._judge_all(connection, late, now)
            missed = [(p, by.reason) for p, by in judged if by.verdict is Verdict.MISSED]
            self._write_missed(missed, now)
            more = len(late) == _PORTION
            last = late[-1] if late else None

    def report_held(self) -> None:
        """Report why what is still due did not leave; of very many, the longest waiting."""
        now = self._context.clock()
        with self._context.database.read() as connection:
            judged = self._judge_all(connection, queue.due(connection, now), now)
        for publication, answer in judged:
            reason = answer.reason or self._closed.get(publication.channel, "")
            if reason:
                self._report.held.setdefault(publication.id, reason)

    def _worth_a_read(self) -> bool:
        if self._read_at is None or self._context.clock() - self._read_at >= _READ_INTERVAL:
            return True
        return 0 < min(self._found, _WORTH_A_READ) <= self._used

    def _read_candidates(self) -> None:
        context, now = self._context, self._context.clock()
        self._read_at, self._waiting = now, {}
        self._found = self._used = 0
        closed = set(self._closed)
        self._short = short = dict[int, str]()
        more = True
        while more:
            with context.database.read() as connection:
                self._pauses = pauses.open(connection, now)
                self._asked = rate_limits.left_alone(connection, self._names(), now)
                rows = queue.ready(
                    connection,
                    now,
                    rules=context.approval,
                    without=closed,
                    limit=_PORTION,
                )
                self._last.look(connection, rows, now)
                short |= context.budgets.outlook(connection, rows, now)
            for publication in rows:
                if _as_it_stands(publication) not in self._given:
                    self._waiting.setdefault(publication.channel, deque()).append(publication)
            before = len(closed)
            for name in list(self._waiting):
                answer = self._judge(self._waiting[name][0], now, approved=True)
                if answer.verdict is Verdict.HOLD:
                    self._hold(self._waiting.pop(name)[0], answer)
                    closed.add(name)
            # A full page of held channels only hides the channels behind it: read on.
            more = len(rows) == _PORTION and not self._waiting and len(closed) > before
        hashes = [p.variant_hash for some in self._waiting.values() for p in some]
        self._found = len(hashes)
        with context.database.read() as connection:
            self._variants = variants.load(connection, hashes)

    def _pick(self, busy: Collection[str], wanted: int) -> list[tuple[Publication, Variant]]:
        taken: list[tuple[Publication, Variant]] = []
        missed: list[tuple[Publication, str]] = []
        now = self._context.clock()
        for name in list(self._waiting):
            if len(taken) == wanted:
                break
            if name in busy:
                continue
            some = self._waiting[name]
            while some:
                publication = some.popleft()
                self._used += 1
                # The gate is asked again: since the read, time has passed and others were sent.
                answer = self._judge(publication, now, approved=True)
                if answer.verdict is Verdict.MISSED:
                    missed.append((publication, answer.reason))
                    continue
                if answer.verdict is Verdict.GO:
                    taken.append((publication, self._variants[publication.variant_hash]))
                    self._given.add(_as_it_stands(publication))
                    self._report.held.pop(publication.id, None)
                else:
                    # What still holds one here (a pause, the pace) holds its whole channel.
                    self._hold(publication, answer)
                    self._used += len(some)
                    some.clear()
                break
            # The channel goes to the end of the line, so that every channel has its turn.
            del self._waiting[name]
            if some:
                self._waiting[name] = some
        self._write_missed(missed, now)
        return taken

    def _hold(self, publication: Publication, answer: GateAnswer) -> None:
        self._report.held[publication.id] = answer.reason

    def _judge_all(
        self, connection: Connection, some: list[Publication], now: datetime
    ) -> list[tuple[Publication, GateAnswer]]:
        released = releases.released(connection, some, self._context.approval)
        if some:
            self._pauses = pauses.open(connection, now)
            self._last.look(connection, some, now)
            self._short = self._context.budgets.outlook(connection, some, now)
        return [(p, self._judge(p, now, approved=p.id in released)) for p in some]

    def _judge(self, publication: Publication, now: datetime, *, approved: bool) -> GateAnswer:
        channel = self._context.channels.get(publication.channel)
        region = self._context.regions.get(channel.region if channel else publication.region)
        paused = waiting = ""
        if channel is not None:
            paused = self._pauses.reason(channel, region) if self._pauses.on else ""
            waiting = pace.waiting(channel, self._asked) if self._asked else ""
            waiting = self._short.get(publication.id, waiting)
        return gate(
            publication,
            channel,
            region,
            approved=approved,
            last_published=self._last.before(publication),
            now=now,
            paused=paused,
            waiting=waiting,
        )

    def _write_missed(self, missed: list[tuple[Publication, str]], now: datetime) -> None:
        if not missed:
            return
        who = self._context.worker
        with self._context.database.write() as connection:
            with_reasons = [(p, _why_missed(connection, p, late)) for p, late in missed]
            done = [
                (p, reason)
                for p, reason in with_reasons
                if publications.change(connection, p, State.MISSED, who=who, now=now, reason=reason)
            ]
        for publication, reason in done:
            self._report.moved(publication.id, State.MISSED, reason)
            log.warning("Missed %s: %s", publication.id, reason, extra={"action": "missed"})

    def _names(self) -> set[str]:
        return {name for each in self._context.channels.values() for name in pace.names(each)}


def _why_missed(connection: Connection, publication: Publication, late: str) -> str:
    """Why it was missed, for a person: what held it until then, and how many parts are out."""
    reasons = [late]
    if publication.reason and publication.reason not in late:
        reasons.append(publication.reason)
    out = len(parts.of(connection, publication.id)) if publication.remote_id else 0
    if out:
        reasons.append(f"{out} of its parts {'is' if out == 1 else 'are'} out")
    return "; ".join(reasons)


def _as_it_stands(publication: Publication) -> tuple[object, ...]:
    return (
        publication.id,
        publication.tries,
        publication.not_before,
        publication.variant_hash,
        publication.hold,
    )
