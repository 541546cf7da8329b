"""Writes a choice of channels as a short list of selectors that means exactly these."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from campaign.calendar.select import select
from campaign.model import Channel

#: A post that goes out nowhere.
NOWHERE: Final = ("-all",)


def selectors_of(chosen: Collection[str], channels: Sequence[Channel]) -> tuple[str, ...]:
    """The selectors of these channels by name, in the order of the configuration.

    What grows with the configuration ("all", a region) is written where everything in it is chosen,
    or all but a few.
    """
    wanted = frozenset(chosen) & {each.name for each in channels}
    if not wanted:
        return NOWHERE
    ways = sorted(_ways(wanted, channels), key=len)
    # A channel may be called as a region is: then the shorter way would mean both.
    fitting = (each for each in ways if select(each, channels) == wanted)
    return next(fitting, tuple(each.name for each in channels if each.name in wanted))


def _ways(wanted: frozenset[str], channels: Sequence[Channel]) -> Iterator[tuple[str, ...]]:
    yield ("all", *(f"-{each.name}" for each in channels if each.name not in wanted))
    some: list[str] = []
    for region in dict.fromkeys(each.region for each in channels):
        own = [each.name for each in channels if each.region == region]
        picked = [name for name in own if name in wanted]
        some += [region] if picked == own else picked
    yield tuple(some)
