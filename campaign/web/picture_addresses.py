"""Where the small pictures of posts are served: each address says what is shown, and how wide.

A page writes `card_address(variant, 128)` into an `<img>`. What stands in the calendar's files, or
was applied once, needs no more. The card of a post that is not saved has to be signed: give the
desk's key as `secret`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from campaign.cards.layout import FORMATS
from campaign.model import Card, Media, Variant
from campaign.usecases.planning.picture_shelf import HIGHEST
from campaign.usecases.planning.picture_sources import shown
from campaign.usecases.planning.signed_cards import sign_card

_WHOLE = (1080, 1080)


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """One picture or film as a page shows it; `width` and `height` are pixels of the small one."""

    address: str
    width: int
    height: int
    alt: str
    is_film: bool = False


def pictures_of(
    variant: Variant, width: int = 520, *, secret: bytes = b""
) -> Iterator[SmallPicture]:
    """Each picture of a variant, in the order in which they go out; none for a post of words.

    `width` is one of `picture_shelf.WIDTHS`. With `secret`, a card is signed into its address.
    """
    for (key, what), alt in zip(shown(variant), variant.alts, strict=False):
        across, down = (
            (what.width, what.height)
            if isinstance(what, Media)
            else FORMATS.get(what.format, _WHOLE)
        )
        if isinstance(what, Media) and what.is_film:
            yield SmallPicture(f"/pictures/{key}.mp4", across, down, alt, is_film=True)
            continue
        scale = min(1.0, width / max(across, 1), width * HIGHEST / max(down, 1))
        address = f"/pictures/{key}-{width}.webp"
        if secret and isinstance(what, Card):
            address += f"?card={quote(sign_card(what, secret))}"
        yield SmallPicture(address, max(1, round(across * scale)), max(1, round(down * scale)), alt)


def card_address(variant: Variant, width: int = 520, *, secret: bytes = b"") -> str:
    """Where the first picture of a variant is served at a width; "" when it has none, or a film."""
    first = next(pictures_of(variant, width, secret=secret), None)
    return first.address if first is not None and not first.is_film else ""
