"""Finds what the calendar asks for at a time that is past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from campaign.model import Channel, Finding, Planned, Post, Publication, Severity
from campaign.plan.diff import Kind, Step, compare
from campaign.timekeeping import words
from campaign.usecases.planning.compile import Compiled


def time_past(
    compiled: Compiled,
    channels: Mapping[str, Channel],
    stored: Iterable[Publication],
    now: datetime,
) -> tuple[Finding, ...]:
    """A finding for each publication that is new to the database and whose time is past at `now`.

    `stored` is what the database holds, nothing where there is no database yet. What has gone out
    at its time is no finding, and what the publisher has missed is told by `campaign status`.
    """
    grace = {name: channel.grace for name, channel in channels.items()}
    posts = {post.id: post for post in compiled.posts}
    wanted = {each.identity: each for each in compiled.planned}
    plan = compare(compiled.planned, stored, now, grace)
    late = [step for step in plan.of(Kind.ADD) if step.due < now]
    return tuple(_finding(step, wanted, posts, channels, grace) for step in (*plan.too_late, *late))


def _finding(
    step: Step,
    wanted: Mapping[tuple[str, str, str], Planned],
    posts: Mapping[str, Post],
    channels: Mapping[str, Channel],
    grace: Mapping[str, timedelta],
) -> Finding:
    planned = wanted[step.identity]
    variant = planned.variant
    wall = planned.due.astimezone(channels[variant.channel].zone)
    passed = f"its time, {wall:%Y-%m-%d %H:%M}, has passed"
    lateness = words(grace[variant.channel])
    if step.kind is Kind.ADD:
        said = f"{passed}, by less than {lateness}: it goes out as soon as it is applied"
        remedy = "apply it soon, or give it a new time"
    else:
        said = f"{passed}, by more than {lateness}: it will not go out"
        remedy = "give it a new time, or take it out of the calendar"
    place = posts[variant.post].at("when")
    return Finding("time-past", Severity.WARN, place, said, remedy, variant.post, variant.channel)
