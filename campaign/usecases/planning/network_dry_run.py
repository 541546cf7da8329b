"""Asks the networks' own code for a variant's requests, so that a refusal is a finding of its post.

Without this, a request that cannot be made is found when the post is due. The code that is asked is
pure: it needs no credential, sends nothing and loads no client library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from campaign.cards.layout import FORMATS
from campaign.errors import UnsupportedFeature
from campaign.model import Card, Channel, Finding, Media, Post, Severity, Variant
from campaign.platforms.protocols import Writer

#: Gives what makes the requests of a channel's posts; raises ValueError when its settings are
#: unfit.
WriterOf = Callable[[Channel], Writer]

#: Findings that say the same as a network's refusal would, with a better remedy.
_SAID = frozenset(
    {
        "alt-too-long",
        "film-refused",
        "part-not-taken",
        "picture-refused",
        "pictures-many",
        "too-long",
        "too-many",
    }
)
# No picture has this hash.
_UNDRAWN = "0" * 64


class NetworkTrial:
    """Tells which variants their networks cannot take, and which channels' settings are unfit."""

    def __init__(self, writers: WriterOf) -> None:
        self._writers = writers
        self._known: dict[str, Writer | str] = {}

    def findings(
        self,
        post: Post,
        channel: Channel,
        variant: Variant,
        due: datetime,
        so_far: Iterable[Finding],
    ) -> Iterator[Finding]:
        """Why the variant's requests cannot be made, unless the findings `so_far` say it already.

        `due` is the instant (UTC) that the post is meant for.
        """
        writer = self._writer(channel)
        if isinstance(writer, str):
            yield _unfit(channel, writer)
            return
        if any(finding.blocks and finding.code in _SAID for finding in so_far):
            return
        try:
            writer(illustrated(variant), due)
        except UnsupportedFeature as error:
            yield _refused(post, channel, variant, str(error))

    def _writer(self, channel: Channel) -> Writer | str:
        """What makes the channel's requests, or the reason why nothing can."""
        known = self._known.get(channel.name)
        if known is None:
            try:
                known = self._writers(channel)
            except ValueError as error:
                known = str(error)
            self._known[channel.name] = known
        return known


def illustrated(variant: Variant) -> Variant:
    """The variant with its pictures; a card that is not drawn yet stands there by its size."""
    if variant.card is None:
        return variant
    return variant.illustrated((_undrawn(variant.card, variant.alt), *variant.beside))


def _undrawn(card: Card, alt: str) -> Media:
    """A card before it is drawn: how many bytes it will have is not known."""
    width, height = FORMATS[card.format]
    return Media(_UNDRAWN, card.mime or "image/png", width, height, 0, alt)


def _refused(post: Post, channel: Channel, variant: Variant, why: str) -> Finding:
    spoken = (channel.platform, variant.language)
    own = spoken in post.overrides
    written = f"overrides.{'.'.join(spoken)}.text" if own else f"copy.{variant.language}.text"
    return Finding(
        "network-refuses",
        Severity.BLOCK,
        post.at(written),
        f"this cannot be sent to {channel.name} ({why})",
        f"change the post, or leave {channel.name} out of its channels",
        post.id,
        channel.name,
        variant.language,
    )


def _unfit(channel: Channel, why: str) -> Finding:
    return Finding(
        "network-refuses",
        Severity.BLOCK,
        channel.place,
        f"nothing can be published to {channel.name}: {why}",
        "change the channel's settings in the configuration",
        "",
        channel.name,
    )
