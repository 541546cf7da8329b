"""The state of the campaign: what is due, late, held, in flight, open, failed, and who is at work.

If there are thousands of a kind, it gives their number and the first few. A person can act on no
more, and a monitor reads the numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from campaign.engine.after_restore import marks
from campaign.engine.budgets import Budgets
from campaign.engine.last_published import LastPublished
from campaign.model import Channel, Ending, Publication, Region, State
from campaign.model.approval import USUAL, ApprovalRules
from campaign.plan import pace
from campaign.plan.gate import Verdict, gate
from campaign.plan.grace import meant_for
from campaign.plan.reasons import in_words
from campaign.platforms import registry, versions
from campaign.storage import overview, pauses, publications, rate_limits, releases, timestamps
from campaign.storage.database import Database
from campaign.storage.pauses import ENGINE, Pause, Pauses
from campaign.storage.secrets import credentials
from campaign.storage.trust import people, read_backs
from campaign.storage.trust.judged import judged
from campaign.usecases.operations import clocks, open_changes
from campaign.usecases.operations.clocks import Worker
from campaign.usecases.operations.resolve import STALE
from campaign.usecases.operations.status_lines import Line, Lines, explained, with_asked


def _untold(names: Collection[str]) -> Mapping[str, str]:
    return dict.fromkeys(names, "its settings were not looked for")


#: How long before it is due a person should hear of it.
AHEAD: Final = timedelta(days=1)
#: If something was due for so long and nothing holds it, no worker is publishing.
UNATTENDED: Final = timedelta(minutes=10)
#: How many due publications are judged one by one.
JUDGED: Final = 1000


@dataclass(frozen=True, slots=True)
class Held:
    """Why some that are due do not go out: how many, and the first of their numbers."""

    reason: str
    count: int
    first: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The state of everything at one instant (UTC).

    `counts` by state; `late` are due and not out, `held` says why; `waiting` were due and wait for
    another try or another time; `unapproved` and `blocked` wait for a person although they are due
    within a day; `to_approve` counts all that waits for an approval, however far ahead, and has the
    first of it; `next_due` is when (UTC) the next one, `next_one`, may go; `oldest` is how long the
    oldest one that is due has been waiting, None when none is.

    `attention` names what waits for a person, by stable words: unknown, failed, missed, pending
    (its network has worked on it for more than an hour), unapproved, blocked, foreign (its account
    shows its words already, under an id that is none of ours), server-limits (its server takes less
    than when it was planned), taking-back (a withdrawal or a correction that no program can do, or
    that is open for more than an hour), differs (its readers get it otherwise than approved),
    unlooked (a backup was put back, and nobody can ask whether it is out), channel-paused,
    unattended, unconfigured (due, or in doubt, on a channel that has left the configuration),
    unreachable (pictures that a network would not find), version-ends (of a network's API, in the
    words of `versions`), clock (in the words of `clock`).

    `unconfigured` lists what is in flight, pending or unknown on channels that have left, with how
    its network is asked; `skew` is by how many seconds a machine's clock is slow as last measured,
    None when it never was. `bound_to_people` is False while nobody is registered: then an approval
    is anybody's.
    """

    now: datetime
    attention: tuple[str, ...]
    counts: dict[State, int]
    next_due: datetime | None
    next_one: Line | None
    oldest: timedelta | None
    late: Lines
    held: tuple[Held, ...]
    waiting: Lines
    in_flight: Lines
    pending: Lines
    unknown: Lines
    failed: Lines
    missed: Lines
    unapproved: Lines
    to_approve: Lines
    blocked: Lines
    foreign: Lines
    limited: Lines
    changing: Lines
    differs: Lines
    unlooked: Lines
    pauses: tuple[Pause, ...]
    workers: tuple[Worker, ...]
    endings: tuple[Ending, ...]
    unreachable: Lines
    versions: tuple[str, ...]
    unconfigured: Lines
    clock: tuple[str, ...]
    skew: float | None
    bound_to_people: bool

    @property
    def healthy(self) -> bool:
        """True when nothing waits for a person."""
        return not self.attention

    @property
    def open(self) -> tuple[Line, ...]:
        """The first of what a network or a person still has to settle."""
        some = (self.in_flight, self.pending, self.unknown, self.failed, self.missed)
        return tuple(line for lines in some for line in lines.first)


@dataclass(frozen=True, slots=True)
class _Judged:
    oldest: timedelta | None = None
    held: tuple[Held, ...] = ()
    attention: frozenset[str] = frozenset()
    why: Mapping[int, str] = field(default_factory=dict)


def status(
    database: Database,
    now: datetime,
    *,
    channels: Mapping[str, Channel] | None = None,
    regions: Mapping[str, Region] | None = None,
    rules: ApprovalRules = USUAL,
    unreachable: Sequence[tuple[Publication, str]] = (),
    troubles: Callable[[Collection[str]], Mapping[str, str]] = _untold,
    skew: float | None = None,
    budgets: Budgets | None = None,
    limit: int = 100,
) -> Status:
    """Read the state of everything; at most `limit` of a kind are listed, all are counted.

    Without `channels` and `regions` nobody is asked why something is held. `unreachable` is what
    `public_media` found, with the reason in words. `troubles` says of channels that have left the
    configuration why each cannot be asked, "" where it can. `skew` is by how many seconds this
    machine's clock is slow, None where it was not measured. `budgets` are those of networks that
    charge.
    """
    channels, regions = channels or {}, regions or {}
    with database.read() as connection:
        listed = {
            state: overview.in_state(connection, state, limit)
            for state in (
                State.PUBLISHING,
                State.PENDING,
                State.UNKNOWN,
                State.FAILED,
                State.MISSED,
            )
        }
        due = overview.due(connection, now, max(limit, JUDGED))
        put_off = overview.put_off(connection, now, limit)
        soon = now + AHEAD
        none = overview.Some(0, ())
        wait = overview.unapproved(connection, soon, limit, rules)
        all_wait = overview.unapproved(connection, None, 1, rules)
        asked = judged(connection, (*wait.first, *all_wait.first), rules)
        blocked = overview.blocked(connection, soon, limit)
        foreign = overview.foreign(connection, limit)
        limited = overview.limited(connection, limit)
        changing = open_changes.read(connection, now)
        differ = read_backs.troubles(connection)
        unlooked = overview.first(marks.unlooked(connection), limit)
        tried = overview.tried(
            connection, [p for some in listed.values() for p in some.first[:limit]]
        )
        on = pauses.open(connection, now)
        busy = {p.channel for p in listed[State.PUBLISHING].first}
        why_due = _judge(
            connection,
            due.first,
            now,
            channels,
            regions,
            on,
            budgets or Budgets({}),
            busy=busy,
            rules=rules,
        )
        counts = publications.counted(connection)
        following = publications.next_due(connection)
        at_work = [clocks.worker(each, now) for each in overview.at_work(connection)]
        elsewhere = overview.elsewhere(connection, channels, limit) if channels else none
        newest = timestamps.newest(connection, but="")
        endings = tuple(credentials.endings(connection))
        bound = people.exist(connection)

    def lines(some: overview.Some) -> Lines:
        return Lines(some.count, tuple(_line(p, tried) for p in some.first[:limit]))

    ending_versions = versions.warnings(registry.versions_of(channels.values()), now.date())
    kinds = {str(state): lines(some) for state, some in listed.items()}
    trouble = troubles({p.channel for p in elsewhere.first}) if elsewhere.count else {}
    unconfigured = explained(
        lines(elsewhere), {p.id: _asking(trouble[p.channel]) for p in elsewhere.first}
    )
    wrong = clocks.wrong(now, skew, at_work, newest)
    attention = why_due.attention | {
        *(kind for kind in ("unknown", "failed", "missed") if kinds[kind].count),
        *(["pending"] if any(_stale(line, now) for line in kinds["pending"].first) else []),
        *(["unapproved"] if wait.count else []),
        *(["blocked"] if blocked.count else []),
        *(["foreign"] if foreign.count else []),
        *(["server-limits"] if limited.count else []),
        *(["taking-back"] if changing.by_person else []),
        *(["differs"] if differ else []),
        *(["unlooked"] if unlooked.count else []),
        *(["unreachable"] if unreachable else []),
        *(["version-ends"] if ending_versions else []),
        *(["unconfigured"] if unconfigured.count else []),
        *(["clock"] if wrong else []),
        *(["channel-paused"] if any(pause.who == ENGINE for pause in on.on) else []),
    }
    return Status(
        now=now,
        attention=tuple(sorted(attention)),
        counts=counts,
        next_due=following.not_before if following else None,
        next_one=_line(following, tried) if following else None,
        oldest=why_due.oldest,
        late=explained(lines(due), why_due.why),
        held=why_due.held,
        waiting=lines(put_off),
        in_flight=kinds["publishing"],
        pending=kinds["pending"],
        unknown=kinds["unknown"],
        failed=kinds["failed"],
        missed=kinds["missed"],
        unapproved=with_asked(lines(wait), asked, regions),
        to_approve=with_asked(lines(all_wait), asked, regions),
        blocked=lines(blocked),
        foreign=lines(foreign),
        limited=lines(limited),
        changing=explained(lines(changing.some(limit)), changing.why),
        differs=Lines(
            len(differ),
            tuple(replace(_line(p, {}), reason=look.detail) for p, look in differ[:limit]),
        ),
        unlooked=lines(unlooked),
        pauses=on.on,
        workers=tuple(at_work),
        endings=endings,
        unreachable=Lines(
            len(unreachable),
            tuple(replace(_line(p, {}), reason=why) for p, why in unreachable[:limit]),
        ),
        versions=ending_versions,
        unconfigured=unconfigured,
        clock=wrong,
        skew=clocks.measured(skew, at_work),
        bound_to_people=bound,
    )


def _judge(
    connection: Connection,
    due: Sequence[Publication],
    now: datetime,
    channels: Mapping[str, Channel],
    regions: Mapping[str, Region],
    on: Pauses,
    budgets: Budgets,
    *,
    busy: Collection[str],
    rules: ApprovalRules,
) -> _Judged:
    """Why what is due is not out, and how long it has waited; `busy` channels send another one."""
    if not due:
        return _Judged()
    oldest = max(now - meant_for(p) for p in due)
    if not channels:
        return _Judged(oldest, attention=frozenset(_unattended(oldest)))
    let = releases.released(connection, due, rules)
    last = LastPublished(channels)
    last.look(connection, due, now)
    names = {name for channel in channels.values() for name in pace.names(channel)}
    asked = rate_limits.left_alone(connection, names, now)
    short = budgets.outlook(connection, due, now)
    reasons: dict[str, list[int]] = {}
    attention: set[str] = set()
    for publication in due:
        channel = channels.get(publication.channel)
        region = regions.get(channel.region if channel else publication.region)
        answer = gate(
            publication,
            channel,
            region,
            approved=publication.id in let,
            last_published=last.before(publication),
            now=now,
            paused=on.reason(channel, region) if channel else "",
            waiting=short.get(publication.id) or (pace.waiting(channel, asked) if channel else ""),
        )
        if publication.channel in busy:
            reasons.setdefault("another post of its channel is in flight", []).append(
                publication.id
            )
        elif answer.verdict is Verdict.GO:
            attention.update(_unattended(now - publication.not_before))
        elif answer.verdict is Verdict.MISSED:
            attention.add("missed")
            reasons.setdefault("its time has passed", []).append(publication.id)
        else:
            reasons.setdefault(answer.reason, []).append(publication.id)
        if channel is None or region is None:
            attention.add("unconfigured")
    commonest = sorted(reasons.items(), key=lambda each: (-len(each[1]), each[0]))
    held = tuple(Held(why, len(some), tuple(some[:10])) for why, some in commonest)
    why = {number: reason for reason, some in reasons.items() for number in some}
    return _Judged(oldest, held, frozenset(attention), why)


def _asking(trouble: str) -> str:
    if trouble:
        return f"its network cannot be asked: {trouble}"
    return "its network is asked by the channel's last settings; nothing goes out on it"


def _stale(line: Line, now: datetime) -> bool:
    return line.since is not None and now - line.since > STALE


def _unattended(late: timedelta) -> tuple[str, ...]:
    return ("unattended",) if late > UNATTENDED else ()


def _line(publication: Publication, tried: Mapping[int, datetime]) -> Line:
    scheduled = publication.state is State.SCHEDULED
    return Line(
        id=publication.id,
        post=publication.post,
        channel=publication.channel,
        state=publication.state,
        due=meant_for(publication) if scheduled else publication.due,
        worker=publication.worker,
        since=tried.get(publication.id),
        reason=in_words(publication),
    )
