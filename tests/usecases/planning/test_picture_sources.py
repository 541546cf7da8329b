"""A key leads to a picture of the calendar, of an unsaved post or of the store, and to no other."""

from datetime import UTC, datetime
from pathlib import Path

from campaign.cards.draw import card_key
from campaign.errors import StorageError
from campaign.media import MediaStore
from campaign.model import Card, Media, Planned
from campaign.storage import variants
from campaign.storage.database import Database
from campaign.usecases.planning.picture_sources import PictureSources, by_key, shown
from tests.cards.material import brand, card
from tests.plan.made import variant
from tests.test_media import png

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
CARD = card(format="landscape")


def own(digest: str) -> bytes:
    """The project's own pictures: there is one."""
    if digest != "cd" * 32:
        raise StorageError("no such picture")
    return png()


def sources(folder: Path) -> PictureSources:
    """The sources of a campaign with this folder of stored pictures."""
    return PictureSources(brand(), own, MediaStore(folder))


def of_card(drawn: Card) -> Planned:
    """A planned post with a card."""
    made = variant(card=drawn, card_key=card_key(drawn, brand()), media=())
    return Planned(made, NOW, "catalonia", "A02")


def test_a_card_of_the_calendar_is_drawn_at_its_size(tmp_path: Path) -> None:
    """Its pixels are those that will go out."""
    planned = of_card(CARD)
    pixels = sources(tmp_path).of_calendar(planned.variant.card_key, by_key([planned]))
    assert pixels is not None
    assert pixels().size == (1200, 675)


def test_a_post_s_own_pictures_are_known_by_their_hash(tmp_path: Path) -> None:
    """Behind a card or instead of it, each by what it shows."""
    picture = Media("cd" * 32, "image/png", 4, 3, 80, "A room.")
    alone = variant(card=None, card_key=f"picture:{'cd' * 32}", media=(picture,))
    beside = variant(card=CARD, card_key=card_key(CARD, brand()), media=(), beside=(picture,))
    assert shown(alone) == (("cd" * 32, picture),)
    assert [key for key, _ in shown(beside)] == [card_key(CARD, brand()), "cd" * 32]
    known = by_key([Planned(alone, NOW, "catalonia", "A02")])
    pixels = sources(tmp_path).of_calendar("cd" * 32, known)
    assert pixels is not None
    assert pixels().format == "PNG"


def test_a_card_of_an_unsaved_post_counts_under_its_own_key_alone(tmp_path: Path) -> None:
    """A signed card cannot be put under the name of another picture."""
    of = sources(tmp_path).of_card
    assert of(card_key(CARD, brand()), CARD) is not None
    assert of(card_key(card(), brand()), CARD) is None
    assert of(card_key(CARD, brand()), None) is None


def test_what_was_applied_comes_from_the_store(tmp_path: Path, database: Database) -> None:
    """Also when the brand has changed since: followers saw the stored one."""
    store = MediaStore(tmp_path)
    media = store.put(png())
    with database.write() as connection:
        variants.remember_card(connection, "ef" * 32, media, NOW)
    with database.read() as connection:
        pixels = sources(tmp_path).of_store("ef" * 32, connection)
        by_hash = sources(tmp_path).of_store(media.sha256, connection)
        assert sources(tmp_path).of_store("01" * 32, connection) is None
    assert pixels is not None
    assert by_hash is not None
    assert pixels().size == by_hash().size == (media.width, media.height)
