"""Checks of the calendar as a whole: posts too close, long silences, special days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Channel, Finding, Planned, Severity


def post_nowhere(desk: Desk) -> Iterator[Finding]:
    """A post that no channel can publish reaches nobody."""
    planned = {each.variant.post for each in desk.planned}
    for page in desk.pages:
        if page.post.id not in planned:
            yield page.finding(
                "post-nowhere",
                Severity.WARN,
                "channels",
                f"no channel can publish {page.post.id}",
                "see its other findings, and the channels it names",
            )


def posts_crowded(desk: Desk) -> Iterator[Finding]:
    """Two posts of one channel within an hour take readers from each other."""
    by_channel: defaultdict[str, list[Planned]] = defaultdict(list)
    for each in desk.planned:
        by_channel[each.variant.channel].append(each)
    pages = _pages(desk)
    pairs: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for channel, line in by_channel.items():
        line.sort(key=lambda each: each.due)
        for earlier, later in pairwise(line):
            between = later.due - earlier.due
            if between < desk.rules.apart and earlier.variant.post != later.variant.post:
                minutes = int(between.total_seconds() // 60)
                pairs[earlier.variant.post, later.variant.post].append((channel, minutes))
    for (first, second), channels in pairs.items():
        names = [name for name, _ in channels]
        others, minutes = len(names) - 1, min(m for _, m in channels)
        more = f" and {others} more channel{'s' if others > 1 else ''}" if others else ""
        yield pages[second].finding(
            "posts-crowded",
            Severity.WARN,
            "when",
            f"{second} follows {first} after {minutes} minute{'' if minutes == 1 else 's'} on "
            f"{names[0]}{more}",
            "leave an hour between them",
        )


def calendar_gap(desk: Desk) -> Iterator[Finding]:
    """Readers forget a campaign that is silent for more than a week."""
    pages = _pages(desk)
    for earlier, later in pairwise(desk.planned):
        between = later.due - earlier.due
        if between > desk.rules.gap:
            post = later.variant.post
            yield pages[post].finding(
                "calendar-gap",
                Severity.WARN,
                "when",
                f"nothing goes out for {between.days} days, from {earlier.due:%Y-%m-%d} to "
                f"{later.due:%Y-%m-%d}",
                "move a post into the gap",
            )


def day_met(desk: Desk) -> Iterator[Finding]:
    """A post on a special day should speak of that day, or move to another one."""
    pages = _pages(desk)
    days = defaultdict(list)
    for day in desk.registers.days:
        days[day.day].append(day)
    # Several regions may keep the same day: it is told once, with all of them.
    met: dict[tuple[str, str, str], dict[str, None]] = {}
    for each in desk.planned:
        local = each.due.astimezone(_channel(desk, each).zone)
        for day in days.get(f"{local:%m-%d}", ()):
            if day.region in ("", each.region):
                key = (each.variant.post, f"{local.day} {local:%B}", day.name)
                met.setdefault(key, {})[day.region] = None
    for (post, on, name), regions in met.items():
        whose = "" if "" in regions else f" in {' and '.join(sorted(regions))}"
        yield pages[post].finding(
            "day-met",
            Severity.INFO,
            "when",
            f"{on} is {name}{whose}",
            "speak of it, or choose another day",
        )


def _channel(desk: Desk, planned: Planned) -> Channel:
    return desk.setting.channels[planned.variant.channel]


def _pages(desk: Desk) -> dict[str, Page]:
    return {page.post.id: page for page in desk.pages}
