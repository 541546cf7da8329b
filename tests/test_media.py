"""Pictures on disk: whole or not at all, and what is stored never changes unseen."""

from __future__ import annotations

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from campaign.errors import StorageError
from campaign.media import MediaStore, describe


def png(colour: str = "navy", size: tuple[int, int] = (64, 48), kind: str = "PNG") -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    """A store whose folder does not exist yet."""
    return MediaStore(tmp_path / "var" / "media")


def files(store: MediaStore) -> list[Path]:
    """Every file under the store's folder."""
    return [path for path in store.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("kind", "mime"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
def test_a_picture_is_stored_under_the_hash_of_its_bytes(
    store: MediaStore, kind: str, mime: str
) -> None:
    """And comes back byte for byte."""
    data = png(kind=kind)
    media = store.put(data, "Una taula")
    assert media.sha256 == sha256(data).hexdigest()
    assert (media.mime, media.width, media.height, media.size) == (mime, 64, 48, len(data))
    assert media.alt == "Una taula"
    assert store.read(media.sha256) == data
    assert store.holds(media)


def test_the_same_picture_is_stored_once_and_nothing_else_is_left(store: MediaStore) -> None:
    """No half-written file stays beside it."""
    first = store.put(png())
    before = files(store)[0].stat().st_mtime_ns
    assert store.put(png()) == first
    assert [path.stat().st_mtime_ns for path in files(store)] == [before]


def test_a_file_that_was_changed_is_found_out_and_mended_when_stored_again(
    store: MediaStore,
) -> None:
    """Somebody edited it, or half of it reached the disk."""
    media = store.put(png())
    (file,) = files(store)
    file.write_bytes(file.read_bytes()[:40])
    assert not store.holds(media)
    with pytest.raises(StorageError, match=f"{file.name}: was changed after it was stored"):
        store.read(media.sha256)
    store.put(png())
    assert store.read(media.sha256) == png()


def test_a_picture_that_is_gone_is_told(store: MediaStore) -> None:
    """With its name and the way out."""
    media = store.put(png())
    files(store)[0].unlink()
    assert not store.holds(media)
    with pytest.raises(StorageError, match=f"{media.sha256} is gone; restore it from a backup"):
        store.read(media.sha256)


@pytest.mark.parametrize("data", [b"", b"not a picture", png(kind="BMP"), png(kind="TIFF")])
def test_what_is_no_picture_for_the_networks_is_refused(store: MediaStore, data: bytes) -> None:
    """Before anything is written."""
    with pytest.raises(StorageError, match="picture"):
        store.put(data)
    assert not store.folder.exists()


def test_a_folder_that_cannot_be_written_is_told_with_the_file(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "media").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        MediaStore(tmp_path / "media").put(png())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_leaves_no_half_picture(
    store: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the moment of making it durable."""

    def full(_: int) -> None:
        with Path("/dev/full").open("wb", buffering=0) as file:
            file.write(b"x")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space left on device"):
        store.put(png())
    assert files(store) == []


def test_a_picture_too_large_to_be_safe_is_refused() -> None:
    """A small file may claim to be a hundred thousand pixels wide."""
    header = bytearray(png())
    header[16:24] = (100_000).to_bytes(4, "big") * 2
    import zlib

    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    with pytest.raises(StorageError, match="no picture that can be used"):
        describe(bytes(header))
