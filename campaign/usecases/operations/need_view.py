"""What needs are made of: the status, the publications behind its lines, and those grouped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.model import Channel, Region
from campaign.model.approval import ApprovalRules
from campaign.plan.grace import meant_for
from campaign.plan.rights import Act
from campaign.storage import concerned
from campaign.storage.concerned import Concerned
from campaign.usecases.operations.need import (
    NO_THREAT,
    Concern,
    FirstStep,
    Need,
    NeedKind,
    Threat,
)
from campaign.usecases.operations.status import Status
from campaign.usecases.operations.status_lines import Line, Lines


@dataclass(frozen=True, slots=True)
class View:
    """What the needs are made of: the status, and what its lines are about, by number."""

    connection: Connection
    found: Status
    about: Mapping[int, Concerned]
    channels: Mapping[str, Channel]
    regions: Mapping[str, Region]
    rules: ApprovalRules

    @property
    def now(self) -> datetime:
        """The instant (UTC) of the status."""
        return self.found.now

    def concerns(self, lines: Lines) -> tuple[Concern, ...]:
        """Its lines, as needs tell of them."""
        return tuple(self.concern(line) for line in lines.first if line.id in self.about)

    def concern(self, line: Line) -> Concern:
        """One line; its publication must be among those that were read."""
        return of(self.about[line.id], line.reason, line.until)

    def threat(self, channels: Collection[str], post: str = "") -> Threat:
        """What these channels are still to send."""
        found = concerned.coming(self.connection, channels, self.now, post)
        if found.first is None:
            return NO_THREAT
        return Threat(found.count, meant_for(found.first), found.first.post, found.headline)

    def on(self, platform: str) -> list[str]:
        """The channels of a network."""
        return [each.name for each in self.channels.values() if each.platform == platform]


def of(found: Concerned, cause: str = "", until: datetime | None = None) -> Concern:
    """What a need tells of a publication."""
    p = found.publication
    return Concern(
        id=p.id,
        post=p.post,
        headline=found.headline,
        channel=p.channel,
        platform=p.platform,
        region=p.region,
        language=p.language,
        state=p.state,
        at=meant_for(p),
        tries=p.tries,
        cause=cause,
        until=until,
    )


def lines_of(found: Status) -> Iterator[Lines]:
    """Those of a status that needs are made of."""
    yield from (found.unknown, found.foreign, found.failed, found.missed, found.pending)
    yield from (found.changing, found.differs, found.unlooked, found.blocked, found.limited)
    yield from (found.unreachable, found.unconfigured, found.late)


def need(
    kind: NeedKind,
    some: Sequence[Concern],
    words: str,
    step: FirstStep,
    *,
    detail: str = "",
    said: str = "",
    since: datetime | None = None,
    deadline: datetime | None = None,
    count: int = 0,
    threat: Threat = NO_THREAT,
    who: str = "",
    act: Act = Act.DECIDE,
    key: str = "",
) -> Need:
    """A need about these publications; its key is made of the first one's number.

    Without a `count` it is about these alone.
    """
    return Need(
        kind=kind,
        key=key or f"{kind}-{min(each.id for each in some)}",
        cause=words,
        first_step=step,
        detail=detail,
        said=said,
        since=since,
        deadline=deadline,
        count=count or len(some),
        concerns=tuple(some),
        threat=threat,
        who=who,
        regions=frozenset(each.region for each in some),
        act=act,
    )


def grouped(
    concerns: Iterable[Concern], alike: Callable[[Concern], Hashable]
) -> list[list[Concern]]:
    """Those with the same cause together, in the order of the first of each."""
    groups: dict[Hashable, list[Concern]] = {}
    for each in concerns:
        groups.setdefault(alike(each), []).append(each)
    return list(groups.values())
