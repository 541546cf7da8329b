"""The story of a post in few lines: what was done at one time to many channels is one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from campaign.model import State
from campaign.usecases.operations.agenda import shown_of
from campaign.usecases.trust.story import Deed, Story

#: What became of channels, in the short story; the other states are on their way to one of these.
_ENDS: Final = (State.PUBLISHED, State.UNKNOWN, State.FAILED, State.MISSED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Told:
    """Acts of one kind, by one person, within one minute: the first instant (UTC), and on what.

    `channels` are those that they were about, `notes` what the person said. With `shown`, it tells
    that so many (`count`) came into this state, and `words` why.
    """

    at: datetime
    words: str
    who: str = ""
    channels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    shown: str = ""
    count: int = 0


def lines(deeds: Iterable[Deed], channel: str = "") -> tuple[Told, ...]:
    """The acts of a story that a reader needs, in the order of time; of one channel where named."""
    grouped: dict[tuple[str, str, datetime], list[Deed]] = {}
    for deed in deeds:
        if deed.is_step or (channel and deed.channel not in ("", channel)):
            continue
        minute = deed.at.replace(second=0, microsecond=0)
        grouped.setdefault((deed.words, deed.who.id, minute), []).append(deed)
    return tuple(
        Told(
            at=some[0].at,
            words=words,
            who=some[0].who.brief,
            channels=tuple(dict.fromkeys(each.channel for each in some if each.channel)),
            notes=tuple(dict.fromkeys(each.note for each in some if each.note)),
        )
        for (words, _, _), some in grouped.items()
    )


def in_short(story: Story) -> tuple[Told, ...]:
    """What people did to the post, and what became of its channels, in the order of time."""
    told = list(lines(deed for deed in story.deeds if not deed.who.is_publisher))
    last = {deed.channel: deed.at for deed in story.deeds if deed.who.is_publisher}
    for state in _ENDS:
        some = [each for each in story.accounts if each.state is state]
        if not some:
            continue
        out = [each.published_at for each in some if each.published_at is not None]
        moved = [last[each.channel] for each in some if each.channel in last]
        at = min(out) if out and state is State.PUBLISHED else min(moved, default=some[0].due)
        told.append(Told(at=at, words="", shown=str(shown_of(state)), count=len(some)))
    return tuple(sorted(told, key=lambda each: each.at))
