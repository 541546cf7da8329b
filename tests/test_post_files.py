"""One file is written whole or not at all, by one writer at a time."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from campaign import folder_lock, post_files
from campaign.errors import StorageError
from campaign.spreadsheet.import_journal import Change, write_all


def hidden(folder: Path) -> list[str]:
    """What lies staged there."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_a_file_gets_new_bytes_and_keeps_its_rights(tmp_path: Path) -> None:
    """Nothing else is left in its folder."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    post_files.replace(path, b"new")
    assert (path.read_bytes(), oct(path.stat().st_mode)[-3:]) == (b"new", "640")
    assert hidden(tmp_path) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file that it leads to is written."""
    target = tmp_path / "there" / "a.yaml"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link = tmp_path / "a.yaml"
    link.symlink_to(target)
    post_files.replace(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_new_file_overwrites_nothing(tmp_path: Path) -> None:
    """Neither a file nor a link that leads nowhere; its folder is made."""
    path = tmp_path / "more" / "a.yaml"
    assert post_files.create(path, b"one")
    assert not post_files.create(path, b"two")
    assert path.read_bytes() == b"one"
    (tmp_path / "b.yaml").symlink_to(tmp_path / "nowhere")
    assert not post_files.create(tmp_path / "b.yaml", b"two")
    assert hidden(path.parent) == []


def test_what_a_killed_writer_left_is_taken_away(tmp_path: Path) -> None:
    """By the next one in that folder."""
    (tmp_path / ".b.yaml.desk-edit").write_bytes(b"half")
    (tmp_path / "a.yaml").write_bytes(b"old")
    post_files.replace(tmp_path / "a.yaml", b"new")
    assert hidden(tmp_path) == []


def test_a_disk_that_refuses_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """A folder that is gone, a name too long."""
    with pytest.raises(StorageError, match="cannot be written"):
        post_files.replace(tmp_path / "none" / "a.yaml", b"x")
    with pytest.raises(StorageError, match="cannot be written"):
        post_files.create(tmp_path / ("n" * 300), b"x")
    assert list(tmp_path.iterdir()) == []


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    """The second begins when the first is done."""
    order: list[str] = []
    inside = threading.Event()

    def first() -> None:
        with folder_lock.locked(tmp_path, time.sleep):
            inside.set()
            time.sleep(0.1)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    with folder_lock.locked(tmp_path, time.sleep):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


@pytest.mark.skipif(os.name == "nt", reason="there are no such locks")
def test_an_import_and_a_save_do_not_write_at_once(tmp_path: Path) -> None:
    """The import refuses while a save goes on; a save waits for an import, and then says so."""
    (tmp_path / "calendar").mkdir()
    change = Change(tmp_path / "calendar" / "a.yaml", None, b"new")
    with ThreadPoolExecutor(1) as pool, folder_lock.locked(tmp_path, time.sleep):
        refused = pool.submit(write_all, tmp_path, [change]).exception()
        assert isinstance(refused, StorageError)
        assert "at this moment" in str(refused)
        write_all(tmp_path, [change])  # whoever holds the lock may use both
    assert change.path.read_bytes() == b"new"
    import fcntl

    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    waited: list[float] = []
    with (
        pytest.raises(StorageError, match="somebody else is writing"),
        folder_lock.locked(tmp_path, waited.append),
    ):
        pass
    os.close(handle)
    assert sum(waited) == pytest.approx(5)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Nothing is made."""
    with (
        pytest.raises(StorageError, match="cannot be opened"),
        folder_lock.locked(tmp_path / "none", time.sleep),
    ):
        pass


def test_the_hash_of_no_file_is_empty(tmp_path: Path) -> None:
    """And that of an empty file is not."""
    assert post_files.fingerprint(post_files.read_bytes(tmp_path / "none")) == ""
    (tmp_path / "a").write_bytes(b"")
    assert len(post_files.fingerprint(post_files.read_bytes(tmp_path / "a"))) == 64
