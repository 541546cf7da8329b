"""`campaign feed` as a person and as cron call it."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import fromstring

from icalendar import Calendar

from tests.cli.conftest import Run


def test_feeds_are_written_before_anything_is_out(workspace: Path, run: Run) -> None:
    """For all, eleven regions and Europe, ten languages; nothing changes when called again."""
    said = run("feed", "--json")
    assert said.code == 0
    assert len(said.json["files"]) == len(said.json["changed"]) == 3 * (1 + 12 + 10)
    folder = workspace / "var" / "feeds"
    assert {path.suffix for path in folder.iterdir()} == {".atom", ".rss", ".ics"}
    fromstring((folder / "region-catalonia.atom").read_bytes())
    Calendar.from_ical((folder / "language-ca.ics").read_bytes())
    again = run("feed")
    assert again.code == 0
    first, hint = again.out.splitlines()
    assert first == f"69 files in {folder}, 0 of them changed: 0 posts out, 0 planned."
    assert "--to FOLDER" in hint


def test_what_waits_for_approval_is_said(workspace: Path, run: Run) -> None:
    """And is in the calendar from then on."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.stem != "learning-labs-01":
            file.unlink()
    assert run("apply").code == 0
    said = run("feed", "--region", "catalonia", "--language", "ca", "--to", "site")
    assert said.code == 0
    assert "1 planned, but in no calendar before they are approved." in said.out
    assert {path.name for path in (workspace / "site").iterdir()} == {
        f"region-catalonia-language-ca.{kind}" for kind in ("atom", "rss", "ics")
    }
    assert run("approve", "--all", "--drafts").code == 0
    said = run("feed", "--region", "catalonia", "--json")
    assert (said.json["published"], said.json["planned"], said.json["unapproved"]) == (0, 2, 0)
    calendar = (workspace / "var/feeds/region-catalonia.ics").read_bytes()
    assert calendar.count(b"STATUS:TENTATIVE") == 2


def test_a_name_that_is_not_there_is_told_with_the_nearest(workspace: Path, run: Run) -> None:
    """Nothing is written."""
    said = run("feed", "--region", "catalunya")
    assert said.code == 1
    assert 'there is no region "catalunya"' in said.err and "catalonia" in said.err
    said = run("feed", "--language", "fr", "--json")
    assert said.code == 1
    assert 'there is no language "fr"' in said.json["error"]
    assert not (workspace / "var" / "feeds").exists()


def test_a_folder_that_cannot_be_written_is_told(workspace: Path, run: Run) -> None:
    """A file stands there."""
    (workspace / "site").write_text("in the way")
    said = run("feed", "--to", "site")
    assert said.code == 2
    assert "site: cannot be made" in said.err
