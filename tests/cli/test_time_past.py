"""A time that is past is told by `check`, `plan` and `apply`, and never dropped without a word."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile

import pytest

from campaign import zone_data
from campaign.model import State
from campaign.storage import publications
from campaign.storage.database import open_database
from tests.cli.conftest import Run

FILE = "content/calendar/platforms-01.yaml"


def move(workspace: Path, days: int) -> None:
    """Give a post another day, so many from now."""
    file = workspace / FILE
    lines = file.read_text(encoding="utf-8").splitlines()
    day = datetime.now(UTC) + timedelta(days=days)
    moved = [f"when: {day:%Y-%m-%d} 10:00" if x.startswith("when:") else x for x in lines]
    file.write_text("\n".join(moved) + "\n", encoding="utf-8")


@pytest.fixture
def alone(workspace: Path) -> Path:
    """The starter campaign with one post."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.name != "platforms-01.yaml":
            file.unlink()
    return workspace


def codes(run: Run) -> list[str]:
    """The codes that `check` finds about times."""
    found = run("check", "--json").json["findings"]
    return [each["code"] for each in found if each["code"] == "time-past"]


@pytest.mark.slow
def test_a_post_of_last_week_is_told_by_all_three(alone: Path, run: Run) -> None:
    """With its name, and without a database being made by the check."""
    move(alone, -7)
    said = run("check")
    assert "has passed, by more than 6 h: it will not go out" in said.out
    assert "more channels] (time-past)" in said.out
    assert not (alone / "var" / "campaign.db").exists()
    shown = run("plan")
    assert "its time has passed; give it a new one" in shown.out
    done = run("apply")
    assert "will not go out, because their time has passed: platforms-01." in done.out
    assert run("apply", "--json").json["too_late"] > 1
    assert codes(run)


@pytest.mark.slow
def test_a_scheduled_post_that_is_moved_into_the_past_is_told(alone: Path, run: Run) -> None:
    """It is cancelled, and its history says why."""
    move(alone, 300)
    run("apply")
    assert codes(run) == []
    move(alone, -7)
    assert "it will not go out" in run("check").out
    assert "which has passed; give it a new time" in run("plan").out
    steps = run("plan", "--json").json["steps"]
    assert {each["kind"] for each in steps} == {"cancel"} and all(s["moved_to"] for s in steps)
    assert "because their time has passed: platforms-01" in run("apply").out
    opened = open_database(f"sqlite:///{alone / 'var' / 'campaign.db'}")
    with opened.read() as connection:
        (first, *_) = publications.all_of(connection)
    opened.close()
    assert first.state is State.CANCELLED
    assert first.reason == "the calendar moved it to a time that has passed"


@pytest.mark.slow
def test_a_database_that_cannot_be_compared_is_said_and_the_check_goes_on(
    alone: Path, run: Run
) -> None:
    """What went out is not called past by mistake."""
    move(alone, -7)
    (alone / "var").mkdir()
    (alone / "var" / "campaign.db").write_bytes(b"Minutes of the meeting\n" * 300)
    said = run("check")
    assert "The database was not compared" in said.err
    assert "time-past" not in said.out


@pytest.mark.slow
def test_a_post_on_which_the_two_sets_of_zone_data_differ_is_told(
    alone: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `check` and by `plan`, with both versions; `doctor` says which is used."""
    before = zoneinfo.TZPATH
    move(alone, 300)
    file = alone / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}zone: Africa/Casablanca\n", encoding="utf-8")
    package = zone_data.package()
    assert package is not None
    (tmp_path / "zones" / "Africa").mkdir(parents=True)
    copyfile(package.folder / "Africa/Lagos", tmp_path / "zones" / "Africa" / "Casablanca")
    old = zone_data.ZoneData("the system's", "2025b", tmp_path / "zones")
    monkeypatch.setattr(zone_data, "system", lambda: old)
    try:
        for command in ("check", "plan"):
            said = run(command).out
            assert "10:00 in Africa/Casablanca is 10:00 UTC by the package tzdata's" in said
            assert "and 09:00 UTC by the system's 2025b" in said and "(zone-differs)" in said
        assert len(run("plan", "--json").json["zones"]) > 1
        assert "the system's 2025b is older" in run("doctor").out
    finally:
        zoneinfo.reset_tzpath(to=before)
        zoneinfo.ZoneInfo.clear_cache()
