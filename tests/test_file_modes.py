"""The state is for its owner alone, whatever the umask; what is for others is for others."""

from __future__ import annotations

import os
from pathlib import Path

from campaign.file_modes import files_for, is_private, looser, private_files, tighten, usual_files


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_is_written_meanwhile_is_private(tmp_path: Path) -> None:
    """And afterwards the umask is the former one."""
    before = os.umask(0o002)
    try:
        with private_files():
            (tmp_path / "folder").mkdir()
            (tmp_path / "folder/file").write_text("x")
            with usual_files():
                (tmp_path / "usual").write_text("x")
        (tmp_path / "after").write_text("x")
    finally:
        os.umask(before)
    assert _mode(tmp_path / "folder") == 0o700
    assert _mode(tmp_path / "folder/file") == 0o600
    assert _mode(tmp_path / "usual") == 0o644
    assert _mode(tmp_path / "after") == 0o664


def test_a_folder_outside_of_var_is_for_others(tmp_path: Path) -> None:
    """A link from elsewhere into var is still var."""
    var = tmp_path / "var"
    var.mkdir()
    (tmp_path / "link").symlink_to(var)
    assert is_private(tmp_path / "link/feeds", var)
    assert not is_private(tmp_path / "feeds", var)
    assert not is_private(tmp_path / "var2", var)
    for folder, mode in ((var, 0o600), (tmp_path / "link", 0o600), (tmp_path, 0o644)):
        with files_for(folder, var):
            (folder / "file").write_text("x")
        assert _mode(folder / "file") == mode
        (folder / "file").unlink()


def test_a_looser_folder_is_tightened_with_all_in_it(tmp_path: Path) -> None:
    """Links are not followed: what they lead to is not ours."""
    var, other = tmp_path / "var", tmp_path / "other"
    (var / "media/aa").mkdir(parents=True)
    (var / "media/aa/file").write_text("x")
    other.write_text("x")
    other.chmod(0o644)
    (var / "link").symlink_to(other)
    (var / "loop").symlink_to(var)
    for path in (var, var / "media", var / "media/aa"):
        path.chmod(0o777)
    (var / "media/aa/file").chmod(0o666)
    assert looser(var) == tighten(var) == 4
    assert looser(var) == 0
    assert [_mode(path) for path in (var, var / "media", var / "media/aa/file")] == [
        0o700,
        0o700,
        0o600,
    ]
    assert _mode(other) == 0o644


def test_a_private_folder_is_not_walked(tmp_path: Path) -> None:
    """Nobody gets to what is in it, so that every command begins at once."""
    var = tmp_path / "var"
    var.mkdir(mode=0o700)
    (var / "file").write_text("x")
    (var / "file").chmod(0o666)
    assert tighten(var) == 0
    assert tighten(tmp_path / "none") == 0
    assert looser(var) == 1
