"""A picture is made to fit each network, where that loses nothing that a reader would miss."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.errors import StorageError
from campaign.model import PictureSize
from campaign.pictures import Bounds, Source, decode
from campaign.pictures.fit import LEAST_SIDE, SLIVER, framed
from tests.pictures.photos import (
    ANY,
    GIF,
    JPEG,
    ONLY_JPEG,
    P3,
    PNG,
    WEBP,
    moving,
    phone_photo,
    scene,
    seen,
    sent,
    written,
)

sides = st.integers(1, 20_000)
bounds_in_pixels = st.builds(
    PictureSize,
    pixels=st.sampled_from([0, 2_000_000, 33_177_600]),
    side=st.sampled_from([0, 2048, 8192]),
    sides=st.sampled_from([0, 10_000]),
    ratios=st.sampled_from([None, (0.8, 1.91), (1 / 20, 20.0), (0.1, 10.0)]),
)


@given(sides, sides, bounds_in_pixels, st.sampled_from([0, 2560]))
def test_a_frame_is_within_the_bounds_or_leaves_the_picture_as_it_is(
    width: int, height: int, bounds: PictureSize, most_side: int
) -> None:
    """Nothing grows, nothing is squeezed, and no more than a sliver is cut off."""
    frame = framed(width, height, bounds, most_side)
    (cut_w, cut_h), (out_w, out_h) = frame.crop, frame.size
    assert 1 <= out_w <= cut_w <= width and 1 <= out_h <= cut_h <= height
    assert cut_w >= width * (1 - SLIVER) - 1 and cut_h >= height * (1 - SLIVER) - 1
    assert (cut_w, cut_h) == (width, height) or cut_w == width or cut_h == height
    # Both sides are rounded down to whole pixels, so the ratio moves by two pixels at most.
    assert abs(out_w * cut_h - out_h * cut_w) <= 2 * max(cut_w, cut_h)
    if bounds.ratios is not None:
        low, high = bounds.ratios
        if low * (1 - SLIVER) <= width / height <= high * (1 + SLIVER) and min(width, height) > 60:
            assert low <= cut_w / cut_h <= high
            assert low <= out_w / out_h <= high
    if frame.size != frame.crop:
        assert max(out_w, out_h) >= min(LEAST_SIDE, max(cut_w, cut_h)) - 1
        assert not bounds.side or max(out_w, out_h) <= bounds.side
        assert not bounds.pixels or out_w * out_h <= bounds.pixels
        assert not bounds.sides or out_w + out_h <= bounds.sides


@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))
def test_a_clean_picture_of_any_shape_keeps_its_bytes(width: int, height: int, kind: str) -> None:
    """One pixel wide or high, too."""
    data = written(scene(16, 16).resize((width, height)), kind)
    prepared, out = sent(data)
    assert (out, prepared.media.width, prepared.media.height) == (data, width, height)
    assert sent(data, ONLY_JPEG)[1]


@pytest.mark.parametrize(
    ("size", "bounds", "wanted"),
    [
        ((9000, 4000), PictureSize(pixels=33_177_600), (8640, 3840)),
        ((7000, 5000), PictureSize(sides=10_000), (5833, 4166)),
        ((1080, 1365), PictureSize(ratios=(0.8, 1.91)), (1080, 1350)),
        ((1200, 620), PictureSize(ratios=(0.8, 1.91)), (1184, 620)),
        ((1080, 1920), PictureSize(ratios=(0.8, 1.91)), (1080, 1920)),
        ((1080, 540), PictureSize(ratios=(0.8, 1.91)), (1080, 540)),
        ((800, 600), PictureSize(least_width=1000), (800, 600)),
        ((4000, 3000), PictureSize(width=1920, height=1920), (1920, 1440)),
    ],
)
def test_what_fits_and_what_is_left_for_a_person(
    size: tuple[int, int], bounds: PictureSize, wanted: tuple[int, int]
) -> None:
    """A portrait of 9:16 would lose a third: that is for a person to decide."""
    assert framed(*size, bounds).size == wanted


PHOTO = phone_photo(1800, 1350)


@pytest.mark.parametrize("most", [800_000, 500_000, 330_000])
def test_a_photo_that_is_too_big_loses_bytes_and_no_more_than_it_must(most: int) -> None:
    """Never below quality 80, nor below 1080 pixels on its longer side."""
    bounds = replace(ANY, most_bytes=most)
    data = written(PHOTO, "JPEG", quality=95)
    assert len(data) > most
    prepared, out = sent(data, bounds)
    assert len(out) == prepared.media.size <= most
    assert len(out) > most * 0.5, "not much smaller than needed"
    assert max(seen(out).size) >= LEAST_SIDE
    quality = next(change for change in prepared.changes if "quality" in change)
    assert quality.rpartition(" ")[2] in ("90", "85", "80")


def test_a_photo_that_would_lose_too_much_goes_on_as_it_is() -> None:
    """The checks compare it with the network's bound, and say both numbers."""
    data = written(PHOTO, "JPEG", quality=95)
    prepared, out = sent(data, replace(ANY, most_bytes=40_000))
    assert (out, prepared.changes) == (data, ())


def test_a_drawing_that_is_too_big_becomes_a_jpeg_with_sharp_edges() -> None:
    """Where the network takes one; what is transparent becomes white only then."""
    data = written(PHOTO.resize((1400, 1050)), "PNG")
    prepared, out = sent(data, replace(ANY, most_bytes=1_500_000))
    assert prepared.media.mime == JPEG
    assert prepared.changes[-1].startswith("saved as JPEG of quality")
    assert _sampling(out) == (1, 1)
    assert _sampling(sent(written(PHOTO, "JPEG", icc_profile=P3))[1]) == (2, 2)


def _sampling(data: bytes) -> tuple[int, int]:
    """How many pixels across and down share a colour in a JPEG."""
    at = data.index(b"\xff\xc0")
    return data[at + 11] >> 4, data[at + 11] & 15


@pytest.mark.parametrize(
    ("kind", "types", "mime"),
    [
        ("WEBP", (PNG, JPEG), JPEG),
        ("HEIF", (PNG, JPEG, GIF, WEBP), JPEG),
        ("AVIF", (PNG, JPEG, GIF, WEBP), JPEG),
        ("PNG", (JPEG,), JPEG),
        ("GIF", (JPEG, PNG), PNG),
        ("GIF", (JPEG,), JPEG),
        ("JPEG", (PNG,), PNG),
    ],
)
def test_a_type_that_the_network_lacks_becomes_one_that_it_takes(
    kind: str, types: tuple[str, ...], mime: str
) -> None:
    """HEIC and AVIF are taken by none."""
    prepared, out = sent(written(scene(), kind), Bounds(types))
    assert (prepared.media.mime, seen(out).size) == (mime, (160, 120))
    assert f"it was {'HEIC' if kind == 'HEIF' else kind}".lower() in prepared.changes[-1].lower()


def test_a_network_that_takes_neither_png_nor_jpeg_gets_the_file() -> None:
    """And the check says that it does not take it."""
    data = written(scene(), "JPEG")
    assert sent(data, Bounds(("image/webp",)))[1] == data


def test_a_gif_has_bounds_of_its_own() -> None:
    """A still one that breaks them is a picture like others; what moves stays as it is."""
    tight = replace(ANY, gif_size=PictureSize(pixels=10_000), gif_bytes=1_000_000, moves=True)
    still, moves = written(scene(), "GIF"), moving("GIF")
    assert sent(still, replace(tight, gif_size=None))[1] == still
    prepared, out = sent(still, tight)
    assert (prepared.media.mime, seen(out).size) == (PNG, (160, 120))
    assert sent(still, replace(ANY, gif_bytes=100))[0].media.mime == PNG
    assert sent(moves, tight)[1] == moves
    assert sent(moves, tight)[0].media.frames == 3


def test_one_photo_is_encoded_once_for_networks_that_take_the_same() -> None:
    """However their bounds differ: one file, one hash, one thumbnail."""
    data = written(phone_photo(1600, 1200), "JPEG", icc_profile=P3)
    networks = [ANY, ONLY_JPEG, replace(ANY, most_bytes=5_000_000), replace(ANY, moves=True)]
    assert len({sent(data, bounds)[0].media.sha256 for bounds in networks}) == 1


@pytest.mark.slow
def test_a_huge_photo_goes_out_at_a_size_that_is_enough() -> None:
    """It is decoded at a part of its size only, and said."""
    data = written(phone_photo(6000, 4500, grain=20), "JPEG", icc_profile=P3)
    prepared, out = sent(data)
    assert seen(out).size == (2560, 1920)
    assert "scaled from 6000 × 4500 to 2560 × 1920 pixels" in prepared.changes


def bomb(width: int, height: int) -> bytes:
    """A PNG that says to be so large."""
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    zeros = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zeros) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bomb(30_000, 30_000), r"30000 × 30000 pixels, more than the 34 million that are decoded"),
        (bomb(70_000, 10), r"70000 × 10 pixels, and a side has 65,500 pixels at most"),
        (
            written(scene(), "GIF").replace(b"\xa0\0x\0", b"\xff\xff\xff\xff"),
            r"65535 × 65535 pixels, more than the 34 million",
        ),
        (
            written(scene(), "JPEG").replace(b"\0x\0\xa0", b"\x9c\x40\x9c\x40", 1),
            r"40000 × 40000 pixels, more than the 150 million",
        ),
        (
            written(scene(), "JPEG", progressive=True).replace(
                b"\0x\0\xa0", b"\x1f\x40\x1f\x40", 1
            ),
            r"8000 × 8000 pixels, more than the 50 million",
        ),
        (
            written(scene(), "WEBP", exif=b"x").replace(
                b"\x9f\0\0\x77\0\0", b"\xff\x3f\0\xff\x3f\0"
            ),
            r"16384 × 16384 pixels, more than the 25 million",
        ),
        (
            written(scene(), "HEIF").replace(
                b"ispe\0\0\0\0" + (160).to_bytes(4) + (120).to_bytes(4),
                b"ispe\0\0\0\0" + (60_000).to_bytes(4) + (60_000).to_bytes(4),
            ),
            r"60000 × 60000 pixels, more than the 50 million",
        ),
    ],
    ids=["png", "side", "gif", "jpeg", "progressive", "webp", "heic"],
)
def test_a_picture_that_would_take_too_much_is_refused_with_the_numbers(
    data: bytes, said: str
) -> None:
    """Before a pixel of it is decoded."""
    with pytest.raises(StorageError, match=said):
        Source(data)


def test_a_photo_drawn_in_a_thousand_passes_is_refused() -> None:
    """Each pass costs as much as the whole picture."""
    data = written(scene(), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    with pytest.raises(StorageError, match="more than 100"):
        Source(data[:last] + data[last:-2] * 100 + data[-2:])


def test_heic_without_its_plug_in_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is an extra, because its decoder is large."""
    import sys

    data = written(scene(), "HEIF")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(StorageError, match=r"pip install \.\[heic\]"):
        Source(data)
    assert decode.ENOUGH < 4032
