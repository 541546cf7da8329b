"""Finds the channels that the selectors under a post's `channels` mean.

===================  ==========================================
``all``              every channel
``north``            every channel of a region
``eu-mastodon-en``   one channel by its name
``*/mastodon``       every channel on a platform
``north/bluesky``    a region's channels on a platform
``lang:ca``          every channel in a language
``-north``           any of these with ``-`` in front: leaves out
===================  ==========================================

The order does not matter: what is left out stays out. A list that only leaves out starts with all
channels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from campaign.calendar.known import Known, did_you_mean
from campaign.errors import ContentError, Mistake, Place
from campaign.model import Channel


def select(
    selectors: Sequence[str],
    channels: Iterable[Channel],
    regions: Iterable[str] = (),
    place: Place = Place(""),
) -> frozenset[str]:
    """The names of the channels that the selectors mean.

    `regions` names all valid regions, also those without a channel. A valid selector may mean no
    channel at all. An unknown name raises ContentError at `place`.
    """
    channels = tuple(channels)
    known = Known(
        languages=frozenset(c.language for c in channels),
        regions=frozenset(c.region for c in channels) | frozenset(regions),
        channels=frozenset(c.name for c in channels),
        platforms=frozenset(c.platform for c in channels),
    )
    faults = [fault for selector in selectors if (fault := selector_fault(selector, known))]
    if faults:
        raise ContentError([Mistake(place, *fault) for fault in faults])
    wanted = [s for s in selectors if not s.startswith("-")]
    unwanted = [s.removeprefix("-") for s in selectors if s.startswith("-")]
    return frozenset(
        channel.name
        for channel in channels
        if (not wanted or any(_means(s, channel) for s in wanted))
        and not any(_means(s, channel) for s in unwanted)
    )


def selector_fault(selector: str, known: Known) -> tuple[str, str] | None:
    """What is wrong with one selector and what to do about it; None when it is valid."""
    bare = selector.removeprefix("-")
    if not bare:
        return "a selector is empty", "write all, a region, a channel or */platform"
    if bare == "all":
        return None
    if bare.startswith("lang:"):
        return _unknown("language", bare.removeprefix("lang:"), known.languages)
    region, slash, platform = bare.partition("/")
    if slash:
        fault = None if region == "*" else _unknown("region", region, known.regions)
        return fault or _unknown("platform", platform, known.platforms)
    if known.regions is None or known.channels is None:
        return None
    names = known.regions | known.channels
    if bare in names:
        return None
    if bare in (known.platforms or ()):
        return f'"{bare}" is a platform', f'write "*/{bare}"'
    if bare in (known.languages or ()):
        return f'"{bare}" is a language', f'write "lang:{bare}"'
    meant = did_you_mean(bare, names | {"all"})
    return f'there is no region or channel "{bare}"', meant


def _unknown(noun: str, name: str, names: frozenset[str] | None) -> tuple[str, str] | None:
    if names is None or name in names:
        return None
    return f'there is no {noun} "{name}"', did_you_mean(name, names)


def _means(selector: str, channel: Channel) -> bool:
    if selector == "all":
        return True
    if selector.startswith("lang:"):
        return selector.removeprefix("lang:") == channel.language
    region, slash, platform = selector.partition("/")
    if slash:
        return region in ("*", channel.region) and platform == channel.platform
    return selector in (channel.region, channel.name)
