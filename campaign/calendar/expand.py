"""Expands each post to its channels: what should go out where, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from campaign.calendar.frame_choice import Settled, frames_of
from campaign.calendar.resolve import Instant, resolve
from campaign.calendar.select import select
from campaign.errors import ContentError, Mistake
from campaign.model import Channel, Finding, Post, Region, Severity


@dataclass(frozen=True, slots=True)
class Placement:
    """One post on one channel of one region, due at a UTC instant; in one frame, if it has two."""

    post: Post
    channel: Channel
    region: Region
    due: datetime


@dataclass(frozen=True, slots=True)
class Expansion:
    """All placements, by due time and then channel, and the findings about them."""

    placements: tuple[Placement, ...]
    findings: tuple[Finding, ...]


def expand(
    posts: Iterable[Post],
    channels: Iterable[Channel],
    regions: Mapping[str, Region],
    start: date,
    settled: Settled | None = None,
) -> Expansion:
    """The placements of posts in a campaign that starts on the day `start`.

    `regions` has every region by its id. A region that is not active on the post's day, in its own
    zone, is left out with a finding. An hour that a clock change moves gives a finding too. Of a
    post with two frames, each channel gets one; those of `settled` keep theirs. Raises ContentError
    with every unknown selector.
    """
    channels = tuple(channels)
    chosen: dict[tuple[str, ...], tuple[Channel, ...]] = {}
    placements: list[Placement] = []
    findings: list[Finding] = []
    mistakes: list[Mistake] = []
    for post in posts:
        if post.channels not in chosen:
            try:
                names = select(post.channels, channels, regions, post.at("channels"))
            except ContentError as error:
                mistakes.extend(error.mistakes)
                continue
            chosen[post.channels] = tuple(c for c in channels if c.name in names)
        found, remarks = _place(post, chosen[post.channels], regions, start, settled or {})
        placements += found
        findings += remarks
    if mistakes:
        raise ContentError(mistakes)
    placements.sort(key=lambda p: (p.due, p.channel.name, p.post.id))
    return Expansion(tuple(placements), tuple(findings))


def _place(
    post: Post,
    channels: tuple[Channel, ...],
    regions: Mapping[str, Region],
    start: date,
    settled: Settled,
) -> tuple[list[Placement], list[Finding]]:
    """The placements of one post, and one finding for each zone and region that has a problem."""
    instants: dict[ZoneInfo, Instant] = {}
    asleep: dict[str, date] = {}
    placements: list[Placement] = []
    for channel in channels:
        instant = instants.get(channel.zone)
        if instant is None:
            instant = instants[channel.zone] = resolve(post.slot, channel.zone, start)
        region = regions[channel.region]
        day = instant.at.astimezone(region.zone).date()
        if region.is_active(day):
            placements.append(Placement(post, channel, region, instant.at))
        else:
            asleep[region.id] = day
    if post.frames:
        placements = _framed(post, placements, settled)
    findings = [_inactive(post, regions[id_], day) for id_, day in asleep.items()]
    shifted = {i.zone.key: i for i in instants.values() if i.shift}
    findings += [_shifted(post, instant) for instant in shifted.values()]
    if not channels:
        findings.append(
            Finding(
                "no-channel",
                Severity.WARN,
                post.at("channels"),
                f"{post.id} is for no channel: {', '.join(post.channels)} leaves none",
                "widen its channels",
                post=post.id,
            )
        )
    return placements, findings


def _framed(post: Post, placements: list[Placement], settled: Settled) -> list[Placement]:
    """The placements of a post with two frames, each with the post as its readers get it."""
    frames = frames_of(post, (each.channel for each in placements), settled)
    read = {name: post.in_frame(name) for name in {"", *frames.values()}}
    return [replace(each, post=read[frames.get(each.channel.name, "")]) for each in placements]


def _inactive(post: Post, region: Region, day: date) -> Finding:
    """The finding that a region is not active on the post's day."""
    since = f"from {region.active_from}" if region.active_from else ""
    until = f"until {region.active_to}" if region.active_to else ""
    span = " ".join(part for part in (since, until) if part)
    return Finding(
        "region-inactive",
        Severity.INFO,
        post.at("channels"),
        f"{post.id} leaves out {region.id}, which takes part {span} and not on {day}",
        f"move the post, or leave it out with -{region.id}",
        post=post.id,
    )


def _shifted(post: Post, instant: Instant) -> Finding:
    """The finding about what a clock change does to a post's time."""
    zone, shown = instant.zone.key, f"{instant.local:%Y-%m-%d %H:%M}"
    if instant.shift == "gap":
        return Finding(
            "hour-missing",
            Severity.WARN,
            post.at("when"),
            f"{post.id}: the clock in {zone} skips that hour; it goes out at {shown}",
            "choose an hour that exists on that day",
            post=post.id,
        )
    return Finding(
        "hour-twice",
        Severity.INFO,
        post.at("when"),
        f"{post.id}: the clock in {zone} shows {shown} twice; it goes out the first time",
        "choose an hour that comes once to leave no doubt",
        post=post.id,
    )
