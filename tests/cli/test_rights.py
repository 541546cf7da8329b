"""Nobody else reads the campaign's state; what is written for others everybody reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.small_project import small_project


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=["umask 000", "umask 022", "umask 077"])
def project(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A small project, entered, under a shell's umask."""
    before = os.umask(request.param)
    folder = tmp_path / "p"
    small_project(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("M", "a-secret")
    try:
        yield folder
    finally:
        os.umask(before)


def _modes(folder: Path) -> dict[str, int]:
    found = {str(path.relative_to(folder)): path for path in (folder, *folder.rglob("*"))}
    return {name: path.stat().st_mode & 0o777 for name, path in found.items()}


def _loose(var: Path) -> dict[str, str]:
    """What others could read under a folder, with its mode."""
    return {name: oct(mode) for name, mode in _modes(var).items() if mode & 0o077}


def test_everything_under_var_is_private(project: Path, run: Run) -> None:
    """The database and its side files, pictures, journal, reports, backups, feeds and previews."""
    for words in (
        ("apply",),
        ("preview",),
        ("feed",),
        ("backup",),
        ("report", "weekly"),
        ("rehearse",),
        ("publish",),
        ("channels", "test"),
        ("doctor",),
    ):
        assert "nobody foresaw" not in run(*words).err
        assert _loose(project / "var") == {}
    assert _modes(project / "var")["campaign.db"] == 0o600
    # A backup for another place is no less private.
    run("backup", str(project / "elsewhere.db"))
    assert (project / "elsewhere.db").stat().st_mode & 0o777 == 0o600


def test_what_is_for_others_is_readable_for_all(project: Path, run: Run) -> None:
    """Feeds, reports, previews, pictures for networks and the sheet, outside of var."""
    run("apply")
    assert f"in {project / 'www/feeds'}" in run("feed", "--to", str(project / "www/feeds")).out
    run("report", "weekly", "--out", "www/reports")
    run("preview", "--out", "www/preview")
    run("media", "publish", "--to", "www/cards")
    run("schema", "--out", "www/post.schema.json")
    run("sheet", "export", "www/calendar.csv")
    modes = _modes(project / "www")
    files = {mode for name, mode in modes.items() if (project / "www" / name).is_file()}
    folders = {mode for name, mode in modes.items() if (project / "www" / name).is_dir()}
    assert (files, folders) == ({0o644}, {0o755}), modes
    assert _loose(project / "var") == {}


def test_a_feed_that_nobody_can_read_says_so(project: Path, run: Run) -> None:
    """The usual folder is under var."""
    run("apply")
    assert "Nobody else can read them there" in run("feed").out
    assert "Nobody else" not in run("feed", "--to", "www").out


def test_what_an_earlier_version_left_open_is_closed(project: Path, run: Run) -> None:
    """By the next command, whichever it is."""
    run("apply")
    for path in ((project / "var"), *(project / "var").rglob("*")):
        path.chmod(path.stat().st_mode | 0o055)
    assert _loose(project / "var")
    run("status")
    assert _loose(project / "var") == {}


def test_the_doctor_names_what_is_still_open(project: Path, run: Run) -> None:
    """A folder that is closed hides what is in it, but it may be opened again."""
    run("apply")
    assert "nobody else may read" in run("doctor").out
    (project / "var/campaign.db").chmod(0o644)
    said = run("doctor")
    assert said.code == 1
    assert "chmod -R go= " in said.out
