"""A file is found in whichever form the disk spells it, or the nearest name is told."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest

from campaign.file_names import find, nearest

NAMES = ("Łódź-zdjęcie.jpg", "Größe.png", "Žďár nad Sázavou.webp", "día/niño.gif", "한글.mp4")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_in_either_form(tmp_path: Path, name: str, form: str) -> None:
    """Folders as well as files: archives of some systems hold names in pieces."""
    there = tmp_path / normalize(form, name)  # type: ignore[arg-type]
    there.parent.mkdir(exist_ok=True)
    there.write_bytes(b"x")
    assert find(tmp_path, normalize("NFC", name)).read_bytes() == b"x"


def test_what_is_not_there_keeps_its_name(tmp_path: Path) -> None:
    """The caller says in its own words that it is missing."""
    assert find(tmp_path, "día/niño.gif") == tmp_path / "día/niño.gif"
    assert find(tmp_path / "none", "ñ.gif") == tmp_path / "none/ñ.gif"


@pytest.mark.parametrize(
    ("there", "name", "meant"),
    [
        ("pictures/Lab.JPG", "pictures/lab.jpg", "pictures/Lab.JPG"),
        ("pictures/table.png", "table.png", "pictures/table.png"),
        ("pictures/table-01.png", "pictures/table-1.png", "pictures/table-01.png"),
        ("Pictures/ŁÓDŹ.jpg", "pictures/łódź.jpg", "Pictures/ŁÓDŹ.jpg"),
        ("photo.jpeg", "photo.jpg", "photo.jpeg"),
        ("emblem/eu.png", "film/dance.mp4", ""),
    ],
)
def test_the_nearest_name_is_told(tmp_path: Path, there: str, name: str, meant: str) -> None:
    """Capitals, another folder, a slip of the finger; nothing when nothing is like it."""
    path = tmp_path / there
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    assert nearest(tmp_path, name) == meant
