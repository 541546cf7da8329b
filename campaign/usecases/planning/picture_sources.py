"""What a picture's key stands for, and how its pixels come about.

::

    of the calendar    a card that is drawn, or a post's own picture under `assets/`
    unsaved            a card that was signed into its address
    applied            what was drawn or prepared when the calendar was applied, from the store
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PIL import Image
from sqlalchemy import Connection

from campaign.cards.brand import Brand
from campaign.cards.draw import arrange, card_key, paint
from campaign.media import MediaStore
from campaign.model import Card, Media, Planned, Variant
from campaign.storage import variants
from campaign.usecases.planning.picture_shelf import opened
from campaign.usecases.planning.thumbnails import keys

#: Gives the pixels of a picture; raises RenderError or StorageError when there are none.
Pixels = Callable[[], Image.Image]


def by_key(planned: Iterable[Planned]) -> dict[str, Card | Media]:
    """What each picture of these variants shows, by the key that stands in its address."""
    return {key: what for each in planned for key, what in shown(each.variant)}


def shown(variant: Variant) -> tuple[tuple[str, Card | Media], ...]:
    """Each picture of a variant in the order in which they go out: its key, and what it shows."""
    drawn: tuple[Card | Media, ...] = () if variant.card is None else (variant.card,)
    names = (key.rpartition(":")[2] for key in keys(variant))
    return tuple(zip(names, (*drawn, *variant.own), strict=True))


@dataclass(frozen=True, slots=True)
class PictureSources:
    """Where the pictures of a campaign come from.

    `own` gives the bytes of a post's own picture by their SHA-256; it raises KeyError or
    StorageError for one that it does not know.
    """

    brand: Brand
    own: Callable[[str], bytes]
    store: MediaStore

    def of_calendar(self, key: str, known: Mapping[str, Card | Media]) -> Pixels | None:
        """The pixels of a picture that the calendar's files ask for; None when none has the key."""
        what = known.get(key)
        if what is None:
            return None
        if isinstance(what, Card):
            return self._drawn(what)
        return lambda: opened(self.own(key))

    def of_card(self, key: str, card: Card | None) -> Pixels | None:
        """The pixels of a card that is in no file; None when it has another key."""
        if card is None or card_key(card, self.brand) != key:
            return None
        return self._drawn(card)

    def of_store(self, key: str, connection: Connection) -> Pixels | None:
        """The pixels of what was stored when a post was planned; None when none has the key."""
        media = variants.drawn(connection, [key]).get(key)
        digest = media.sha256 if media is not None else key
        if media is None and not self.store.has(digest):
            return None
        return lambda: opened(self.store.read(digest))

    def _drawn(self, card: Card) -> Pixels:
        return lambda: paint(arrange(card, self.brand))
