"""The owner's pictures: read within bounds, decoded once, and kept for the next command."""

from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from campaign.bounded_file import LARGEST_PICTURE
from campaign.errors import StorageError
from campaign.media import read_media
from campaign.model import Limits, Unit
from campaign.own_pictures import OwnPictures
from tests.pictures.photos import GIF, JPEG, P3, PNG, WEBP, exif, scene, seen, written
from tests.test_film import PLAIN

LIMITS = Limits(500, Unit.MASTODON, image_types=(PNG, JPEG, GIF, WEBP))
ONLY_JPEG = replace(LIMITS, image_types=(JPEG,))
SMALL = replace(LIMITS, image_bytes=5_000_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Assets with a clean picture, a phone's photo, a film, and something else."""
    made = tmp_path / "assets"
    made.mkdir()
    (made / "clean.png").write_bytes(written(scene(), "PNG"))
    (made / "phone.jpg").write_bytes(written(scene(), "JPEG", exif=exif(6), icc_profile=P3))
    (made / "clip.mp4").write_bytes(PLAIN)
    (made / "notes.txt").write_text("no picture")
    return made


@pytest.fixture
def reads() -> list[str]:
    """The names of the files that were read: each once for its hash, and once to decode it."""
    return []


@pytest.fixture
def opened(folder: Path, tmp_path: Path, reads: list[str]) -> Callable[[], OwnPictures]:
    """The library as a new process opens it."""

    def read(name: str) -> bytes:
        reads.append(name)
        return read_media(folder / name)

    return lambda: OwnPictures(read, tmp_path / "prepared")


def notes(tmp_path: Path) -> list[Path]:
    """What is kept, without the pictures themselves."""
    return sorted((tmp_path / "prepared").rglob("*.json"))


def test_a_clean_picture_goes_out_as_it_lies_there(
    opened: Callable[[], OwnPictures], folder: Path
) -> None:
    """By its own hash, which was approved before; a film too."""
    pictures = opened()
    for name in ("clean.png", "clip.mp4"):
        data = (folder / name).read_bytes()
        prepared = pictures.prepared(name, LIMITS)
        assert prepared.media.sha256 == sha256(data).hexdigest() == prepared.source
        assert prepared.changes == ()
        assert pictures.data(prepared.media.sha256) == data
        assert pictures.name(prepared.media.sha256) == name
    assert pictures.name("0" * 64) == ""
    film = pictures.prepared("clip.mp4", LIMITS).media
    assert (film.mime, film.width, film.height) == ("video/mp4", 64, 36)
    assert film.seconds > 0


def test_each_picture_is_decoded_once_and_made_once_for_each_bound(
    opened: Callable[[], OwnPictures], reads: list[str], tmp_path: Path
) -> None:
    """However many channels ask, and not again by the next command."""
    pictures = opened()
    for limits in (LIMITS, ONLY_JPEG, SMALL, LIMITS, ONLY_JPEG, replace(LIMITS, text=300)):
        pictures.prepared("phone.jpg", limits)
    assert (len(reads), len(notes(tmp_path))) == (2, 3)
    again = opened()
    for limits in (LIMITS, ONLY_JPEG, SMALL):
        prepared = again.prepared("phone.jpg", limits)
        assert prepared == pictures.prepared("phone.jpg", limits)
        assert seen(again.data(prepared.media.sha256)).size == (120, 160)
    assert len(reads) == 3, "once more, for its hash alone"


def test_another_picture_by_the_same_name_is_made_anew(
    opened: Callable[[], OwnPictures], folder: Path
) -> None:
    """What was kept is known by the bytes, not by the name."""
    before = opened().prepared("phone.jpg", LIMITS)
    (folder / "phone.jpg").write_bytes(written(scene(200, 100), "JPEG", exif=exif(8)))
    after = opened().prepared("phone.jpg", LIMITS)
    assert (after.media.width, after.media.height) == (100, 200)
    assert after.media.sha256 != before.media.sha256


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: '{"check": "", "body": {}}',
        lambda text: text.replace('"width": 120', '"width": 121'),
        lambda text: text.replace("image/jpeg", "image/png "),
        lambda text: "[" * 50_000,
        lambda text: "\0" * 100,
    ],
)
def test_a_damaged_note_counts_as_none(
    opened: Callable[[], OwnPictures], tmp_path: Path, spoil: Callable[[str], str]
) -> None:
    """Half written, edited, or of another time."""
    before = opened().prepared("phone.jpg", LIMITS)
    (note,) = notes(tmp_path)
    text = note.read_text()
    note.write_text(spoil(text))
    assert note.read_text() != text
    assert opened().prepared("phone.jpg", LIMITS) == before
    assert json.loads(note.read_text()) == json.loads(text), "it is mended"


@pytest.mark.parametrize("data", [None, b"", b"torn"])
def test_a_kept_picture_that_is_gone_or_damaged_is_made_again(
    opened: Callable[[], OwnPictures], tmp_path: Path, data: bytes | None
) -> None:
    """To the same bytes, because they were approved."""
    digest = opened().prepared("phone.jpg", LIMITS).media.sha256
    (kept,) = (tmp_path / "prepared").rglob("*.picture")
    if data is None:
        kept.unlink()
    else:
        kept.write_bytes(data)
    pictures = opened()
    pictures.prepared("phone.jpg", LIMITS)
    assert sha256(pictures.data(digest)).hexdigest() == digest


def test_a_place_that_cannot_be_written_is_no_trouble(
    opened: Callable[[], OwnPictures], tmp_path: Path
) -> None:
    """Everything is made anew by each command, as if nothing was kept."""
    (tmp_path / "prepared").write_text("a file, where the folder would be")
    pictures = opened()
    digest = pictures.prepared("phone.jpg", LIMITS).media.sha256
    assert sha256(pictures.data(digest)).hexdigest() == digest


def test_a_pipe_in_place_of_what_was_kept_is_not_waited_for(
    opened: Callable[[], OwnPictures], tmp_path: Path
) -> None:
    """Neither in place of a note nor of a picture."""
    pictures = opened()
    before = pictures.prepared("phone.jpg", LIMITS)
    for path in [*notes(tmp_path), *(tmp_path / "prepared").rglob("*.picture")]:
        path.unlink()
        os.mkfifo(path)
    again = opened()
    assert again.prepared("phone.jpg", LIMITS) == before
    assert again.data(before.media.sha256) == pictures.data(before.media.sha256)


def test_a_disk_that_fills_up_keeps_nothing_of_it(
    opened: Callable[[], OwnPictures], tmp_path: Path
) -> None:
    """The picture goes out all the same, and no half of a file is left."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, usual[1]))
        pictures = opened()
        media = pictures.prepared("phone.jpg", LIMITS).media
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        signal.signal(signal.SIGXFSZ, before)
    assert sha256(pictures.data(media.sha256)).hexdigest() == media.sha256
    assert [path for path in (tmp_path / "prepared").rglob("*") if path.is_file()] == []


def test_a_picture_that_was_changed_in_between_is_not_sent_for_another(
    opened: Callable[[], OwnPictures], folder: Path
) -> None:
    """The hash that was told names other bytes."""
    pictures = opened()
    digest = pictures.prepared("clean.png", LIMITS).media.sha256
    (folder / "clean.png").write_bytes(written(scene(80, 60), "PNG"))
    with pytest.raises(StorageError, match=r"clean\.png: was changed while"):
        pictures.data(digest)


def test_what_cannot_be_used_is_looked_at_once_and_told_each_time(
    opened: Callable[[], OwnPictures], folder: Path
) -> None:
    """A broken picture of a post for twenty channels is not decoded twenty times."""
    pictures = opened()
    said = []
    for limits in (LIMITS, ONLY_JPEG, LIMITS):
        with pytest.raises(StorageError) as refused:
            pictures.prepared("notes.txt", limits)
        said.append(str(refused.value))
        (folder / "notes.txt").write_bytes(written(scene(), "PNG"))
    assert len(set(said)) == 1


def test_the_pixels_can_be_let_go(opened: Callable[[], OwnPictures], reads: list[str]) -> None:
    """Then another network means another look."""
    pictures = opened()
    pictures.prepared("phone.jpg", LIMITS)
    pictures.rest()
    pictures.prepared("phone.jpg", ONLY_JPEG)
    assert len(reads) == 3


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(4 * 1024**3)


def _sparse_film(path: Path) -> None:
    with path.open("wb") as file:
        file.write(PLAIN[:64])
        file.truncate(4 * 1024**3)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_fifo, "it is a named pipe and not a file"),
        (lambda path: path.mkdir(), "it is a folder and not a file"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a device and not a file"),
        (_loop, "cannot be read"),
        (_sparse, "it has 4,294 MB, more than the 50 MB that are read"),
        (_sparse_film, "it has 4,294 MB, more than the 1,073 MB that are read"),
        (lambda path: path.write_bytes(b""), "the file is empty"),
        (lambda path: None, "cannot be read"),
        (lambda path: path.symlink_to("clean.png/more"), "cannot be read"),
    ],
    ids=["fifo", "folder", "device", "loop", "sparse", "film", "empty", "none", "below a file"],
)
def test_what_is_no_file_of_a_fit_size_is_refused_without_reading_it(
    opened: Callable[[], OwnPictures], folder: Path, make: Callable[[Path], None], said: str
) -> None:
    """A pipe would wait for ever, and 4 GB would take all memory."""
    make(folder / "odd.jpg")
    with pytest.raises(StorageError, match=said):
        opened().prepared("odd.jpg", LIMITS)
    assert LARGEST_PICTURE == 50_000_000
