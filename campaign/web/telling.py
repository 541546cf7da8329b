"""The story of a post in few lines: what was done at one time to many channels is one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaign.usecases.trust.story import Deed


@dataclass(frozen=True, slots=True)
class Told:
    """Acts of one kind, by one person, within one minute: the first instant (UTC), and how many.

    `channels` are those that they were about, `notes` what the person said.
    """

    at: datetime
    words: str
    who: str
    channels: tuple[str, ...]
    notes: tuple[str, ...]


def lines(deeds: Iterable[Deed], *, channel: str = "") -> tuple[Told, ...]:
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
