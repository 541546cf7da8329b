"""Films: what the boxes of an MP4 file tell, and whatever is none refused in plain words.

The files under `golden/films` were made by ffmpeg 9: two seconds of one colour, 64×36, with x264
(`plain`), shown turned by 90 degrees (`turned`), with x265 (`hevc`), in fragments, without pictures
(`sound`), and in a QuickTime file.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.errors import StorageError
from campaign.film import Film, is_film, read_film
from campaign.media import MediaStore, describe
from tests.test_media import png

FILMS = Path(__file__).parent / "golden" / "films"
PLAIN = (FILMS / "plain.mp4").read_bytes()


def box(kind: bytes, *body: bytes) -> bytes:
    """One box of an MP4 file."""
    inside = b"".join(body)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def mp4(
    *,
    size: tuple[int, int] = (640, 360),
    seconds: float = 30,
    codec: bytes = b"avc1",
    handler: bytes = b"vide",
    enabled: bool = True,
    bytes_more: int = 0,
    version: int = 1,
) -> bytes:
    """A film as far as its boxes tell: of this size and length, with `bytes_more` of nothing."""
    long = "Q" if version else "I"
    scale = 1000
    ticks = int(seconds * scale)
    head = struct.pack(f">BxxxII{'II' if version else ''}", version, 0, 0, *[0, 0][: 2 * version])
    movie = box(b"mvhd", head, struct.pack(f">I{long}", scale, ticks), bytes(80))
    first = struct.pack(">BBH", version, 0, 1 if enabled else 0)
    instants = bytes(16 if version else 8) + struct.pack(f">II{long}", 1, 0, ticks)
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    shown = struct.pack(">II", size[0] << 16, size[1] << 16)
    track = box(b"tkhd", first, instants, bytes(16), matrix, shown)
    entry = box(codec, bytes(24), struct.pack(">HH", *size), bytes(50))
    table = box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1), entry))
    media = box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(13)), box(b"minf", table))
    files = box(b"ftyp", b"isom", bytes(4), b"isomavc1")
    return (
        files
        + box(b"moov", movie, box(b"trak", track, media))
        + box(b"mdat", bytes(8 + bytes_more))
    )


def test_a_film_tells_its_size_and_its_length() -> None:
    """As an encoder wrote it; one that is shown turned by a quarter is as high as it was wide."""
    assert read_film(PLAIN) == Film(64, 36, 2.0)
    assert read_film((FILMS / "turned.mp4").read_bytes()) == Film(36, 64, 2.0)


def test_a_film_is_media_and_a_picture_lasts_no_time() -> None:
    """Both are told apart by their first bytes, whatever the file is called."""
    film = describe(PLAIN, "A navy field")
    assert (film.mime, film.width, film.height, film.size) == ("video/mp4", 64, 36, len(PLAIN))
    assert (film.seconds, film.alt, film.is_film) == (2.0, "A navy field", True)
    picture = describe(png())
    assert (picture.seconds, picture.is_film) == (0.0, False)


def test_a_film_is_stored_and_read_back(tmp_path: Path) -> None:
    """Under its hash, with its own ending, once."""
    store = MediaStore(tmp_path)
    media = store.put(PLAIN)
    assert store.put(PLAIN) == media
    assert store.path(media.sha256, media.mime).name == f"{media.sha256}.mp4"
    assert store.read(media.sha256) == PLAIN
    assert store.holds(media)
    assert not store.holds(replace(media, size=1))


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("hevc.mp4", r"H\.265 \(HEVC\), which not every network takes: save it as MP4 with H\.264"),
        ("fragments.mp4", "in fragments"),
        ("sound.mp4", "no moving pictures"),
        ("quicktime.mov", "QuickTime"),
    ],
)
def test_another_kind_of_film_is_refused_with_what_to_do(file: str, said: str) -> None:
    """Before anything is stored or sent."""
    with pytest.raises(StorageError, match=said):
        describe((FILMS / file).read_bytes())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (PLAIN[:-1], "cut off"),
        (PLAIN[:200], "cut off"),
        (box(b"ftyp", b"isom", bytes(4), b"isom"), "holds no pictures"),
        (box(b"ftyp", b"isom", bytes(4), b"isom") + box(b"mdat"), "no table of contents"),
        (mp4(seconds=0), "how long it lasts"),
        (mp4(codec=b"av01"), "AV1"),
        (mp4(codec=b"abcd"), "'abcd'"),
        (mp4(handler=b"soun"), "no moving pictures"),
        (mp4(enabled=False), "no moving pictures"),
        (mp4(size=(0, 0)), "how wide and high"),
        (mp4() + b"".join(box(b"free") for _ in range(5000)), "too many pieces"),
    ],
)
def test_a_film_that_is_not_whole_is_refused(data: bytes, said: str) -> None:
    """What an upload that broke off, or a strange camera, leaves behind."""
    with pytest.raises(StorageError, match=said):
        read_film(data)


@pytest.mark.parametrize("version", [0, 1])
def test_long_films_and_boxes_are_read(version: int) -> None:
    """Times of eight bytes, a box with a size of eight bytes, and one that goes on to the end."""
    film = mp4(version=version, seconds=90.5, size=(1080, 1920))
    assert read_film(film) == Film(1080, 1920, 90.5)
    body = film[: film.rindex(b"mdat") - 4]
    assert read_film(body + struct.pack(">I4sQ", 1, b"mdat", 24) + bytes(8)).seconds == 90.5
    assert read_film(body + struct.pack(">I4s", 0, b"mdat") + bytes(100)).seconds == 90.5


def test_the_size_may_stand_with_the_codec_alone() -> None:
    """Some writers leave it out of the track's head."""
    film = bytearray(mp4(size=(640, 360)))
    at = film.index(b"\x02\x80\0\0\x01\x68\0\0")
    film[at : at + 8] = bytes(8)
    assert read_film(bytes(film)) == Film(640, 360, 30.0)


@pytest.mark.parametrize("brand", [b"heic", b"avif", b"mif1"])
def test_a_picture_in_such_boxes_is_no_film(brand: bytes) -> None:
    """Telephones save pictures in them."""
    assert not is_film(box(b"ftyp", brand, bytes(4), brand))


@given(
    st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(PLAIN)),
)
def test_a_damaged_film_is_read_or_refused(changes: list[tuple[int, int]], length: int) -> None:
    """Whatever happened to its bytes, nothing else comes of it."""
    data = bytearray(PLAIN)
    for at, value in changes:
        data[at] = value
    for torn in (bytes(data), bytes(data[:length])):
        try:
            film = read_film(torn)
        except StorageError:
            continue
        assert film.width > 0 and film.height > 0 and film.seconds > 0
