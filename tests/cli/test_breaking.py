"""What breaks a program used in earnest: full disks, closed streams, wrong words, two at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from campaign.cli.findings import findings_table
from campaign.cli.screen import table
from campaign.errors import Place, StorageError
from campaign.media import describe
from campaign.model import Finding, Severity
from tests.cli.conftest import Run

POST = Path("content/calendar/learning-labs-01.yaml")


@pytest.fixture
def few(workspace: Path) -> Path:
    """The workspace with two posts only."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.name not in (POST.name, "assessment-01.yaml"):
            file.unlink()
    return workspace


def _replace(file: Path, old: str, new: str) -> None:
    said = file.read_text(encoding="utf-8")
    assert old in said
    file.write_text(said.replace(old, new, 1), encoding="utf-8")


def _headline(folder: Path, words: str) -> None:
    """Give the English copy another headline."""
    lines = (folder / POST).read_text(encoding="utf-8").splitlines(keepends=True)
    english = next(n for n, line in enumerate(lines) if line.strip() == "en:")
    at = next(n for n in range(english, len(lines)) if lines[n].strip().startswith("headline:"))
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    lines[at] = f"{indent}headline: {json.dumps(words, ensure_ascii=False)}\n"
    (folder / POST).write_text("".join(lines), encoding="utf-8")


def _shell(folder: Path, line: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which `campaign` is this program, in a process of its own."""
    own = f'campaign() {{ "{sys.executable}" -m campaign.cli "$@"; }}; {line}'
    return subprocess.run(
        ["bash", "-c", own],
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        timeout=60,
        check=False,
    )


# ---- one bad thing never stops the others ----


@pytest.mark.parametrize("words", ["Three 🎉 days", "日本語", "A headline that never ends. " * 17])
def test_a_headline_no_card_can_hold_is_a_finding_and_stops_no_other_post(
    words: str, few: Path, run: Run
) -> None:
    """The check names file and line; everything else is planned all the same."""
    _headline(few, words)
    said = run("check")
    assert said.code == 1
    told = [each for each in said.out.splitlines() if "(card-undrawable)" in each]
    assert 1 <= len(told) <= 2  # the same for all channels, or one line a format of the card
    assert all(f"{POST}:" in line for line in told)
    steps = run("plan", "--json").json["steps"]
    assert len([step for step in steps if step["post"] == "assessment-01"]) == 34
    ours = {step["channel"] for step in steps if step["post"] == "learning-labs-01"}
    assert len(ours) == 24  # 34 but the ten that speak English


def test_what_many_channels_share_is_said_once(few: Path, run: Run) -> None:
    """A slip in a template is one line, not one for each of 14 channels and each post."""
    template = few / "content/templates/mastodon.txt.j2"
    template.write_text(template.read_text(encoding="utf-8") + "{{ nonsense }}", encoding="utf-8")
    said = run("check")
    assert said.code == 1
    told = [line for line in said.out.splitlines() if "nonsense" in line]
    assert len(told) == 1
    assert "13 more channels" in told[0]


def test_each_remedy_stands_under_its_own_line(capsys: pytest.CaptureFixture[str]) -> None:
    """What helps one finding is not offered for another; what helps all is said once."""
    place = Place("content/calendar/a.yaml", 3)
    findings_table(
        Finding("stale", Severity.WARN, place, f"{name} is stale", f"write of: {name}")
        for name in ("one", "two")
    )
    marks = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert marks == ["!", "→", "!", "→"]
    findings_table(
        Finding("draft", Severity.WARN, place, f"{name} is a draft", "read it")
        for name in ("one", "two")
    )
    marks = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert marks == ["!", "!", "→"]


def test_a_template_may_not_loop_for_ever(few: Path, run: Run) -> None:
    """An endless loop is refused with its line before it runs."""
    loop = "{# ladder: none #}\n{% for i in range(10**9) %}x{% endfor %}"
    (few / "content/templates/mastodon.txt.j2").write_text(loop, encoding="utf-8")
    said = run("check")
    assert said.code == 1
    assert "content/templates/mastodon.txt.j2:2:" in said.out


# ---- wrong words on the command line ----


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("preview", "--post", "learning-lab-01"), "learning-labs-01"),
        (("preview", "--channel", "eu-blusky"), "eu-bluesky"),
        (("approve", "--channel", "eu-mastadon"), "eu-mastodon"),
        (("approve", "--region", "catalonja"), "catalonia"),
    ],
)
def test_a_name_nobody_has_is_not_taken_for_nothing_to_do(
    words: tuple[str, ...], meant: str, few: Path, run: Run
) -> None:
    """A slip of the finger ends in the nearest name and exit code 1, never in "0 done"."""
    said = run(*words)
    assert said.code == 1
    assert f'did you mean "{meant}"?' in said.err
    assert not (few / "var/preview").exists()


def test_a_schema_that_cannot_be_written_names_the_file(few: Path, run: Run) -> None:
    """A folder that is not there is no traceback."""
    said = run("schema", "--out", "/nowhere/post.schema.json")
    assert said.code == 2
    assert "/nowhere/post.schema.json" in said.err


def test_a_port_that_cannot_be_is_wrong_usage(few: Path, run: Run) -> None:
    """The sandbox says so before it starts."""
    assert run("sandbox", "--port", "99999").code == 2


def test_a_file_in_place_of_the_sandbox_s_folder_is_wrong_usage(few: Path, run: Run) -> None:
    """The message names it and says what belongs there."""
    said = run("sandbox", "--port", "0", "--state", str(POST))
    assert said.code == 2
    assert f"{POST}: this is a file, and the sandbox remembers its posts in a folder" in said.err


def test_what_is_no_web_address_is_not_written_down_as_the_place_of_a_post(
    few: Path, run: Run
) -> None:
    """`resolve there` keeps addresses that a reader can open, and no scripts."""
    said = run("resolve", "1", "there", "--url", "javascript:alert(1)")
    assert said.code == 2
    assert "https://" in said.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("resolve", "99", "cancel"), 1),
        (("preview", "--post", "nobody"), 1),
        (("apply",), 1),
        (("sheet", "export", "calendar.csv"), 1),
        (("publish",), 2),
    ],
)
def test_with_json_an_error_is_an_object_too(
    words: tuple[str, ...], code: int, few: Path, run: Run
) -> None:
    """A machine that asked for JSON finds it on standard output, whatever happens."""
    if code == 1 and words[0] in ("apply", "sheet"):
        (few / POST).write_text("id: [", encoding="utf-8")
    said = run(*words, "--json")
    assert said.code == code
    assert said.json["error"]
    if words[0] in ("apply", "sheet"):
        assert said.json["mistakes"][0]["place"]["file"] == str(POST)


def test_what_nobody_foresaw_is_one_message_and_no_traceback(
    few: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in the program itself ends in words; the trace is there for who asks."""

    def broken(*_: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setattr("campaign.cli.status.workspace", broken)
    said = run("status")
    assert said.code == 1
    assert "surprise" in said.err
    assert "CAMPAIGN_TRACE=1" in said.err
    assert "Traceback" not in said.err
    monkeypatch.setenv("CAMPAIGN_TRACE", "1")
    with pytest.raises(KeyError):
        from campaign.cli.__main__ import main

        main(["status"])


# ---- wrong configuration, brand and pictures ----


def test_one_slip_in_a_networks_table_is_one_mistake(workspace: Path, run: Run) -> None:
    """The server beside it still counts: no channel is told that it lacks one."""
    _replace(workspace / "config.toml", 'min_interval = "2 min"', 'min_interval = "often"')
    said = run("check")
    assert said.code == 2
    (line,) = said.err.splitlines()
    assert "min_interval" in line


def test_a_mistake_in_the_brand_names_its_line(few: Path, run: Run) -> None:
    """A colour that is none, a font that is not there and bad TOML each point at their line."""
    brand = few / "assets/brand.toml"
    good = brand.read_text(encoding="utf-8")
    line = good[: good.index('statement = "#003399"')].count("\n") + 1
    brand.write_text(good.replace("#003399", "#00339Z", 1), encoding="utf-8")
    said = run("check")
    assert said.code == 2
    assert f"brand.toml:{line}:" in said.err
    brand.write_text(good.replace("Inter-Regular.ttf", "Gone.ttf", 1), encoding="utf-8")
    line = good[: good.index("Inter-Regular.ttf")].count("\n") + 1
    assert f"brand.toml:{line}: the font file Gone.ttf is missing" in run("check").err
    brand.write_text("[[[\n" + good, encoding="utf-8")
    assert "brand.toml:1:" in run("check").err
    brand.unlink()
    said = run("check")
    assert said.code == 2
    assert "[paths]" in said.err


def test_a_file_that_is_no_picture_is_told_without_the_programs_insides() -> None:
    """No address in memory, and the same words each time."""
    with pytest.raises(StorageError, match=r"^this is no picture: PNG") as caught:
        describe(b"not a picture")
    assert "object at" not in str(caught.value)


# ---- streams, terminals, disks ----


@pytest.mark.slow
def test_a_closed_or_full_standard_output_is_no_traceback(few: Path) -> None:
    """cron closes it, a disk fills up under it: the exit code tells, and nothing else breaks."""
    closed = _shell(few, "campaign status >&-")
    assert closed.returncode == 0, closed.stderr
    full = _shell(few, "campaign plan --json > /dev/full")
    assert full.returncode == 2
    assert b"No space left" in full.stderr
    early = _shell(few, "set -o pipefail; campaign check | head -n 1")
    assert early.returncode in (0, 1)
    assert b"Traceback" not in closed.stderr + full.stderr + early.stderr


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_our_letters_reads_the_words_all_the_same(
    encoding: str, few: Path
) -> None:
    """What it cannot show becomes a question mark; JSON stays whole."""
    _headline(few, "Three 🎉 days")
    shown = _shell(few, "campaign check", PYTHONIOENCODING=encoding)
    assert shown.returncode == 1
    assert b"Traceback" not in shown.stderr
    assert b"card-undrawable" in shown.stdout
    told = _shell(few, "campaign check --json", PYTHONIOENCODING=encoding)
    findings = json.loads(told.stdout.decode("ascii"))["findings"]
    assert any("🎉" in finding["message"] for finding in findings)


def test_nothing_is_printed_to_the_error_stream_when_all_is_well(few: Path, run: Run) -> None:
    """cron mails whatever a command prints; a progress bar that nobody sees prints nothing."""
    assert run("check", "--json").err == ""
    assert run("collect").code == 2  # no secrets are set: the only reason to write there
    assert run("plan").err == ""


def test_a_sheet_that_cannot_be_written_names_the_sheet(few: Path, run: Run) -> None:
    """Not the file beside it that nobody asked for."""
    said = run("sheet", "export", "nowhere/calendar.csv")
    assert said.code == 2
    assert "nowhere/calendar.csv:" in said.err


@pytest.mark.slow
def test_no_secret_is_ever_printed(few: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a command says, with networks that refuse or cannot be reached."""
    import re

    config = few / "config.toml"
    said = config.read_text(encoding="utf-8")
    config.write_text(
        re.sub(r"(?m)^server = .*", 'server = "http://127.0.0.1:1"', said), encoding="utf-8"
    )
    for number, name in enumerate(re.findall(r'secret = "(\w+)"', said)):
        monkeypatch.setenv(name, f"hush-hush-{number}")
    for words in (["channels", "test"], ["apply"], ["publish"], ["collect"], ["status"]):
        told = run(*words)
        assert "hush" not in told.out + told.err
    for file in (few / "var").rglob("*"):
        assert not file.is_file() or b"hush-hush" not in file.read_bytes()


def test_a_tick_is_told_by_reasons_and_not_by_hundreds_of_lines(
    few: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What many publications wait for is one line with their number."""
    from campaign.engine.context import TickReport

    found = TickReport(held=dict.fromkeys(range(1, 300), "the channel 'x' is paused"))
    monkeypatch.setattr("campaign.cli.publish.tick", lambda _context: found)
    monkeypatch.setattr("campaign.bootstrap.Workspace.engine_context", lambda _self: None)
    said = run("publish")
    assert said.code == 0
    assert len(said.out.splitlines()) == 2
    assert "the channel 'x' is paused (299 publications)" in said.out


def test_a_narrow_terminal_gets_whole_names(
    few: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a channel's name is no name: rows become lines where a table does not fit."""
    narrow = Console(width=40)
    monkeypatch.setattr("campaign.cli.screen.console", lambda **_: narrow)
    table("Late", ("no.", "channel", "why"), [(7, "catalonia-mastodon-ca", "it is paused")])
    said = capsys.readouterr().out
    assert "catalonia-mastodon-ca" in said
    assert "…" not in said


def test_status_counts_what_is_too_much_to_read(
    few: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty of a kind are listed, the rest is a number; --verbose and --json have all of it."""
    now = datetime.now(UTC)
    start = (now + timedelta(days=8)).date()
    _replace(few / "config.toml", "start = 2026-12-01", f"start = {start}")
    assert run("apply").code == 0
    monkeypatch.setattr("campaign.cli.context.clock", lambda: now + timedelta(days=90))
    said = run("status")
    assert said.code == 1
    assert "… and 48 more: --verbose lists them" in said.out
    late = run("status", "--json").json["late"]
    assert (late["count"], len(late["first"])) == (68, 68)
    assert "more: --verbose" not in run("status", "--verbose").out


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs ulimit")
def test_a_disk_that_takes_no_more_is_named_and_nothing_is_lost(few: Path) -> None:
    """A file may not grow beyond a bound: the place is named, and later everything goes on."""
    full = _shell(few, "ulimit -f 60; campaign apply")
    assert full.returncode == 2
    assert str(few / "var") in full.stderr.decode()
    assert b"Traceback" not in full.stderr
    again = _shell(few, "campaign apply --json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["added"] == 68


@pytest.mark.slow
def test_apply_killed_at_any_moment_is_finished_by_the_next_one(few: Path) -> None:
    """Killed three times on the way, then run to its end: each publication once, none missing."""
    for seconds in ("1.2", "1.8", "2.4"):
        _shell(few, f'timeout -s KILL {seconds} "{sys.executable}" -m campaign.cli apply')
    again = _shell(few, "campaign apply > /dev/null; campaign plan --json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["steps"] == []
    assert json.loads(again.stdout)["unchanged"] == 68
