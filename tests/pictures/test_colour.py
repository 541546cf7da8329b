"""Colours arrive as they were meant, in 8-bit sRGB, whatever the file was in."""

from __future__ import annotations

import re
import struct
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from campaign.errors import StorageError
from campaign.pictures import wide_gamut
from tests.pictures.photos import (
    ANY,
    JPEG,
    ONLY_JPEG,
    P3,
    PNG,
    apart,
    scene,
    seen,
    sent,
    written,
)
from tests.pictures.test_metadata import with_chunk

#: What one value of a sample may be off, and all of them on average: of JPEG, and of PNG.
OF_JPEG, OF_PNG = (40, 2.5), (4, 1.0)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def colours(width: int = 128, height: int = 96) -> Image.Image:
    """Soft fields of many colours that every profile here can show."""
    patches = Image.new("RGB", (4, 3))
    patches.putdata(
        [
            *((200, 60, 50), (60, 170, 70), (60, 80, 190), (210, 190, 60)),
            *((120, 120, 120), (240, 240, 240), (20, 20, 20), (180, 90, 160)),
            *((230, 180, 150), (90, 60, 40), (70, 160, 180), (150, 170, 90)),
        ]
    )
    return patches.resize((width, height), Image.Resampling.BICUBIC)


def within(out: bytes, wanted: Image.Image, bound: tuple[int, float]) -> None:
    """The sent picture is in 8-bit RGB, without a profile, and close to what was meant."""
    image = seen(out)
    assert image.mode in ("RGB", "RGBA")
    assert "icc_profile" not in image.info
    most, mean = apart(image, wanted)
    assert (most <= bound[0], mean <= bound[1]) == (True, True), (most, mean)


def in_profile(icc: bytes, image: Image.Image | None = None) -> Image.Image:
    """A picture in sRGB, brought into another profile."""
    profile = ImageCms.ImageCmsProfile(BytesIO(icc))
    made = ImageCms.profileToProfile(
        image or colours(), SRGB, profile, renderingIntent=ImageCms.Intent(1)
    )
    assert made is not None
    return made


def grey_profile(gamma: float) -> bytes:
    """A profile of grey alone, with a curve of its own."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Grey\0" + bytes(78)
    at, table, body = 128 + 4 + 36, struct.pack(">I", 3), b""
    for kind, value in ((b"desc", text), (b"wtpt", white), (b"kTRC", curve)):
        table += kind + struct.pack(">II", at + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    head = struct.pack(">I4xI4s4s4s", at + len(body), 0x02400000, b"mntr", b"GRAY", b"XYZ ")
    return (head + bytes(12) + b"acsp").ljust(128, b"\0") + table + body


@pytest.mark.parametrize("number", wide_gamut.PRIMARIES)
@pytest.mark.parametrize(
    ("kind", "bound"), [("JPEG", OF_JPEG), ("PNG", OF_PNG), ("WEBP", OF_JPEG), ("HEIF", OF_JPEG),
                        ("AVIF", OF_JPEG)]
)  # fmt: skip
def test_a_wide_gamut_is_brought_to_srgb_by_its_profile(
    number: int, kind: str, bound: tuple[int, float]
) -> None:
    """In every format that can hold a profile."""
    icc = wide_gamut.profile(number)
    quality = {} if kind == "PNG" else {"quality": 97}
    data = written(in_profile(icc), kind, icc_profile=icc, **quality)
    # Taken for sRGB, the same numbers are colours far off.
    assert apart(seen(data), colours())[1] > 4
    prepared, out = sent(data)
    within(out, colours(), bound)
    name = wide_gamut.PRIMARIES[number][0]
    assert f"its colours were brought from {name} to sRGB" in prepared.changes


def test_colours_may_be_named_by_a_number_alone() -> None:
    """As phones write AVIF: the box says Display P3 by H.273, and there is no profile."""
    data = written(in_profile(P3), "AVIF", quality=97)
    assert b"colrnclx\0" in data
    named = re.sub(rb"colrnclx\0.\0.", b"colrnclx\0\x0c\0\x0d", data, flags=re.DOTALL)
    prepared, out = sent(named)
    assert "its colours were brought from Display P3 to sRGB" in prepared.changes
    within(out, colours(), OF_JPEG)
    hdr = re.sub(rb"colrnclx\0.\0.", b"colrnclx\0\x09\0\x10", data, flags=re.DOTALL)
    with pytest.raises(StorageError, match="colours for HDR screens"):
        sent(hdr)


def test_a_camera_may_name_adobe_rgb_by_a_mark() -> None:
    """Without a profile, as many write it."""
    icc = wide_gamut.profile(wide_gamut.ADOBE_RGB)
    block = Image.Exif()
    block.get_ifd(0x8769).update({0xA001: 0xFFFF, 0xA005: {1: "R03"}})
    for more in ({"exif": block.tobytes()}, {"icc_profile": icc}):
        prepared, out = sent(written(in_profile(icc), "JPEG", quality=97, **more))
        assert "its colours were brought from Adobe RGB to sRGB" in prepared.changes
        within(out, colours(), OF_JPEG)


def test_the_profiles_made_here_are_the_published_ones() -> None:
    """Display P3's brightest red, green and blue under D50, as Apple's profile has them."""
    made = ImageCms.ImageCmsProfile(BytesIO(P3)).profile
    assert made.red_colorant is not None and made.green_colorant is not None
    assert made.red_colorant[0] == pytest.approx((0.51512, 0.24120, -0.00105), abs=2e-4)
    assert made.green_colorant[0] == pytest.approx((0.29198, 0.69225, 0.04189), abs=2e-4)
    assert wide_gamut.profile(1) == b""


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("L", "its grey became RGB colours"),
        ("1", "its grey became RGB colours"),
        ("LA", "its grey became RGB colours"),
        ("P", "its palette became RGB colours"),
        ("CMYK", "its colours were brought from CMYK to sRGB without a profile that fits"),
    ],
)
def test_other_modes_become_rgb(mode: str, words: str) -> None:
    """Losing nothing, where the network takes PNG; CMYK by the plain rule."""
    image = colours().quantize(64) if mode == "P" else colours().convert(mode)
    data = written(
        image, "JPEG" if mode == "CMYK" else "PNG", **({"quality": 97} if mode == "CMYK" else {})
    )
    prepared, out = sent(data)
    within(out, image.convert("RGB"), OF_JPEG if mode == "CMYK" else (0, 0.0))
    assert any(words in change for change in prepared.changes)
    within(sent(data, ONLY_JPEG)[1], image.convert("RGB"), (255, 12.0) if mode == "1" else OF_JPEG)


def test_cmyk_follows_its_own_profile() -> None:
    """Here one whose inks are the colours that they leave of white."""
    icc = _cmyk_profile()
    data = written(in_cmyk(icc), "JPEG", icc_profile=icc, quality=97)
    prepared, out = sent(data)
    assert "its colours were brought from CMYK (Inks) to sRGB" in prepared.changes
    within(out, colours(), (60, 5.0))


def in_cmyk(icc: bytes) -> Image.Image:
    """The fields in inks, by the plain rule, which the profile below states."""
    assert icc
    return colours().convert("CMYK")


def _cmyk_profile() -> bytes:
    """A profile with a small table from inks to Lab, for paper on which inks take light away."""
    to_lab = ImageCms.buildTransform(
        SRGB, ImageCms.createProfile("LAB"), "RGB", "LAB", ImageCms.Intent.RELATIVE_COLORIMETRIC
    )
    grid = 5
    steps = [round(255 * n / (grid - 1)) for n in range(grid)]
    inks = [(c, m, y, k) for c in steps for m in steps for y in steps for k in steps]
    light = Image.new("RGB", (len(inks), 1))
    light.putdata([tuple(max(0, 255 - ink - k) for ink in (c, m, y)) for c, m, y, k in inks])
    lab = ImageCms.applyTransform(light, to_lab)
    assert lab is not None
    raw = lab.tobytes()
    table = bytes((value + 128) % 256 if place % 3 else value for place, value in enumerate(raw))
    ramp = bytes(range(256))
    lut = (
        b"mft1\0\0\0\0" + bytes([4, 3, grid, 0])
        + struct.pack(">9i", *(65536 if n % 4 == 0 else 0 for n in range(9)))
        + ramp * 4 + table + ramp * 3
    )  # fmt: skip
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Inks\0" + bytes(78)
    at, names, body = 128 + 4 + 36, struct.pack(">I", 3), b""
    for kind, value in ((b"desc", text), (b"wtpt", white), (b"A2B0", lut)):
        names += kind + struct.pack(">II", at + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    head = struct.pack(">I4xI4s4s4s", at + len(body), 0x02400000, b"prtr", b"CMYK", b"Lab ")
    return (head + bytes(12) + b"acsp").ljust(128, b"\0") + names + body


@pytest.mark.parametrize("gamma", [1.0, 1.8, 2.6])
def test_grey_follows_its_own_profile(gamma: float) -> None:
    """A scan in a printer's grey is not too dark afterwards."""
    grey = Image.linear_gradient("L").resize((64, 64))
    icc = grey_profile(gamma)
    wanted = grey.point([_srgb((value / 255) ** gamma) for value in range(256)])
    prepared, out = sent(written(grey, "PNG", icc_profile=icc))
    assert "its colours were brought from grey (Grey) to sRGB" in prepared.changes
    within(out, wanted, (10, 1.0))


def _srgb(light: float) -> int:
    coded = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * coded)


@pytest.mark.parametrize("mode", ["I;16", "RGB", "RGBA"])
def test_sixteen_bits_become_eight(mode: str) -> None:
    """The upper ones, for grey and for colours."""
    if mode == "I;16":
        data = written(Image.new("I;16", (64, 64), 0x8012), "PNG")
        wanted = Image.new("RGB", (64, 64), (128, 128, 128))
    else:
        pixel = (200, 1, 60, 2, 50, 3, 255, 255)[: 2 * len(mode)]
        data = _png(64, 64, 16, 2 if mode == "RGB" else 6, bytes([0, *pixel * 64]) * 64)
        wanted = Image.new("RGB", (64, 64), (200, 60, 50))
    for bounds in (ANY, ONLY_JPEG):
        prepared, out = sent(data, bounds)
        assert "its 16 bits a colour became 8" in prepared.changes
        within(out, wanted, (3, 1.5))


def _png(width: int, height: int, bits: int, kind: int, rows: bytes) -> bytes:
    """A PNG as Pillow cannot write it."""
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)

    head = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("kind", ["P", "LA", "RGBA", "L;16"])
def test_what_is_transparent_stays_so_or_becomes_white(kind: str) -> None:
    """By what the network takes."""
    rgba = colours().convert("RGBA")
    rgba.paste((0, 0, 0, 0), (0, 0, 40, 40))
    if kind == "P":
        data = written(rgba.quantize(32), "PNG")
    elif kind == "LA":
        data = written(rgba.convert("LA"), "PNG")
    elif kind == "L;16":
        rows = [b"\x34\x12" * 40 + b"\0\x90" * 88 if y < 40 else b"\0\x90" * 128 for y in range(96)]
        grey = Image.frombytes("I;16", (128, 96), b"".join(rows))
        data = written(grey, "PNG", transparency=0x1234)
    else:
        data = written(rgba, "PNG")
    prepared, out = sent(data)
    assert prepared.media.mime == PNG
    assert seen(out).mode == "RGBA"
    assert (_alpha(out, 5, 5), _alpha(out, 100, 80)) == (0, 255)
    prepared, out = sent(data, ONLY_JPEG)
    assert "what is transparent became white" in prepared.changes
    corner = seen(out).getpixel((5, 5))
    assert isinstance(corner, tuple) and min(corner) > 245


def _alpha(out: bytes, x: int, y: int) -> int:
    pixel = seen(out).getpixel((x, y))
    assert isinstance(pixel, tuple)
    return int(pixel[3])


@pytest.mark.parametrize(
    "icc",
    [
        b"torn",
        P3[:100],
        P3[:200],
        P3[:16] + b"\xe1\xff\xe1\xff" + P3[20:],
        bytes(len(P3)),
    ],
)
def test_a_broken_profile_is_ignored_with_a_word(icc: bytes) -> None:
    """The picture itself is whole, and loses nothing."""
    prepared, out = sent(written(scene(), "JPEG", icc_profile=icc))
    assert out == written(scene(), "JPEG")
    assert "was ignored" in "; ".join(prepared.changes)
    assert seen(sent(written(scene(), "PNG", icc_profile=icc), ONLY_JPEG)[1]).mode == "RGB"


def test_a_profile_for_other_colours_is_ignored_with_a_word() -> None:
    """Programs that turn a picture grey often leave the profile of its colours, and the reverse."""
    prepared, out = sent(written(scene(), "JPEG", icc_profile=grey_profile(1.8)))
    assert "its colour profile is for other colours than it has and was ignored" in prepared.changes
    assert out == written(scene(), "JPEG")
    cmyk = written(scene().convert("CMYK"), "JPEG", icc_profile=P3)
    assert "without a profile that fits" in "; ".join(sent(cmyk)[0].changes)


def test_a_profile_cannot_say_anything_to_a_terminal() -> None:
    """Its name is anybody's."""
    evil = P3.replace(b"Display P3", b"\x1b[2J\x07ay P3")
    assert evil != P3
    changes = sent(written(in_profile(P3), "JPEG", icc_profile=evil))[0].changes
    assert all(change.isprintable() for change in changes)
    assert "from [2Jay P3 to sRGB" in changes[0]


def test_a_png_may_say_its_brightness_or_its_colours_by_a_number() -> None:
    """Chunks of their own; those for HDR screens cannot be followed."""
    plain = written(colours(), "PNG")

    def first(kind: bytes, body: bytes) -> bytes:
        """The chunk stands before the pixels."""
        chunk = with_chunk(plain, kind, body)[len(plain) - 12 : -12]
        at = plain.index(b"IDAT") - 4
        return plain[:at] + chunk + plain[at:]

    assert sent(first(b"gAMA", (45455).to_bytes(4)))[0].changes == ()
    prepared, out = sent(first(b"gAMA", (100_000).to_bytes(4)))
    assert "its brightness (gamma 1) was brought to that of sRGB" in prepared.changes
    within(out, colours().point([_srgb(value / 255) for value in range(256)] * 3), (2, 0.6))
    prepared, _ = sent(first(b"cICP", bytes([12, 13, 0, 1])))
    assert "its colours were brought from Display P3 to sRGB" in prepared.changes
    assert sent(first(b"cICP", bytes([1, 13, 0, 1])))[1] == plain
    for brightness in wide_gamut.HDR:
        with pytest.raises(StorageError, match="colours for HDR screens"):
            sent(first(b"cICP", bytes([9, brightness, 0, 1])))


def test_photos_stay_photos_and_drawings_stay_drawings() -> None:
    """What was without a loss stays so where the network takes it."""
    assert sent(written(in_profile(P3), "PNG", icc_profile=P3))[0].media.mime == PNG
    assert sent(written(in_profile(P3), "JPEG", icc_profile=P3))[0].media.mime == JPEG
    assert sent(written(colours(), "WEBP", lossless=True, icc_profile=P3))[0].media.mime == PNG
    assert sent(written(colours(), "WEBP", icc_profile=P3))[0].media.mime == JPEG
