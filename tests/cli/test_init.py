"""A new project's folder and a new post, from the command line."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

ANSWERS = ROOT / "tests" / "projects" / "shared-harbour" / "answers.toml"


def everything(folder: Path) -> list[Path]:
    """Whatever a folder holds."""
    return sorted(folder.rglob("*"))


def typed(monkeypatch: pytest.MonkeyPatch, lines: Iterable[str]) -> None:
    """Answer the questions with these lines."""
    data = "".join(f"{line}\n" for line in lines).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, entered."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_answers_from_a_file_make_a_folder_that_passes_check(here: Path, run: Run) -> None:
    """And the next three commands are told, of which each works."""
    made = run("init", "harbour folder", "--from", str(ANSWERS))
    assert made.code == 0, made.err
    assert "2 regions, 2 languages, 9 channels" in made.out
    assert "cd 'harbour folder'" in made.out
    told = re.findall(r"^  campaign (\w+)  ", made.out, re.MULTILINE)
    assert told == ["check", "preview", "demo"]
    config = str(here / "harbour folder" / "config.toml")
    for command in told[:2]:
        done = run("--config", config, command, "--json")
        assert done.code == 0, done.out
    checked = run("--config", config, "check", "--json").json
    assert checked["mistakes"] == []
    assert checked["variants"] == 9
    assert {f["code"] for f in checked["findings"]} == {
        "statement-unconfirmed",
        "translation-draft",
    }


def test_nothing_of_anybody_s_is_overwritten(here: Path, run: Run) -> None:
    """A second time it says that the folder is not empty."""
    assert run("init", ".", "--from", str(ANSWERS)).code == 0
    before = {path: path.read_bytes() for path in everything(here) if path.is_file()}
    again = run("init", "--from", str(ANSWERS))
    assert again.code == 2
    assert "the folder is not empty" in again.err
    assert {p: p.read_bytes() for p in everything(here) if p.is_file()} == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "a"\n', 'needs "title"'),
        ("name = \n", "answers.toml:1: this is not TOML"),
        ("\xff", "this is not TOML"),
        ("", 'needs "networks"'),
    ],
)
def test_wrong_answers_make_nothing(here: Path, run: Run, text: str, said: str) -> None:
    """Each mistake is told, and there is no folder."""
    (here / "answers.toml").write_text(text, encoding="utf-8")
    refused = run("init", "new", "--from", "answers.toml")
    assert refused.code == 2
    assert said in refused.err
    assert not (here / "new").exists()


@pytest.mark.parametrize("name", ["nowhere.toml", ".", "latin"])
def test_answers_that_cannot_be_read(here: Path, run: Run, name: str) -> None:
    """No file, a folder, another encoding."""
    (here / "latin").write_bytes('title = "Hafen für alle"'.encode("latin-1"))
    refused = run("init", "new", "--from", name)
    assert refused.code == 2
    assert name in refused.err
    assert not (here / "new").exists()


def test_answers_can_be_piped_in(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--from -` reads them from standard input, and `--json` tells what was made."""
    typed(monkeypatch, ANSWERS.read_text(encoding="utf-8").splitlines())
    made = run("init", "piped", "--from", "-", "--json")
    assert made.code == 0, made.err
    assert "config.toml" in made.json["files"]
    assert made.json["waiting"] == []


def test_a_person_is_asked(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that cannot be used is asked for again, with what was wrong."""
    lines = [
        *("Sea Towns", "", "no address", "https://sea.example/", "soon", "2027-03-01"),
        *("Kréta", "Europe/Atens", "Europe/Athens", "el, en", "Malta", "Europe/Malta", "mt", ""),
        *("el", "mastodn", "mastodon, telegram", "https://social.example"),
        *("", "", "", "", "", "", "maybe", "no", "funded"),
    ]
    typed(monkeypatch, lines)
    made = run("init", "asked")
    assert made.code == 0, made.err + made.out
    assert 'did you mean "Europe/Athens"?' in made.out
    assert 'did you mean "mastodon"?' in made.out
    config = (here / "asked" / "config.toml").read_text(encoding="utf-8")
    for line in (
        'name = "sea-towns"',
        "start = 2027-03-01 ",
        'source_language = "el"',
        'languages = ["el", "en", "mt"]',
        'funding = "funded"',
        'approval = "none"',
        "[regions.kreta]",
        'names = { "el" = "Kréta" }',
        'server = "https://social.example"',
        'malta-telegram = { platform = "telegram"',
    ):
        assert line in config
    assert run("--config", "asked/config.toml", "check").code == 0


def test_answers_that_end_too_soon_make_nothing(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the terminal is closed, or a script has fewer lines than there are questions."""
    typed(monkeypatch, ["Sea Towns", "", ""])
    refused = run("init", "asked")
    assert refused.code == 1
    assert "nothing was written" in refused.err
    assert everything(here) == []


@pytest.fixture
def project(here: Path, run: Run) -> Path:
    """The second project, entered."""
    assert run("init", "--from", str(ANSWERS)).code == 0
    return here


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("Open day at the harbour", "open-day-at-the-harbour"),
        ("  Åben dag:\n på havnen  ", "aben-dag-pa-havnen"),
        ("Ξεκινάμε", "xekiname"),
        ("Отворени врати", "otvoreni-vrati"),
        ("- # : [x] 'y' \"z\"", "x-y-z"),
        ("Æ", "ae"),
        ("welcome", "welcome-2"),
    ],
)
def test_a_new_post_has_an_id_and_only_findings_of_drafts(
    project: Path, run: Run, title: str, id: str
) -> None:
    """It goes to the channels in the source language, on the day after the last post."""
    made = run("new", "--json", "--", title)
    assert made.code == 0, made.err
    assert (made.json["id"], Path(made.json["file"]).name) == (id, f"{id}.yaml")
    assert not [f for f in made.json["findings"] if f["severity"] == "block"]
    checked = run("check", "--json")
    assert checked.code == 0
    assert checked.json["variants"] == 9 + 6
    again = run("new", "--json", "--", title).json
    assert again["id"] == f"{id.removesuffix('-2')}-{3 if id == 'welcome-2' else 2}"


def test_a_new_post_for_chosen_channels_and_a_day(project: Path, run: Run) -> None:
    """Each of their languages has a draft that waits for its words."""
    made = run("new", "Alle", "--channels", "fyn, -*/bluesky", "--day", "week 1 Friday", "--json")
    text = Path(made.json["file"]).read_text(encoding="utf-8")
    assert "when: week 1 Friday 10:00\nchannels: [fyn, -*/bluesky]" in text
    assert "\n  da:\n" in text
    assert {f["code"] for f in made.json["findings"]} == {"translation-draft"}


@pytest.mark.parametrize(
    ("day", "when"),
    [("week 2 Friday 18:30", "week 2 Friday 18:30"), ("2027-03-03T09:15", "2027-03-03T09:15")],
)
def test_a_day_may_bring_its_time_with_it(project: Path, run: Run, day: str, when: str) -> None:
    """The usual time does not stand behind it then."""
    made = run("new", "Alle", "--day", day, "--json")
    assert f"when: {when}\n" in Path(made.json["file"]).read_text(encoding="utf-8")


def test_a_day_may_be_named_from_today(project: Path, run: Run) -> None:
    """As `campaign agenda --day tomorrow` takes it."""
    made = run("new", "Alle", "--day", "tomorrow", "--at", "18:00", "--json")
    assert " 18:00\n" in Path(made.json["file"]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--channels", "fym"], 'there is no region or channel "fym" — did you mean "fyn"?'),
        (["--day", "2027-02-30"], "2027-02-30"),
        (["--day", "3 March 2027 18:00"], '"3 March 2027 18:00" is not a time — write 2027-03-03'),
        (["--day", "week 1 torsdag"], 'there is no day "torsdag" — write Thursday'),
        (["--at", "25:00", "--day", "2027-03-01"], "25:00"),
        (["--activity", "A01"], "none is set up: take it away, or add [A01]"),
    ],
)
def test_a_new_post_that_would_be_wrong_is_not_written(
    project: Path, run: Run, words: list[str], said: str
) -> None:
    """What is wrong is told with what could be meant."""
    before = everything(project / "content")
    refused = run("new", "Open day", *words)
    assert refused.code == 1
    assert said in refused.err
    assert everything(project / "content") == before


def test_a_file_that_cannot_be_read_keeps_its_name(project: Path, run: Run) -> None:
    """Its post may have that id: the new one gets another."""
    broken = project / "content/calendar/deep/Open-Day.yml"
    broken.parent.mkdir()
    broken.write_text("id: [", encoding="utf-8")
    assert run("new", "Open day", "--json").json["id"] == "open-day-2"
    assert broken.read_text(encoding="utf-8") == "id: ["


def test_a_new_post_of_a_project_with_activities_has_the_first(workspace: Path, run: Run) -> None:
    """The starter campaign: it can be changed in the file."""
    made = run("new", "One shared table", "--json")
    assert made.code == 0, made.err
    assert "activity: A01" in Path(made.json["file"]).read_text(encoding="utf-8")
    assert not [f for f in made.json["findings"] if f["severity"] == "block"]
