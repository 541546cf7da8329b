"""All that stands beside the pixels goes, and nothing else; a clean file keeps its bytes."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from tests.pictures.photos import (
    ANY,
    JPEG,
    MOVING,
    P3,
    apart,
    exif,
    moving,
    scene,
    seen,
    sent,
    written,
)

_XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>beside-words</x:xmpmeta>"


def segment(marker: int, body: bytes) -> bytes:
    """One segment of a JPEG."""
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2) + body


def with_segments(data: bytes, *segments: bytes) -> bytes:
    """A JPEG with further segments behind its first two bytes."""
    return data[:2] + b"".join(segments) + data[2:]


def with_chunk(data: bytes, kind: bytes, body: bytes) -> bytes:
    """A PNG with a further chunk before its last."""
    chunk = len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)
    return data[:-12] + chunk + data[-12:]


@pytest.mark.parametrize(
    "data",
    [
        written(scene(), "JPEG"),
        written(scene(), "JPEG", progressive=True, quality=95),
        written(scene(), "JPEG", subsampling=0, restart_marker_blocks=2),
        written(scene(), "PNG"),
        written(scene().convert("RGBA"), "PNG"),
        written(scene(), "PNG", dpi=(300, 300)),
        written(scene(), "GIF"),
        written(scene(), "WEBP"),
        written(scene(), "WEBP", lossless=True),
    ],
    ids=["jpeg", "progressive", "restarts", "png", "rgba", "dpi", "gif", "webp", "lossless"],
)
def test_a_clean_file_keeps_its_bytes(data: bytes) -> None:
    """So that whatever was approved before stays approved."""
    prepared, out = sent(data)
    assert out == data
    assert prepared.changes == ()
    assert prepared.media.sha256 == prepared.source


_PLAIN = written(scene(), "JPEG")
_THUMBNAIL = b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01" + b"abc"


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (written(scene(), "JPEG", exif=exif()), "the place where it was taken (GPS), camera data"),
        (written(scene(), "JPEG", exif=exif(place=False)), "left out: camera data (EXIF)"),
        (written(scene(), "JPEG", comment=b"beside-words"), "comments"),
        (written(scene(), "JPEG", xmp=_XMP), "editing data (XMP)"),
        (with_segments(_PLAIN, segment(0xED, b"Photoshop 3.0\0beside-words")), "captions and"),
        (with_segments(_PLAIN, segment(0xE0, b"JFXX\0beside-words")), "a thumbnail"),
        (with_segments(_PLAIN, segment(0xE0, _THUMBNAIL)), "a thumbnail"),
        (with_segments(_PLAIN, segment(0xEB, b"JP beside-words")), "other data"),
        (with_segments(_PLAIN, segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0")), "a gain map"),
        (with_segments(_PLAIN, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0hdrgm:")), "gain map"),
        (_PLAIN + b"beside-words", "data behind its end"),
        (_PLAIN + b"\0\0\0\x18ftypmp42beside-words", "a film behind the picture"),
        (_PLAIN + written(scene(80, 60), "JPEG"), "further pictures behind the first"),
        (
            written(scene(), "MPO", save_all=True, append_images=[scene(80, 60)]),
            "further pictures behind the first",
        ),
    ],
)
def test_a_jpeg_loses_what_stands_beside_its_pixels_and_no_pixel(data: bytes, named: str) -> None:
    """Nothing is encoded anew for it."""
    prepared, out = sent(data)
    assert named in prepared.changes[0]
    assert len(prepared.changes) == 1
    assert b"beside-words" not in out and b"hdrgm" not in out
    again = seen(out)
    assert (again.format, len(again.getexif()), "xmp" in again.info) == ("JPEG", 0, False)
    assert again.tobytes() == seen(_PLAIN).tobytes()
    assert sent(out) == (sent(out)[0], out), "what went out is clean"


def test_a_profile_of_srgb_goes_without_a_pixel_changed() -> None:
    """Every network takes a picture without a profile for one in sRGB."""
    from PIL import ImageCms

    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    prepared, out = sent(written(scene(), "JPEG", icc_profile=icc))
    assert prepared.changes == ()
    assert seen(out).tobytes() == seen(_PLAIN).tobytes()
    assert "icc_profile" not in seen(out).info


def _texts() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "beside-words")
    info.add_itxt("Title", "beside-words")
    info.add_text("Comment", "beside-words" * 99, zip=True)
    return info


_PNG = written(scene(), "PNG")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (written(scene(), "PNG", exif=exif()), "the place where it was taken (GPS), camera data"),
        (written(scene(), "PNG", pnginfo=_texts()), "comments"),
        (with_chunk(_PNG, b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _XMP), "editing data (XMP)"),
        (with_chunk(_PNG, b"tIME", bytes(7)), "other data"),
        (with_chunk(_PNG, b"caBX", b"beside-words"), "other data"),
        (_PNG + b"beside-words", "data behind its end"),
    ],
)
def test_a_png_loses_what_stands_beside_its_pixels_and_no_pixel(data: bytes, named: str) -> None:
    """Texts, EXIF, times, and whatever a program hid there."""
    prepared, out = sent(data)
    assert named in prepared.changes[0]
    assert len(prepared.changes) == 1
    assert out == _PNG


def test_a_webp_loses_what_stands_beside_its_pixels_and_no_pixel() -> None:
    """Its header says no longer that there is any."""
    plain = written(scene(), "WEBP")
    prepared, out = sent(written(scene(), "WEBP", exif=exif(), xmp=_XMP))
    assert prepared.changes == (
        "left out: the place where it was taken (GPS), camera data (EXIF), editing data (XMP)",
    )
    again = seen(out)
    assert not {"exif", "xmp"} & again.info.keys()
    assert again.tobytes() == seen(plain).tobytes()
    assert int.from_bytes(out[4:8], "little") + 8 == len(out)
    assert sent(plain + b"beside-words")[1] == plain


def test_a_gif_loses_its_comments_and_keeps_its_frames() -> None:
    """Timing and loop are no comments."""
    plain = moving("GIF")
    block = b"\x21\xfe\x0cbeside-words\x00"
    at = plain.index(b"\x21\xff\x0bNETSCAPE2.0")
    prepared, out = sent(plain[:at] + block + plain[at:], MOVING)
    assert prepared.changes == ("left out: comments",)
    assert out == plain


@given(st.binary(max_size=300), st.sampled_from([0xE1, 0xE3, 0xE4, 0xE8, 0xEC, 0xEF, 0xFE]))
def test_whatever_a_segment_holds_no_pixel_is_touched(body: bytes, marker: int) -> None:
    """Also what looks like the end of a picture, or like another picture."""
    _, out = sent(with_segments(_PLAIN, segment(marker, body)))
    assert out == _PLAIN or seen(out).size in ((160, 120), (120, 160)), "EXIF by chance turns it"


def test_what_is_encoded_anew_brings_no_metadata_back() -> None:
    """Encoders write again what they remember of the file they read."""
    for kind, more in (
        ("JPEG", {"comment": b"beside-words", "xmp": _XMP}),
        ("PNG", {"pnginfo": _texts()}),
        ("WEBP", {"xmp": _XMP}),
    ):
        data = written(scene(), kind, exif=exif(6), icc_profile=P3, **more)
        for bounds in (ANY, MOVING):
            _, out = sent(data, bounds)
            assert b"beside-words" not in out
            again = seen(out)
            assert not {"exif", "xmp", "comment", "icc_profile", "Author"} & again.info.keys()


def test_a_thumbnail_within_exif_goes_with_it() -> None:
    """It may show what was cropped away."""
    small = written(scene(16, 12), "JPEG", comment=b"beside-words")
    block = Image.Exif()
    block.load(exif())
    raw = bytearray(block.tobytes())
    raw += struct.pack("<HHHI", 0x0201, 4, 1, len(raw)) + small
    prepared, out = sent(written(scene(), "JPEG", exif=bytes(raw)))
    assert b"beside-words" not in out
    assert prepared.media.mime == JPEG
    assert apart(seen(out), scene())[1] < 6
    assert Image.open(BytesIO(out)).size == (160, 120)
