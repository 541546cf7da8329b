"""A file that was not copied to its end is refused, in every format, as a film is."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.errors import StorageError
from tests.pictures.photos import MOVING, ONLY_JPEG, exif, moving, phone_photo, scene, sent, written

WHOLE = {
    "JPEG": written(scene(), "JPEG"),
    "progressive": written(scene(), "JPEG", progressive=True),
    "MPO": written(scene(), "MPO", save_all=True, append_images=[scene(80, 60)]),
    "PNG": written(scene(), "PNG"),
    "APNG": moving("PNG"),
    "GIF": written(scene(), "GIF"),
    "moving GIF": moving("GIF"),
    "WEBP": written(scene(), "WEBP"),
    "moving WEBP": moving("WEBP"),
    "lossless WEBP": written(scene(), "WEBP", lossless=True, exif=exif()),
    "AVIF": written(scene(), "AVIF"),
    "HEIC": written(scene(), "HEIF"),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_the_whole_file_is_taken(kind: str) -> None:
    """So that the other tests refuse what is missing and not the file."""
    for bounds in (MOVING, ONLY_JPEG):
        assert sent(WHOLE[kind], bounds)[1]


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
def test_a_part_of_a_file_is_refused(kind: str, share: float) -> None:
    """Whatever its decoder would forgive."""
    whole = WHOLE[kind]
    for bounds in (MOVING, ONLY_JPEG):
        with pytest.raises(StorageError, match=r"cut off|damaged"):
            sent(whole[: int(len(whole) * share)], bounds)


@pytest.mark.parametrize("kind", sorted(set(WHOLE) - {"MPO"}))
def test_the_last_byte_is_missed(kind: str) -> None:
    """A download ends anywhere."""
    with pytest.raises(StorageError, match="cut off"):
        sent(WHOLE[kind][:-1])


def test_a_list_of_pictures_that_was_left_behind_is_no_cut() -> None:
    """Programs that keep the first picture of a phone's file leave its list of all."""
    whole = WHOLE["MPO"]
    second = whole.index(b"\xff\xd8\xff", 4)
    prepared, out = sent(whole[:second])
    assert prepared.changes == ("left out: further pictures behind the first",)
    assert out == sent(whole)[1]
    with pytest.raises(StorageError, match="cut off"):
        sent(whole[: second + 20])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIC"])
def test_the_rest_of_a_file_may_be_zeros(kind: str) -> None:
    """As a copy leaves it that had taken its room on the disk beforehand."""
    whole = WHOLE[kind]
    half = len(whole) // 2
    with pytest.raises(StorageError):
        sent(whole[:half] + bytes(len(whole) - half), ONLY_JPEG)


def _detailed(kind: str, **more: Any) -> bytes:
    """A file whose pixels are most of it."""
    return written(phone_photo(320, 240), kind, **more)


DETAILED = {
    "WEBP": _detailed("WEBP"),
    "AVIF": _detailed("AVIF"),
    "AVIF with a place": _detailed("AVIF", exif=exif()),
    "HEIC": _detailed("HEIF"),
    "HEIC with a place": _detailed("HEIF", exif=exif(6)),
    "HEIC of three": written(
        phone_photo(320, 240), "HEIF", save_all=True, append_images=[scene(), scene().rotate(90)]
    ),
}


@pytest.mark.parametrize("kind", DETAILED)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_zeros_in_place_of_pixels_are_refused(kind: str, share: float) -> None:
    """The decoders of these formats make a grey picture of them and say nothing."""
    whole = DETAILED[kind]
    assert sent(whole, ONLY_JPEG)[1]
    there = int(len(whole) * share)
    with pytest.raises(StorageError):
        sent(whole[:there] + bytes(len(whole) - there), ONLY_JPEG)


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_a_block_of_camera_data_may_end_in_zeros(kind: str) -> None:
    """Some programs leave room in it for what is added later."""
    assert sent(_detailed(kind, exif=exif() + bytes(2000)), ONLY_JPEG)[1]


def test_a_list_with_wrong_lengths_is_no_cut() -> None:
    """One program adds up the lengths of all pictures behind the second."""
    three = [scene(80, 60), scene(80, 60).rotate(180)]
    whole = written(phone_photo(320, 240), "MPO", save_all=True, append_images=three)
    assert sent(whole)[0].changes == ("left out: further pictures behind the first",)
    with pytest.raises(StorageError, match="cut off"):
        sent(whole[:-20])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 2**32))
def test_a_damaged_file_is_refused_in_words_or_taken(kind: str, seed: int) -> None:
    """And never ends in anything else than one kind of error, without a word to obey."""
    chance = random.Random(seed)
    data = bytearray(WHOLE[kind])
    for _ in range(chance.choice((1, 3, 20))):
        data[chance.randrange(chance.choice((60, 600, len(data))) % len(data) or 1)] = (
            chance.randrange(256)
        )
    for bounds in (MOVING, ONLY_JPEG):
        try:
            sent(bytes(data), bounds)
        except StorageError as error:
            assert str(error).isprintable()
            assert not re.search(r"0x[0-9a-f]{6}", str(error)), "the same file, the same words"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"torn", "this is no picture: PNG, JPEG"),
        (b"II*\0" + bytes(99), "this is TIFF, no picture that can be used"),
        (b"BM" + bytes(99), "this is BMP"),
        (b"\x89PNG\r\n\x1a\n", "cut off"),
        (b"GIF89a", "cut off"),
        (b"\xff\xd8\xff", "cut off"),
        (b"\xff\xd8\xff\xd9", "it holds no picture"),
        (b"version https://git-lfs.github.com/spec/v1", "a placeholder of Git LFS"),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, said: str) -> None:
    """With what can be used instead."""
    with pytest.raises(StorageError, match=said):
        sent(data)
