"""What somebody who was invited reads: each language once, and how each account differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.compose.wording import Wording
from campaign.config import Config
from campaign.errors import RenderError
from campaign.model import Post, Registers
from campaign.plan.approval import deadline
from campaign.plan.grace import meant_for
from campaign.storage.frames import Other
from campaign.usecases.trust.comparison import AddressOf, AskedChannel, asked_channel, length
from campaign.usecases.trust.invited import Reading, Shown


@dataclass(frozen=True, slots=True)
class LanguageText:
    """The accounts that speak one language: the first is shown whole, of the others what differs.

    `before_at` is when (UTC) something else was approved for the first one, None when nothing was.
    `frame` is that of the first one, and `other` what is read of the post in its other frame.
    """

    language: str
    channels: tuple[AskedChannel, ...]
    before_at: datetime | None
    frame: str = ""
    other: Other | None = None

    @property
    def first(self) -> AskedChannel:
        """The account with the longest text."""
        return self.channels[0]


@dataclass(frozen=True, slots=True)
class Times:
    """When it goes out first and last, and until when it is to be approved (None: no policy)."""

    first: datetime
    last: datetime
    until: datetime | None


def texts(
    shown: Shown, config: Config, address: AddressOf, language: str
) -> tuple[LanguageText, ...]:
    """The texts of an invitation by language: `language` first, then as the region has them."""
    region = config.regions.get(shown.invitation.region)
    spoken = {each.publication.language for each in shown.readings}
    order = dict.fromkeys([language, *(region.languages if region else ()), *sorted(spoken)])
    found = []
    for wanted in order:
        some = [each for each in shown.readings if each.publication.language == wanted]
        if some:
            found.append(_text(wanted, some, config, address))
    return tuple(found)


def _text(
    language: str, some: Sequence[Reading], config: Config, address: AddressOf
) -> LanguageText:
    ordered = sorted(some, key=lambda each: -length(each.variant))
    first = ordered[0]
    return LanguageText(
        language,
        tuple(
            asked_channel(
                each.publication, each.variant, each.before, first.variant, config, address
            )
            for each in ordered
        ),
        first.before_at,
        first.variant.frame,
        first.other,
    )


def times(shown: Shown, config: Config) -> Times:
    """When (UTC) the publications of an invitation are meant to go out."""
    due = sorted(meant_for(each.publication) for each in shown.readings)
    policy = config.approval.of(shown.invitation.region)
    until = min(deadline(each.publication, policy) for each in shown.readings) if policy else None
    return Times(due[0], due[-1], until)


def original(post: Post, registers: Registers, region: str) -> tuple[str, ...]:
    """A post's headline and texts in its source language, filled in for a region's readers.

    What cannot be filled in stands as it is written. Empty for a post without a source.
    """
    copy = post.source
    if copy is None:
        return ()
    wording = Wording(post, copy, region, registers.facts)
    parts = (copy.headline, *(words for _, words in (*copy.texts, *copy.following)))
    return tuple(_filled(wording, words, post.link) for words in parts if words)


def _filled(wording: Wording, words: str, link: str) -> str:
    try:
        return wording.filled(words, wording.post.place, link=link)
    except RenderError:
        return words
