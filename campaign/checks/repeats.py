"""Finds the same words twice on one account; some networks refuse them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from campaign.model import Channel, Finding, Limits, Planned, Post, Severity


def words_twice(
    planned: Sequence[Planned],
    posts: Mapping[str, Post],
    channels: Mapping[str, Channel],
    limits: Callable[[Channel], Limits],
) -> Iterator[Finding]:
    """Some networks refuse what an account said shortly before; readers may not want it again.

    White space does not count, and one account may have several channels. `posts` are by id,
    `channels` by name; `limits` gives what a channel's server allows. The later of two posts gets
    the finding, which blocks where the network refuses the repeat.
    """
    before: dict[tuple[str, str, str, str], Planned] = {}
    for each in sorted(planned, key=lambda each: each.due):
        variant, channel = each.variant, channels[each.variant.channel]
        words = " ".join(variant.text.split())
        account = channel.account or channel.name
        place = (channel.platform, channel.server, account, words)
        first, before[place] = before.get(place), each
        if first is None or not words:
            continue
        apart, refused = each.due - first.due, limits(channel).repeats_after
        severity = Severity.INFO
        message = (
            f"{channel.name} says the same words as {first.variant.post}, {_days(apart)} before"
        )
        remedy = "well if it is meant; else change some words of one of them"
        if apart < refused:
            severity = Severity.BLOCK
            message += f"; {channel.platform} refuses a repeat within {_days(refused)}"
            remedy = "change some words of one of them, or move it"
        yield Finding(
            "words-twice",
            severity,
            posts[variant.post].at(f"copy.{variant.language}.text"),
            message,
            remedy,
            variant.post,
            channel.name,
            variant.language,
        )


def _days(span: timedelta) -> str:
    """A length of time in whole days or, below two, in hours: "2 days", "5 hours", "no time"."""
    hours = -(-int(span.total_seconds()) // 3600)
    if not hours:
        return "no time"
    number, unit = (hours, "hour") if hours < 48 and hours % 24 else (round(hours / 24), "day")
    return f"{number} {unit}{'' if number == 1 else 's'}"
