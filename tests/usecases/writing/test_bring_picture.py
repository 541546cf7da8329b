"""A picture of one's own is kept once, without its metadata, or refused with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from campaign.errors import Forbidden, StorageError
from campaign.model.people import Actor, Person, Role
from campaign.storage.database import Database, open_database
from campaign.storage.trust import people
from campaign.usecases.writing.bring_picture import Brought, bring_picture
from tests.test_media import png
from tests.usecases.translating.bureau import NOW

ALONE = Actor("desk")


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database in which nobody is registered."""
    made = open_database(f"sqlite:///{tmp_path_factory.mktemp('d') / 'campaign.db'}")
    yield made
    made.close()


def photo(kind: str = "JPEG") -> bytes:
    """A photo that tells who took it."""
    image, out = Image.new("RGB", (400, 300), "teal"), BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Somebody Private"
    image.save(out, kind, exif=exif)
    return out.getvalue()


def bring(
    data: bytes, name: str, folder: Path, database: Database, actor: Actor = ALONE
) -> Brought:
    """Bring it into a folder."""
    return bring_picture(data, name, folder, database, ("north", "south"), actor=actor)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_who_took_a_picture_is_not_kept(tmp_path: Path, database: Database, kind: str) -> None:
    """Its pixels are."""
    brought = bring(photo(kind), f"Ada's lab.{kind}", tmp_path, database)
    kept = (tmp_path / brought.path).read_bytes()
    assert brought.path.startswith("pictures/adas-lab-")
    assert b"Somebody Private" not in kept
    with Image.open(BytesIO(kept)) as shown:
        assert shown.size == (400, 300)


def test_the_same_picture_is_one_file(tmp_path: Path, database: Database) -> None:
    """However often the form is sent; another one of that name is another file."""
    first = bring(png(), "a.png", tmp_path, database)
    assert bring(png(), "a.png", tmp_path, database) == first
    assert bring(png("red"), "a.png", tmp_path, database) != first
    assert len(list((tmp_path / "pictures").iterdir())) == 2


@pytest.mark.parametrize(
    "name",
    ["../../x.png", "..", "", "C:\\lab\\x.png", "Ł ódź/ü.png", "x" * 400, "日本.png", "\u202e"],
)
def test_a_file_lies_under_its_folder_whatever_it_is_called(
    tmp_path: Path, database: Database, name: str
) -> None:
    """Its name is made of small letters."""
    brought = bring(png(), name, tmp_path / "assets", database)
    assert (tmp_path / "assets" / brought.path).resolve().parent == tmp_path / "assets" / "pictures"
    assert brought.path.isascii()


@pytest.mark.parametrize(
    "data",
    [b"", b"text", b"\x89PNG\r\n\x1a\n" + b"x" * 50, png()[:60], b"\xff\xd8\xff\xe0" + b"0" * 99],
)
def test_what_is_no_whole_picture_is_refused(
    tmp_path: Path, database: Database, data: bytes
) -> None:
    """And nothing is written."""
    with pytest.raises(StorageError):
        bring(data, "a.png", tmp_path, database)
    assert not list(tmp_path.iterdir())


def test_it_takes_the_right_to_edit_somewhere(tmp_path: Path, database: Database) -> None:
    """An editor of one region may; a reader of all may not."""
    editor = Person("nora", "Nora", "n@x.example", {"north": frozenset({Role.EDITOR})})
    reader = Person("rita", "Rita", "r@x.example", {"*": frozenset({Role.READER})})
    with database.write() as connection:
        for each in (editor, reader):
            people.add(connection, each, NOW)
    assert bring(png(), "a.png", tmp_path, database, Actor("nora", editor)).path
    with pytest.raises(Forbidden):
        bring(png(), "a.png", tmp_path, database, Actor("rita", reader))
