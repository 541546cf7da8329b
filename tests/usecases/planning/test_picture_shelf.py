"""Small pictures are made once, whoever asks, and the folder does not grow for ever."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from PIL import Image

from campaign.errors import StorageError
from campaign.usecases.planning.picture_shelf import WIDTHS, PictureShelf, opened

KEY = "ab" * 32


def paper(width: int = 1200, height: int = 675, mode: str = "RGB") -> Image.Image:
    """A blank picture."""
    return Image.new(mode, (width, height), "white")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_picture_is_made_at_each_width(tmp_path: Path, width: int) -> None:
    """Its file says what it shows and how wide it is."""
    shelf = PictureShelf(tmp_path)
    path = shelf.make(KEY, width, paper)
    with Image.open(path) as made:
        assert (made.format, made.width) == ("WEBP", width)
        assert abs(made.height - width * 675 / 1200) < 1
    assert shelf.held(KEY, width) == path


@pytest.mark.parametrize(
    "picture",
    [paper(64, 64), paper(900, 6000), paper(300, 200, "LA"), paper(300, 200, "P"), paper(1, 1)],
    ids=["small", "high", "clear", "palette", "dot"],
)
def test_any_picture_becomes_a_small_one(tmp_path: Path, picture: Image.Image) -> None:
    """None is made wider than it is, and none higher than twice its width."""
    with Image.open(PictureShelf(tmp_path).make(KEY, 240, lambda: picture)) as made:
        assert made.width <= min(240, picture.width)
        assert made.height <= 480


def test_many_who_ask_at_once_have_it_made_once(tmp_path: Path) -> None:
    """A page asks for the same picture in several places."""
    shelf, made, start = PictureShelf(tmp_path, threads=8), [], Barrier(6)

    def draw() -> Image.Image:
        made.append(1)
        return paper()

    def ask(_: int) -> Path:
        start.wait()
        return shelf.make(KEY, 128, draw)

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(ask, range(6)))) == 1
    assert made == [1]


@pytest.mark.parametrize(
    ("key", "width"),
    [
        (KEY, 129),
        (KEY, 0),
        (KEY, 100_000),
        ("../" * 20 + "etc", 128),
        (KEY.upper(), 128),
        ("", 128),
        (KEY + "\n", 128),
    ],
)
def test_no_other_name_makes_a_file(tmp_path: Path, key: str, width: int) -> None:
    """An address can ask for known widths and for keys alone."""
    shelf = PictureShelf(tmp_path)
    assert shelf.held(key, width) is None
    with pytest.raises(ValueError, match="no picture has the key"):
        shelf.make(key, width, paper)
    assert not list(tmp_path.iterdir())


def test_a_picture_that_cannot_be_drawn_leaves_no_file(tmp_path: Path) -> None:
    """The next who asks has it tried again."""
    shelf = PictureShelf(tmp_path)

    def broken() -> Image.Image:
        raise StorageError("this picture cannot be shown: it is damaged")

    with pytest.raises(StorageError):
        shelf.make(KEY, 128, broken)
    assert shelf.held(KEY, 128) is None
    assert shelf.make(KEY, 128, paper).is_file()


def test_the_oldest_pictures_go_when_there_is_no_more_room(tmp_path: Path) -> None:
    """What was made last stays."""
    shelf = PictureShelf(tmp_path)
    paths = [shelf.make(f"{n:064x}", 128, paper) for n in range(10)]
    for age, path in enumerate(reversed(paths)):
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    size = paths[0].stat().st_size
    PictureShelf(tmp_path, most_bytes=5 * size).tidy()
    assert [path.is_file() for path in paths] == [False] * 6 + [True] * 4


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"<svg/>"])
def test_damaged_bytes_are_no_picture(data: bytes) -> None:
    """Whatever a decoder raises is one kind of error."""
    with pytest.raises(StorageError, match="cannot be shown"):
        opened(data)
