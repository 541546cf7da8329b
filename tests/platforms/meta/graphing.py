"""Our adapters for Facebook and Instagram, and the way of a post through both of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from campaign.media import MediaStore
from campaign.model import Media, Payload, Pending, Receipt, Variant
from campaign.platforms.facebook.adapter import Facebook
from campaign.platforms.instagram.adapter import Instagram
from campaign.platforms.protocols import Connection
from tests.platforms.samples import ALT, Clock, Shelf, channel, variant
from tests.sandbox.grapher import jpeg

TOKEN = "sandbox-catalonia"
PUBLIC = "https://media.example.org/cards"
NOWHERE = "http://127.0.0.1:9"


def facebook(
    server: str = NOWHERE,
    clock: Clock | None = None,
    shelf: Shelf | None = None,
    secret: str = TOKEN,
    account: str = "catalonia",
    **options: str,
) -> Facebook:
    """The channel's adapter; waiting moves its clock."""
    clock = clock or Clock()
    place = channel("facebook", server, options, account=account)
    return Facebook(Connection(place, secret, shelf or Shelf(), clock, clock.pass_by))


def instagram(
    server: str = NOWHERE,
    clock: Clock | None = None,
    secret: str = TOKEN,
    account: str = "catalonia",
    public: str = PUBLIC,
    **options: str,
) -> Instagram:
    """The same for Instagram, whose pictures lie at `public`."""
    clock = clock or Clock()
    options["public_media_url"] = public
    place = channel("instagram", server, options, account=account)
    return Instagram(Connection(place, secret, Shelf(), clock, clock.pass_by))


def laid(folder: Path, *pictures: bytes) -> tuple[Media, ...]:
    """Pictures where the publisher keeps them."""
    store = MediaStore(folder)
    return tuple(store.put(each, ALT) for each in pictures)


def card(shelf: Shelf, colour: str = "#003399", size: tuple[int, int] = (1200, 675)) -> Media:
    """A card as it is drawn for either network, on a shelf."""
    return shelf.put(jpeg(size, colour), mime="image/jpeg")


def film_of(size: int = 1000) -> Media:
    """A film that is somewhere."""
    return Media("f" * 64, "video/mp4", 1080, 1920, size, ALT)


def said(platform: str, *media: Media, text: str = "Tres dies.", link: str = "") -> Variant:
    """A variant in Catalan."""
    return variant(platform, *media, text=text, link=link)


def through(
    adapter: Facebook | Instagram,
    payload: Payload,
    before: Sequence[Receipt] = (),
    asks: int = 3,
) -> Receipt:
    """Both steps, asking so often at most."""
    answer = adapter.publish(payload, "key", before)
    for _ in range(asks):
        if isinstance(answer, Receipt):
            return answer
        answer = adapter.finish(Pending(answer.token))
    assert isinstance(answer, Receipt), answer
    return answer


def begun(adapter: Facebook | Instagram, payload: Payload) -> Pending:
    """The first step, of which nothing is seen yet."""
    answer = adapter.publish(payload, "key")
    assert isinstance(answer, Pending)
    return answer
