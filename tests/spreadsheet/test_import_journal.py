"""An import writes all of its files or none, whatever happens to it."""

from __future__ import annotations

import errno
import json
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from campaign.errors import ContentError, StorageError
from campaign.spreadsheet import import_journal
from campaign.spreadsheet.import_journal import Change, settle, write_all
from tests.spreadsheet.killed_import import NEW, OLD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with three posts."""
    content = tmp_path / "content"
    laid_out(content)
    return content


def laid_out(content: Path) -> None:
    """Put the old files there."""
    (content / "calendar").mkdir(parents=True)
    for name, data in OLD.items():
        (content / name).write_bytes(data)


def files(content: Path) -> dict[str, bytes]:
    """Every file below the content, hidden ones too."""
    return {
        path.relative_to(content).as_posix(): path.read_bytes()
        for path in sorted(content.rglob("*"))
        if path.is_file()
    }


def changes(content: Path) -> list[Change]:
    """Three files change, one is new."""
    return [Change(content / name, OLD.get(name), data) for name, data in NEW.items()]


def killed(content: Path, at: int, what: str = "import") -> subprocess.CompletedProcess[str]:
    """An import in a process of its own, which is killed at that moment."""
    command = [sys.executable, "-m", "tests.spreadsheet.killed_import", what, str(content), str(at)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_an_import_writes_every_file_and_leaves_nothing_else(folder: Path) -> None:
    """No hidden file stays."""
    write_all(folder, changes(folder))
    assert files(folder) == NEW
    assert settle(folder) == ()


@pytest.mark.slow
def test_killed_at_any_moment_the_calendar_is_wholly_old_or_wholly_new(tmp_path: Path) -> None:
    """Before and after each call that changes the disk, and in the middle of each writing."""
    whole = tmp_path / "whole"
    laid_out(whole)
    moments = int(killed(whole, 0).stdout)
    assert moments > 60
    outcomes = set()
    for at in range(1, moments + 1):
        content = tmp_path / f"content-{at}"
        laid_out(content)
        assert killed(content, at).returncode == -signal.SIGKILL, at
        assert settle(content) == (), at
        found = files(content)
        assert found in (OLD, NEW), at
        outcomes.add(found == NEW)
    assert outcomes == {True, False}


@pytest.mark.slow
def test_killed_while_it_is_finished_it_is_finished_after_all(tmp_path: Path) -> None:
    """The next start may be interrupted as well."""
    whole = tmp_path / "whole"
    laid_out(whole)
    interrupted(whole, lambda path: path.name == "p-1.yaml")
    for at in range(1, 100):
        content = tmp_path / f"content-{at}"
        shutil.copytree(whole, content)
        ended = killed(content, at, "settle").returncode
        assert settle(content) == ()
        assert files(content) == NEW, at
        if ended == 0:
            break
    assert at > 20


def interrupted(content: Path, fails: Callable[[Path], bool]) -> None:
    """Import until the first file of which `fails` is true would take its place; then stop dead."""

    class Stop(BaseException):
        """Nothing catches this but the test."""

    real = import_journal._put_in_place

    def stopping(folder: Path, entries: object) -> object:
        for entry in entries:  # type: ignore[attr-defined]
            target = folder / entry.name
            if fails(target):
                raise Stop
            import_journal._beside(target).replace(target)
        raise Stop

    import_journal._put_in_place = stopping  # type: ignore[assignment]
    try:
        with pytest.raises(Stop):
            write_all(content, changes(content))
    finally:
        import_journal._put_in_place = real


@pytest.mark.parametrize("last", range(4))
def test_what_is_half_renamed_is_finished_at_the_next_start(folder: Path, last: int) -> None:
    """Each file is recognised by what it holds."""
    interrupted(folder, lambda path: path.name == f"p-{last}.yaml")
    assert settle(folder) == ()
    assert files(folder) == NEW


def test_a_file_that_a_person_changed_meanwhile_is_left_and_told(folder: Path) -> None:
    """The others are finished; the person's words are never overwritten."""
    interrupted(folder, lambda path: path.name == "p-1.yaml")
    (folder / "calendar/p-1.yaml").write_bytes(b"mine\n")
    (mistake,) = settle(folder)
    assert mistake.place.file == "content/calendar/p-1.yaml"
    assert "it stays as it is" in mistake.message and "import the sheet again" in mistake.remedy
    assert files(folder) == {**NEW, "calendar/p-1.yaml": b"mine\n"}
    assert settle(folder) == ()


@pytest.mark.parametrize("kept", [0, 1, 40, 70, -1])
def test_a_journal_that_is_cut_changes_nothing(folder: Path, kept: int) -> None:
    """It is whole on the disk before the first file is touched."""
    interrupted(folder, lambda _: True)
    journal = folder / ".sheet-import.journal"
    journal.write_bytes(journal.read_bytes()[:kept])
    assert settle(folder) == ()
    assert files(folder) == OLD


@pytest.mark.parametrize(
    "name",
    [
        "../outside.yaml",
        "/srv/outside.yaml",
        "calendar/../../outside.yaml",
        "calendar/run.sh",
        "config.toml",
        "facts.toml",
        "calendar\\..\\..\\outside.yaml",
    ],
)
def test_a_journal_from_elsewhere_writes_nothing_but_posts(folder: Path, name: str) -> None:
    """Somebody may have put one into the content that they share."""
    text = json.dumps({"files": [{"name": name, "before": "", "after": "ZXZpbA=="}]}).encode()
    journal = folder / ".sheet-import.journal"
    journal.write_bytes(sha256(text).hexdigest().encode() + b"\n" + text)
    settle(folder)
    assert files(folder) == OLD
    assert not list(folder.parent.glob("*.yaml"))


def test_two_imports_at_once_are_told_apart(folder: Path) -> None:
    """The second is told, and so is who reads meanwhile."""
    with import_journal._locked(folder):
        with pytest.raises(StorageError, match="somebody else is writing"):
            write_all(folder, changes(folder))
        (folder / ".sheet-import.begun").write_bytes(b"")
        with pytest.raises(StorageError, match="at this moment"):
            settle(folder)
    assert settle(folder) == ()
    assert files(folder) == OLD


def test_a_file_that_changed_before_the_writing_stops_it(folder: Path) -> None:
    """All of them are named, and nothing is written."""
    wanted = changes(folder)
    (folder / "calendar/p-0.yaml").write_bytes(b"mine\n")
    (folder / "calendar/p-3.yaml").write_bytes(b"also mine\n")
    before = files(folder)
    with pytest.raises(ContentError) as error:
        write_all(folder, wanted)
    assert len(error.value.mistakes) == 2
    assert files(folder) == before


@pytest.mark.parametrize("room", [0, 100, 500, 1500])
def test_a_full_disk_leaves_the_calendar_as_it_was(folder: Path, room: int) -> None:
    """Wherever it is full: at the journal, or at one of the files."""
    wanted = changes(folder)
    wanted[-1] = Change(wanted[-1].path, None, b"x" * 1000)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        with pytest.raises(StorageError, match="make room on the disk"):
            write_all(folder, wanted)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert files(folder) == OLD


@pytest.mark.parametrize("fails", [1, 2, 4])
def test_a_file_that_cannot_take_its_place_takes_the_others_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    """All are as they were, and the journal is gone."""
    real, done = Path.replace, 0

    def replace(path: Path, target: Path) -> Path:
        nonlocal done
        done += path.name.endswith(".yaml.sheet-import")
        if done == fails and path.name.endswith(".yaml.sheet-import"):
            raise OSError(errno.EIO, "Input/output error", str(target))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(StorageError, match="cannot be written"):
        write_all(folder, changes(folder))
    assert files(folder) == OLD


def test_a_post_behind_a_link_is_written_where_it_lies(folder: Path, tmp_path: Path) -> None:
    """The link stays one."""
    real = tmp_path / "elsewhere.yaml"
    real.write_bytes(OLD["calendar/p-0.yaml"])
    link = folder / "calendar/p-0.yaml"
    link.unlink()
    link.symlink_to(real)
    write_all(folder, changes(folder))
    assert link.is_symlink() and real.read_bytes() == NEW["calendar/p-0.yaml"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
