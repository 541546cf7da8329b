"""Whatever is wrong in files, folders and settings: a clear word, an exit code, nothing lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import create_engine, text

from tests.cli.conftest import Run

POST = Path("content/calendar/learning-labs-01.yaml")


def _replace(old: str, new: str) -> Callable[[Path], int]:
    """Change the first place of `old` in a post, and give the line it stands on."""

    def change(folder: Path) -> int:
        file = folder / POST
        said = file.read_text(encoding="utf-8")
        assert old in said
        file.write_text(said.replace(old, new, 1), encoding="utf-8")
        return said[: said.index(old)].count("\n") + 1

    return change


def _line(folder: Path, start: str) -> int:
    lines = (folder / POST).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if line.strip().startswith(start))


def _without_alt(folder: Path) -> int:
    file = folder / POST
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    english = next(n for n, line in enumerate(lines) if line.strip() == "en:")
    alt = next(n for n in range(english, len(lines)) if lines[n].strip().startswith("alt:"))
    indent = len(lines[alt]) - len(lines[alt].lstrip())
    end = alt + 1
    while len(lines[end]) - len(lines[end].lstrip()) > indent:
        end += 1
    file.write_text("".join(lines[:alt] + lines[end:]), encoding="utf-8")
    return english + 1


CASES = {
    "a language nobody has": (_replace("  es:", "  xx:"), "xx"),
    "a region nobody has": (_replace("channels: [all]", "channels: [catalonja]"), "catalonia"),
    "an activity nobody has": (_replace("activity: A02", "activity: A99"), "A99"),
    "a date that does not exist": (_replace("when: week 1", "when: 2026-02-30 10:00 #"), "2026-02"),
    "an alt text that is missing": (_without_alt, "alt"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_in_a_post_names_file_and_line_and_hides_no_other(
    case: str, workspace: Path, run: Run
) -> None:
    """The mistake is told with its place, and the other posts are still checked."""
    change, word = CASES[case]
    line = change(workspace)
    said = run("check")
    assert said.code == 1
    told = [each for each in said.out.splitlines() if f"{POST}:{line}:" in each]
    assert told, said.out
    assert any(word in each for each in told)
    assert "variants" in said.out


def test_a_calendar_file_that_is_not_yaml_is_named_with_its_line(workspace: Path, run: Run) -> None:
    """A stray bracket is found where it stands."""
    (workspace / "content/calendar/broken.yaml").write_text("id: x\nwhen: [1, 2\ncopy: {\n")
    said = run("check")
    assert said.code == 1
    assert "content/calendar/broken.yaml:" in said.out


def test_a_binary_file_named_yaml_is_named(workspace: Path, run: Run) -> None:
    """A picture saved under the wrong name is no traceback."""
    (workspace / "content/calendar/photo.yaml").write_bytes(bytes(range(256)) * 40)
    said = run("check")
    assert said.code == 1
    assert "content/calendar/photo.yaml" in said.out
    assert "Traceback" not in said.out + said.err


def test_an_empty_calendar_says_so(workspace: Path, run: Run) -> None:
    """No posts at all is a mistake, not a success."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        file.unlink()
    said = run("check")
    assert said.code == 1
    assert "content/calendar" in said.out


@pytest.mark.slow
def test_nothing_is_applied_or_cancelled_while_a_file_cannot_be_read(
    workspace: Path, run: Run
) -> None:
    """A broken file is not a deleted post: its publications stay as they are."""
    _only(workspace, POST.name)
    assert run("apply").code == 0
    (workspace / POST).write_text("id: [", encoding="utf-8")
    said = run("plan", "--json")
    assert said.code == 1
    assert not [step for step in said.json["steps"] if step["kind"] == "cancel"]
    assert run("apply").code == 1
    assert run("status", "--json").json["counts"] == {"scheduled": 34}


def test_a_picture_of_20_megabytes_is_made_to_fit_unless_it_moves(
    workspace: Path, run: Run
) -> None:
    """What moves cannot: the finding names the post's line, the size and what the network takes."""
    _only(workspace, POST.name)
    noise = Image.frombytes("RGB", (2600, 2600), os.urandom(2600 * 2600 * 3))
    (workspace / "assets/pictures").mkdir()
    noise.save(workspace / "assets/pictures/lab.png", compress_level=0)
    assert (workspace / "assets/pictures/lab.png").stat().st_size > 20_000_000
    frames = [Image.frombytes("P", (2600, 2600), os.urandom(2600 * 2600)) for _ in range(2)]
    frames[0].save(workspace / "assets/pictures/lab.gif", save_all=True, append_images=frames[1:])
    size = (workspace / "assets/pictures/lab.gif").stat().st_size
    assert size > 17_000_000
    file = workspace / POST
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    card = next(n for n, line in enumerate(lines) if line.startswith("card:"))
    end = card + 1
    while lines[end].startswith(" "):
        end += 1
    lines[card:end] = ["image: pictures/lab.png\n"]
    file.write_text("".join(lines), encoding="utf-8")
    said = run("check")
    assert said.code == 0, said.out
    assert "pictures/lab.png goes out changed" in said.out
    lines[card] = "image: pictures/lab.gif\n"
    file.write_text("".join(lines), encoding="utf-8")
    said = run("check")
    assert said.code == 1
    assert f"{POST}:{card + 1}:" in said.out
    assert f"{size / 1_000_000:.1f} MB" in said.out


def test_an_unwritable_var_is_said_and_nothing_else_changes(workspace: Path, run: Run) -> None:
    """A file where the folder should be: the place and what to do are named."""
    (workspace / "var").write_text("in the way")
    said = run("plan")
    assert said.code == 2
    assert str(workspace / "var") in said.err
    assert (workspace / "var").read_text() == "in the way"


def test_a_database_of_a_newer_version_is_left_alone(workspace: Path, run: Run) -> None:
    """The program says to update itself, and the database keeps its version."""
    _only(workspace, POST.name)
    assert run("apply").code == 0
    engine = create_engine(f"sqlite:///{_database(workspace)}")
    with engine.begin() as connection:
        change = "UPDATE alembic_version SET version_num = '9999' WHERE version_num NOT LIKE 'an%'"
        connection.execute(text(change))
    said = run("publish")
    assert said.code == 2
    said = run("status")
    assert said.code == 2
    assert "newer version" in said.err
    with engine.begin() as connection:
        versions = set(connection.scalars(text("SELECT version_num FROM alembic_version")))
    engine.dispose()
    assert "9999" in versions


def test_missing_secrets_are_all_named_with_their_lines(workspace: Path, run: Run) -> None:
    """Publishing says at once which channels lack their secret, where, and what to do."""
    said = run("publish")
    assert said.code == 2
    lines = said.err.splitlines()
    assert len(lines) == 34
    assert all(line.startswith("config.toml:") and "_FILE" in line for line in lines)


def test_mistakes_in_the_configuration_come_all_at_once(workspace: Path, run: Run) -> None:
    """An unknown key, an unknown region and a wrong zone are three lines of one message."""
    file = workspace / "config.toml"
    said = file.read_text(encoding="utf-8")
    said = said.replace('zone = "Europe/Warsaw"', 'zone = "Europe/Warschau"', 1)
    said = said.replace("[report]", "[report]\ncolour = 3", 1)
    file.write_text(said, encoding="utf-8")
    ended = run("check")
    assert ended.code == 2
    told = ended.err.splitlines()
    assert len(told) == 2
    assert all(line.startswith("config.toml:") for line in told)


def test_no_configuration_says_how_to_start(workspace: Path, run: Run) -> None:
    """The first thing a newcomer meets tells the next step."""
    (workspace / "config.toml").unlink()
    ended = run("plan")
    assert ended.code == 2
    assert "config.example.toml" in ended.err


def _only(folder: Path, name: str) -> None:
    """Leave one post in the calendar."""
    for file in (folder / "content/calendar").glob("*.yaml"):
        if file.name != name:
            file.unlink()


def _database(folder: Path) -> Path:
    return next((folder / "var").glob("*.db"))
