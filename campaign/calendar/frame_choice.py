"""Which channel gets which of the two frames of a post: balanced, and never by chance.

The rule, in words for whoever wants to work it out again:

1. The channels are taken in the order of `config.toml`. Those whose language has one text alone
   take no part, and so do those that are not among the post's channels.
2. Channels for which the post was planned before keep the frame that they have, and count first.
3. Each other channel gets the frame that fewer have so far on its network in its language. If both
   have as many, then the one that fewer have on its network; then in its language; then in all.
4. If these are equal too, the first bit of SHA-256 over "post/channel" decides: 0 is the frame
   whose name comes first in the alphabet.

So on one network and in one language the two never differ by more than one, as long as nobody takes
channels away. A channel that comes later, behind the others, changes nothing for them. This is
minimisation (Pocock and Simon, "Sequential Treatment Assignment with Balancing for Prognostic
Factors in the Controlled Clinical Trial", Biometrics 31, 1975) without its chance part. What is
divided are channels; no network tells who read what, and no reader is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256

from campaign.model import Channel, Post

Settled = Mapping[tuple[str, str], str]
"""The frame that a publication has, by post and channel."""


def frames_of(post: Post, channels: Iterable[Channel], settled: Settled) -> dict[str, str]:
    """The frame of each channel that gets one, by its name.

    `channels` are those of the post, in the order of the configuration. `settled` are the frames of
    what was planned before; one that the post no longer has does not count.
    """
    names = post.frames
    if not names:
        return {}
    taking_part = [each for each in channels if _has_frames(post, each.language)]
    chosen = {
        each.name: frame
        for each in taking_part
        if (frame := settled.get((post.id, each.name), "")) in names
    }
    lead: Counter[tuple[str, str]] = Counter()
    for each in taking_part:
        if each.name in chosen:
            _count(lead, each, chosen[each.name] == names[1])
    for each in taking_part:
        if each.name not in chosen:
            second = _gets_second(lead, post.id, each)
            chosen[each.name] = names[1] if second else names[0]
            _count(lead, each, second)
    return chosen


def _has_frames(post: Post, language: str) -> bool:
    copy = post.copy.get(language)
    return copy is not None and bool(copy.frames)


def _strata(channel: Channel) -> tuple[tuple[str, str], ...]:
    """What is balanced, the most important first."""
    return (
        (channel.platform, channel.language),
        (channel.platform, ""),
        ("", channel.language),
        ("", ""),
    )


def _count(lead: Counter[tuple[str, str]], channel: Channel, second: bool) -> None:
    """Count how many more channels have the first frame than the second."""
    for each in _strata(channel):
        lead[each] += -1 if second else 1


def _gets_second(lead: Counter[tuple[str, str]], post: str, channel: Channel) -> bool:
    for each in _strata(channel):
        if lead[each]:
            return lead[each] > 0
    return sha256(f"{post}/{channel.name}".encode()).digest()[0] >= 128
