"""What moves goes out moving where the network shows it so; elsewhere its first frame does."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageSequence

from campaign.errors import StorageError
from campaign.pictures import Bounds
from tests.pictures.photos import (
    ANY,
    GIF,
    JPEG,
    MOVING,
    ONLY_JPEG,
    PNG,
    apart,
    moving,
    scene,
    seen,
    sent,
    written,
)


def frames(data: bytes) -> list[tuple[bytes, float]]:
    """Every frame's pixels, and how long it stands (milliseconds)."""
    image = seen(data)
    return [
        (frame.convert("RGBA").tobytes(), frame.info.get("duration", 0))
        for frame in ImageSequence.Iterator(image)
    ]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_loses_no_frame_no_time_and_no_loop(kind: str) -> None:
    """Only what stands beside it."""
    more: dict[str, Any] = {"exif": b"Exif\0\0beside-words"}
    if kind == "GIF":
        more = {"comment": b"beside-words"}
    data = moving(kind, **more)
    assert b"beside-words" in data
    prepared, out = sent(data, MOVING)
    assert not prepared.stands_still
    assert b"beside-words" not in out
    assert frames(out) == frames(data)
    assert len(frames(out)) == 3
    assert seen(out).info["loop"] == seen(data).info["loop"]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
@pytest.mark.parametrize("bounds", [ANY, ONLY_JPEG, Bounds((JPEG, PNG))])
def test_elsewhere_the_first_frame_goes_out_as_a_picture(kind: str, bounds: Bounds) -> None:
    """And it is said that it stands still."""
    prepared, out = sent(moving(kind), bounds)
    assert prepared.stands_still
    assert "only the first of its 3 frames" in prepared.changes
    assert prepared.media.mime in (PNG, JPEG)
    assert getattr(seen(out), "n_frames", 1) == 1
    assert apart(seen(out), scene())[1] < 5


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_one_frame_does_not_move(kind: str) -> None:
    """A still GIF goes to a network that takes GIF, as it is."""
    data = written(scene(), kind)
    prepared, out = sent(data)
    assert (out, prepared.stands_still, prepared.changes) == (data, False, ())


def test_an_animation_of_a_type_that_the_network_lacks_stands_still() -> None:
    """It may show others moving."""
    prepared, _ = sent(moving("WEBP"), Bounds((GIF, JPEG), moves=True))
    assert (prepared.stands_still, prepared.media.mime) == (True, JPEG)


def test_a_damaged_frame_is_refused_wherever_it_goes() -> None:
    """The last one too, also where only the first is shown: every network is told the same."""
    data = bytearray(moving("WEBP"))
    last = bytes(data).rindex(b"ANMF")
    data[last + 40 : last + 60] = bytes(20)
    for bounds in (MOVING, ONLY_JPEG):
        with pytest.raises(StorageError, match="damaged"):
            sent(bytes(data), bounds)


def test_a_long_animation_is_refused_with_the_numbers() -> None:
    """Each frame costs as much as a picture."""
    frame = Image.new("P", (1000, 1000))
    one = written(frame, "GIF")
    start, block = one.index(b","), one[one.index(b",") : -1]
    with pytest.raises(StorageError, match="201 frames of 1000 × 1000 pixels, more than the 200"):
        sent(one[:start] + block * 201 + one[-1:], MOVING)


def test_a_frame_may_reach_over_the_edge() -> None:
    """Decoders make the picture larger then, and so it is counted."""
    data = bytearray(written(scene(), "GIF"))
    at = bytes(data).index(b",\0\0\0\0\xa0\0x\0")
    data[at + 1] = 40
    prepared, _ = sent(bytes(data))
    assert (prepared.media.width, prepared.media.height) == (200, 120)
