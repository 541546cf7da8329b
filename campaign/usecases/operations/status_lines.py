"""What one line of the status tells of a publication, and why it stands as it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from campaign.model import Region, State
from campaign.plan.approval import asked_in_words, deadline
from campaign.storage.trust.judged import Judged


@dataclass(frozen=True, slots=True)
class Line:
    """One publication as it is listed; `due` is the instant (UTC) it is meant for.

    `since` is when its last try began (UTC), None without one; `reason` holds the network's own
    words, or why it is held; `until` is when (UTC) it is to be approved, None where it need not be.
    """

    id: int
    post: str
    channel: str
    state: State
    due: datetime
    worker: str = ""
    since: datetime | None = None
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """How many there are, and the first of them."""

    count: int = 0
    first: tuple[Line, ...] = ()


def explained(lines: Lines, why: Mapping[int, str]) -> Lines:
    """The same lines, with the reason why each is held."""
    explained = (replace(line, reason=why.get(line.id, line.reason)) for line in lines.first)
    return Lines(lines.count, tuple(explained))


def with_asked(lines: Lines, asked: Mapping[int, Judged], regions: Mapping[str, Region]) -> Lines:
    """The same lines, with who is asked for a yes and until when; and whom the region names."""
    made: list[Line] = []
    for line in lines.first:
        found = asked.get(line.id)
        if found is None:
            made.append(line)
            continue
        region = regions.get(found.publication.region)
        named = (
            f"{region.approver} approves for {region.id!r}" if region and region.approver else ""
        )
        words = (found.held or asked_in_words(found.standing), named)
        until = deadline(found.publication, found.policy)
        made.append(replace(line, reason="; ".join(filter(None, words)), until=until))
    return Lines(lines.count, tuple(made))
