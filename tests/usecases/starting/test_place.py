"""A new project's files take their places all together, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.errors import CampaignError, StorageError
from campaign.usecases.starting.place import place

FILES = {"content/facts.toml": b"", "assets/a.ttf": b"1", "config.toml": b"x = 1\n"}


def everything(folder: Path) -> list[str]:
    """Every file below a folder, hidden ones too."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("name", ["new", "deep/down/new", "with spaces é"])
def test_a_folder_that_is_not_there_is_made(tmp_path: Path, name: str) -> None:
    """With those above it."""
    place(FILES, tmp_path / name, lambda _: None)
    assert everything(tmp_path / name) == sorted(FILES)


def test_an_empty_folder_and_one_with_hidden_files_are_filled(tmp_path: Path) -> None:
    """A fresh clone of an empty repository has .git and .gitignore, and keeps them."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("var/\n")
    place(FILES, tmp_path, lambda _: None)
    assert everything(tmp_path) == sorted([*FILES, ".gitignore"])


@pytest.mark.parametrize("seen", ["README.md", "config.toml", "content"])
def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path, seen: str) -> None:
    """Whatever it is: nothing of anybody's is touched."""
    (tmp_path / seen).mkdir()
    with pytest.raises(StorageError, match=f"not empty .it holds {seen}"):
        place(FILES, tmp_path, lambda _: None)
    assert [p.name for p in tmp_path.iterdir()] == [seen]


def test_a_file_or_a_dead_link_of_that_name_is_left_alone(tmp_path: Path) -> None:
    """They are no folders to fill."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError, match="there is a file of that name"):
        place(FILES, tmp_path / "file", lambda _: None)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(StorageError, match="leads nowhere"):
        place(FILES, tmp_path / "link", lambda _: None)


def test_what_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither the folder, nor those above it, nor a hidden one."""

    def refuse(made: Path) -> None:
        assert everything(made) == sorted(FILES)
        raise CampaignError("no")

    with pytest.raises(CampaignError, match="no"):
        place(FILES, tmp_path / "a" / "b", refuse)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CampaignError, match="no"):
        place(FILES, tmp_path, refuse)
    assert list(tmp_path.iterdir()) == []


def test_a_move_that_fails_is_taken_back(tmp_path: Path) -> None:
    """Something took the place of one of them in the meantime."""

    def in_the_way(_: Path) -> None:
        (tmp_path / "content").mkdir()
        (tmp_path / "content" / "mine.txt").write_text("mine")

    with pytest.raises(StorageError, match="nothing was kept"):
        place(FILES, tmp_path, in_the_way)
    assert everything(tmp_path) == ["content/mine.txt"]
