"""A picture goes out as it is seen: turned by its orientation mark, which goes then."""

from __future__ import annotations

import pytest
from PIL import Image

from campaign.pictures import Source
from campaign.pictures.marks import TURNS, read
from tests.pictures.photos import ANY, ONLY_JPEG, corners, exif, scene, seen, sent, written

_SEEN = ["red", "lime", "blue", "yellow"]


def stored(mark: int) -> Image.Image:
    """The scene as a camera stores it that writes this mark."""
    back = {6: TURNS[8], 8: TURNS[6]}
    turn = back.get(mark, TURNS.get(mark))
    return scene() if turn is None else scene().transpose(turn)


@pytest.mark.parametrize("mark", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_every_mark_is_followed_in_every_format(mark: int, kind: str) -> None:
    """All four corners are where a person saw them."""
    data = written(
        stored(mark), kind, exif=exif(mark), **({} if kind == "PNG" else {"quality": 95})
    )
    for bounds in (ANY, ONLY_JPEG):
        prepared, out = sent(data, bounds)
        image = seen(out)
        assert corners(image) == _SEEN
        assert image.size == (160, 120) == (prepared.media.width, prepared.media.height)
        assert image.getexif().get(0x0112, 1) == 1
        if kind != "HEIF" and mark != 1:
            assert prepared.changes[0] == f"turned upright, as its orientation mark {mark} says"


def test_a_heic_is_turned_once() -> None:
    """Phones write a box that turns it, and the mark as well; some write the mark alone."""
    with_box = written(stored(6), "HEIF", exif=exif(6), quality=95)
    block = Image.Exif()
    block[0x0112] = 6
    mark_alone = written(stored(6), "HEIF", exif=block, quality=95)
    assert (b"irot" in with_box, b"irot" in mark_alone) == (True, False)
    for data in (with_box, mark_alone):
        assert corners(seen(sent(data)[1])) == _SEEN


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"torn",
        b"MM\0*\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff" + bytes(40),
        exif(6)[:20],
        exif(0),
        exif(9),
    ],
)
def test_a_mark_that_cannot_be_read_turns_nothing(block: bytes) -> None:
    """As in every browser."""
    assert read(block.removeprefix(b"Exif\0\0")).orientation == 1
    assert corners(seen(sent(written(scene(), "JPEG", exif=block))[1])) == _SEEN


def test_a_picture_is_turned_and_scaled_and_cropped_at_once() -> None:
    """Its sides change places before they are compared with a network's bounds."""
    tall = scene(1080, 1365)  # a little taller than 4:5
    data = written(tall.transpose(TURNS[8]), "JPEG", exif=exif(6), quality=95)
    assert Source(data).size == (1080, 1365)
    prepared, out = sent(data, ONLY_JPEG)
    assert seen(out).size == (1080, 1350) == (prepared.media.width, prepared.media.height)
    assert corners(seen(out)) == _SEEN
    assert "cropped by 15 pixels to a ratio that the network takes" in prepared.changes
