"""Each check of what the program stands on, when all is well and when it is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign.bootstrap import read_config
from campaign.config import Config
from campaign.errors import ConfigError, Mistake, Place, StorageError
from campaign.storage.database import Database
from campaign.usecases.operations import surroundings
from campaign.usecases.operations.doctor import Check, Standing, good
from campaign.zone_data import Rules, ZoneData
from tests.config.conftest import SMALL

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
GOOD, BAD, UNKNOWN = Standing.GOOD, Standing.BAD, Standing.UNKNOWN
NEW, OLD = (
    ZoneData(whose, version, Path("zones"))
    for whose, version in (("the package tzdata's", "2026c"), ("the system's", "2025b"))
)
NAMELESS = ZoneData("the system's", "", Path("zones"))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A campaign in a folder, with one post."""
    (tmp_path / "config.toml").write_text(SMALL, encoding="utf-8")
    calendar = tmp_path / "content" / "calendar"
    calendar.mkdir(parents=True)
    (calendar / "labs.yaml").write_text("id: labs\n", encoding="utf-8")
    return read_config(tmp_path / "config.toml")


def test_python_and_sqlite_say_their_versions() -> None:
    """An SQLite that is too old is a fault; the queries would fail one by one."""
    assert surroundings.of_python().says.startswith("Python 3.")
    assert surroundings.of_sqlite().standing is GOOD
    old = surroundings.of_sqlite((3, 34, 1))
    assert (old.standing, old.says) == (BAD, "SQLite 3.34.1")
    assert "3.35.0 or newer" in old.remedy


@pytest.mark.parametrize(
    ("rules", "standing", "says"),
    [
        (Rules(NEW, OLD), GOOD, "the package tzdata's 2026c is used; the system's 2025b is older"),
        (Rules(OLD, None), GOOD, "the system's 2025b is used, and there is no other"),
        (Rules(NEW, NEW), GOOD, "2026c is used, as new as the package tzdata's"),
        (Rules(NEW, NAMELESS), GOOD, "the system's of an unknown version is older"),
        (Rules(NAMELESS, None), UNKNOWN, "the system's of an unknown version is used"),
        (Rules(None, None), BAD, "there is no zone data here"),
    ],
)
def test_both_sets_of_zone_data_are_told_and_which_is_used(
    rules: Rules, standing: Standing, says: str
) -> None:
    """An hour's mistake begins here."""
    found = surroundings.of_zone_data(rules)
    assert found.standing is standing and says in found.says
    assert (found.remedy == "") == (standing is GOOD)


def test_fonts_are_counted_and_a_missing_one_is_named() -> None:
    """So is a Pillow that cannot join letters."""

    def broken() -> tuple[str, ...]:
        raise ConfigError(Mistake(Place("brand.toml", 3), "the font Lora.ttf is not there"))

    assert surroundings.of_fonts(lambda: ("a.ttf", "b.ttf"), shapes=True).says == "2 fonts"
    found = surroundings.of_fonts(broken, shapes=True)
    assert found.standing is BAD and "Lora.ttf is not there" in found.says
    assert surroundings.of_fonts(lambda: ("a.ttf",), shapes=False).standing is BAD


@pytest.mark.parametrize(
    ("codecs", "heic", "standing", "says"),
    [
        ({"jpg", "zlib", "webp", "avif"}, True, GOOD, "JPEG, PNG, WebP, AVIF, HEIC"),
        ({"jpg", "zlib"}, False, GOOD, "JPEG, PNG (not HEIC: `pip install '.[heic]'`"),
        ({"zlib"}, True, BAD, "JPEG cannot be read"),
        (set(), False, BAD, "JPEG and PNG cannot be read"),
    ],
)
def test_the_kinds_of_pictures_that_can_be_read_are_told(
    codecs: set[str], heic: bool, standing: Standing, says: str
) -> None:
    """Photos of phones need a plug-in, which is offered."""
    found = surroundings.of_pictures(codecs.__contains__, heic=heic)
    assert found.standing is standing and says in found.says


@pytest.mark.parametrize(
    ("now", "newest", "says"),
    [
        (NOW, None, ""),
        (NOW, NOW - timedelta(days=3), ""),
        (NOW, NOW + timedelta(seconds=2), ""),
        (datetime(1970, 1, 1, tzinfo=UTC), None, "the zone data here is of 2026"),
        (datetime(2025, 12, 31, tzinfo=UTC), None, "the zone data here is of 2026"),
        (NOW, NOW + timedelta(hours=3), "a stamp 3 h ahead"),
    ],
)
def test_a_clock_that_cannot_be_right_is_told(
    now: datetime, newest: datetime | None, says: str
) -> None:
    """Without asking anybody."""
    found = surroundings.of_clock(now, Rules(NEW, OLD), newest)
    assert found.standing is (BAD if says else GOOD)
    assert says in found.says


def test_the_configuration_is_told_by_its_first_mistake() -> None:
    """Every command says them all."""
    file = Path("config.toml")
    assert surroundings.of_configuration(file, None).standing is GOOD
    mistakes = [Mistake(Place("config.toml", n), "wrong") for n in (3, 4, 5)]
    found = surroundings.of_configuration(file, ConfigError(mistakes))
    assert (found.standing, found.says) == (BAD, "config.toml:3: wrong (and 2 more)")


def test_the_calendar_is_found_or_missed(config: Config) -> None:
    """And an import that was interrupted is told."""
    assert surroundings.of_content(config).says.startswith("1 post in ")
    hidden = surroundings.of_content(config, lambda *_: False)
    assert hidden.standing is BAD and hidden.says.endswith("calendar cannot be read")
    (config.content / ".sheet-import.begun").touch()
    assert surroundings.of_content(config).standing is UNKNOWN
    (config.content / ".sheet-import.begun").unlink()
    (config.content / "calendar" / "labs.yaml").unlink()
    assert surroundings.of_content(config).standing is BAD
    (config.content / "calendar").rmdir()
    found = surroundings.of_content(config)
    assert found.standing is BAD and "is not there" in found.says


def test_what_this_user_may_not_look_into_is_named() -> None:
    """The look around ends there and says so."""
    found = surroundings.of_unreadable(PermissionError(13, "Permission denied", "content/calendar"))
    assert found.standing is BAD and found.says == "content/calendar: Permission denied"
    assert "the rest was not looked at" in found.remedy


def test_a_link_that_leads_nowhere_is_no_folder(tmp_path: Path) -> None:
    """Nothing can be made in its place, neither behind a circle."""
    for number, target in enumerate(("nowhere", "link-1")):
        link = tmp_path / f"link-{number}"
        link.symlink_to(target)
        found = surroundings.of_var(link)
        assert found.standing is BAD and f"{link.name} is no folder" in found.says


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Also one that is still to be made, and one below a file."""
    folder = tmp_path / "var" / "deep"
    assert surroundings.of_var(folder).standing is GOOD
    assert not folder.exists()
    found = surroundings.of_var(folder, lambda path, _: path != tmp_path)
    assert found.standing is BAD and str(tmp_path) in found.says and found.remedy
    (tmp_path / "file").touch()
    assert surroundings.of_var(tmp_path / "file" / "var").standing is BAD


def test_the_database_says_its_version(database: Database) -> None:
    """That of this program, else it could not be open."""
    found = surroundings.of_schema(database)
    assert found.standing is GOOD and "of this program's version" in found.says


def test_groups_stand_in_the_order_in_which_a_person_mends_them() -> None:
    """A group is as bad as its worst check."""
    checks = (good("accounts", "fine"), good("disk", "fine", "folders"), surroundings.of_python())
    assert list(surroundings.in_groups(checks)) == ["program", "folders", "accounts"]
    unknown = Check("x", UNKNOWN, "who knows")
    assert surroundings.worst(checks) is GOOD
    assert surroundings.worst((*checks, unknown)) is UNKNOWN
    assert surroundings.worst((*checks, unknown, Check("y", BAD, "no"))) is BAD


def test_a_brand_that_cannot_be_read_is_a_fault_of_the_fonts() -> None:
    """Whatever kind of error it is."""

    def unreadable() -> tuple[str, ...]:
        raise StorageError("assets/brand.toml: cannot be read (Permission denied)")

    assert "cannot be read" in surroundings.of_fonts(unreadable, shapes=True).says
