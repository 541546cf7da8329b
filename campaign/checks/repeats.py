"""Finds the same words twice on one account, where its network refuses a repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from campaign.model import Channel, Finding, Limits, Planned, Post, Severity


def words_twice(
    planned: Sequence[Planned],
    posts: Mapping[str, Post],
    channels: Mapping[str, Channel],
    limits: Callable[[str], Limits],
) -> Iterator[Finding]:
    """A network refuses what its account said shortly before, also in another of its channels.

    White space does not count. `posts` are by id, `channels` by name; `limits` gives a network's
    limits by its name. The later of two posts gets the finding.
    """
    before: dict[tuple[str, str, str, str], Planned] = {}
    for each in sorted(planned, key=lambda each: each.due):
        variant, channel = each.variant, channels[each.variant.channel]
        span = limits(channel.platform).repeats_after
        words = " ".join(variant.text.split())
        if not span or not words:
            continue
        account = channel.account or channel.name
        place = (channel.platform, channel.server, account, words)
        first = before.get(place)
        before[place] = each
        if first is not None and each.due - first.due < span:
            yield Finding(
                "words-twice",
                Severity.BLOCK,
                posts[variant.post].at(f"copy.{variant.language}.text"),
                f"{channel.name} says the same words as {first.variant.post} "
                f"{_days(each.due - first.due)} before, and {channel.platform} refuses a repeat "
                f"within {_days(span)}",
                "change some words of one of them, or move it",
                variant.post,
                channel.name,
                variant.language,
            )


def _days(span: timedelta) -> str:
    """A length of time in whole days or hours, rounded up: "2 days", "5 hours"."""
    hours = -(-int(span.total_seconds()) // 3600)
    number, unit = (hours // 24, "day") if hours and hours % 24 == 0 else (hours, "hour")
    return f"{number} {unit}{'' if number == 1 else 's'}"
