"""The newer rules of time zones are used, whichever of the two sets has them."""

from __future__ import annotations

import shutil
import zoneinfo
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from campaign import zone_data
from campaign.calendar.when import WhenError, parse_zone
from campaign.zone_data import Rules, ZoneData, choose, system, use_newest, version


@pytest.fixture
def path_back() -> Iterator[None]:
    """Other tests have the rules that they had."""
    before = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(to=before)
    ZoneInfo.clear_cache()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Rules in a folder, in which Morocco is an hour ahead, and there is a zone of its own."""
    package = zone_data.package()
    assert package is not None
    for name in ("UTC", "Europe/Brussels", "Africa/Casablanca", "Atlantis/Capital"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        source = name if (package.folder / name).exists() else "Africa/Lagos"
        source = "Africa/Lagos" if "Casablanca" in name else source
        shutil.copyfile(package.folder / source, tmp_path / name)
    return tmp_path


def data(of: str, folder: Path = Path("rules")) -> ZoneData:
    """Rules of some version."""
    return ZoneData("theirs", of, folder)


@pytest.mark.parametrize(
    ("of_system", "of_package", "used"),
    [
        ("2025b", "2026c", "package"),
        ("2026f", "2026c", "system"),
        ("2026c", "2026c", "system"),
        ("2026z", "2026aa", "package"),
        ("2025z", "2026a", "package"),
        ("", "2026a", "package"),
        ("2026a", "", "system"),
        (None, "2026a", "package"),
        ("2020a", None, "system"),
    ],
)
def test_the_newer_of_two_sets_is_chosen(
    of_system: str | None, of_package: str | None, used: str
) -> None:
    """By year, then by letters; what does not say its version is older."""
    ours = None if of_system is None else ZoneData("system", of_system, Path("a"))
    theirs = None if of_package is None else ZoneData("package", of_package, Path("b"))
    rules = choose(ours, theirs)
    assert rules.used is not None and rules.used.whose == used
    same = of_system == of_package
    assert (rules.differing is None) == (same or None in (of_system, of_package))


def test_without_any_rules_none_are_used() -> None:
    """A machine without the database, and without the package."""
    assert choose(None, None) == Rules(None, None)
    assert choose(None, None).differing is None


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("tzdata.zi", "# version 2025b\n# This zic input file", "2025b"),
        ("+VERSION", "2024a\n", "2024a"),
        ("version", "2026aa", "2026aa"),
        ("tzdata.zi", "R d 1916 o - Jun 14 23s 1 S\n", ""),
        ("tzdata.zi", "# version unknown-dirty", ""),
        ("tzdata.zi", "", ""),
        ("other", "2026a", ""),
    ],
)
def test_the_version_of_rules_is_read_from_their_folder(
    tmp_path: Path, name: str, text: str, found: str
) -> None:
    """As Linux, macOS and the BSDs keep it."""
    (tmp_path / name).write_text(text)
    assert version(tmp_path) == found


def test_the_systems_rules_are_in_the_first_folder_that_has_any(
    tmp_path: Path, folder: Path
) -> None:
    """A slim container has the folder, and nothing in it."""
    empty = tmp_path / "empty"
    empty.mkdir()
    assert system((str(empty), str(tmp_path / "gone"))) is None
    found = system((str(empty), str(folder)))
    assert found is not None and (found.folder, found.version) == (folder, "")


@pytest.mark.usefixtures("path_back")
def test_the_newest_rules_come_first_and_the_others_help_out() -> None:
    """Calling it again changes nothing."""
    rules = use_newest()
    assert rules.used is not None
    assert zoneinfo.TZPATH[0] == str(rules.used.folder)
    path = zoneinfo.TZPATH
    brussels = ZoneInfo("Europe/Brussels")
    assert use_newest() == rules
    assert path == zoneinfo.TZPATH and ZoneInfo("Europe/Brussels") is brussels


@pytest.mark.usefixtures("path_back")
def test_a_zone_that_only_older_rules_know_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newer rules decide about all others."""
    monkeypatch.setattr(zone_data, "system", lambda: data("2001a", folder))
    rules = use_newest()
    assert rules.other is not None and rules.other.folder == folder
    assert ZoneInfo("Atlantis/Capital").key == "Atlantis/Capital"
    winter = datetime(2026, 12, 15, 10, tzinfo=ZoneInfo("Africa/Casablanca"))
    newest = zone_data.package()
    assert newest is not None
    right = newest.zone("Africa/Casablanca")
    assert right is not None and winter.utcoffset() == winter.replace(tzinfo=right).utcoffset()


def test_a_zone_by_one_set_alone(folder: Path) -> None:
    """None for what it does not have, and for what is no zone."""
    rules = data("2025b", folder)
    zone = rules.zone("Africa/Casablanca")
    assert zone is not None and zone.key == "Africa/Casablanca"
    assert datetime(2026, 12, 15, tzinfo=zone).utcoffset() is not None
    (folder / "tzdata.zi").write_text("# version 2025b\n")
    for key in ("Asia/Tokyo", "tzdata.zi", "Africa", "../Europe"):
        assert rules.zone(key) is None, key


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("europe/brussels", "Europe/Brussels"),
        ("Europe/brussels", "Europe/Brussels"),
        ("Brussels", "Europe/Brussels"),
        ("America/edmonton", "America/Edmonton"),
        ("AFRICA/CASABLANCA", "Africa/Casablanca"),
    ],
)
def test_a_zone_in_other_letters_is_a_mistake_with_the_right_one(key: str, meant: str) -> None:
    """Some systems would find the file, others would not."""
    with pytest.raises(WhenError) as error:
        parse_zone(key)
    assert meant in error.value.remedy


@pytest.mark.parametrize("key", ["Africa/Casablanca", "America/Vancouver", "America/Edmonton"])
def test_zones_that_changed_in_2026_are_right(key: str) -> None:
    """By the newest rules here, which are at least those that the lock names."""
    winter = datetime(2026, 12, 15, 10, tzinfo=ZoneInfo(key)).utcoffset()
    hours = None if winter is None else winter.total_seconds() / 3600
    assert hours == {"Africa/Casablanca": 0, "America/Vancouver": -7, "America/Edmonton": -6}[key]


def test_a_key_that_nobody_knows_is_not_found() -> None:
    """Neither set has it."""
    with pytest.raises(ZoneInfoNotFoundError):
        ZoneInfo("Nowhere/Nothing")
