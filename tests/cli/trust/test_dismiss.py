"""`campaign dismiss`, and where a dismissed finding shows: check, plan, preview, report."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from campaign.calendar.write import edit
from campaign.model.people import EVERYWHERE, Person, Role
from campaign.storage import publications
from campaign.storage.database import Database, open_database
from campaign.storage.tables import record
from campaign.storage.trust import dismissals, people
from campaign.storage.trust.tables import dismissals as dismissed
from tests.cli.conftest import Run
from tests.cli.test_report import put_out

POST = "learning-labs-01"
WORDS = "Los ilegales, decía el cartel. ¿A quién invitarías?"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
WHY = ("--reason", "a quotation, answered in the post")


@pytest.fixture
def small(workspace: Path) -> Path:
    """One post on two Spanish channels and an English one; its Spanish text blocks by a term."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.stem != POST:
            file.unlink()
    channels = ["catalonia-mastodon-es", "navarra-mastodon-es", "eu-x"]
    change(workspace, channels=channels, copy__es__text=WORDS)
    return workspace


def change(folder: Path, **keys: str | list[str]) -> None:
    """Write other values into the post."""
    file = folder / f"content/calendar/{POST}.yaml"
    named = {key.replace("__", "."): value for key, value in keys.items()}
    file.write_text(edit(file.read_text(encoding="utf-8"), named), encoding="utf-8")


def found(run: Run, code: str = "term-avoided") -> list[dict[str, Any]]:
    """The findings of a code that count."""
    return [each for each in run("check", "--json").json["findings"] if each["code"] == code]


def database(folder: Path) -> Database:
    """The workspace's database."""
    return open_database(f"sqlite:///{folder / 'var/campaign.db'}")


def register(folder: Path, **roles: dict[str, Role]) -> None:
    """People by id, with one role a region."""
    opened = database(folder)
    with opened.write() as connection:
        for id_, given in roles.items():
            some = {region.replace("_", "-"): frozenset({role}) for region, role in given.items()}
            people.add(connection, Person(id_, id_.title(), "", some), NOW)
    opened.close()


def test_a_dismissed_finding_holds_nothing_back_until_its_words_change(
    small: Path, run: Run
) -> None:
    """The exit code, the folded line, the full line, and the finding that comes back."""
    (finding,) = found(run)
    assert (finding["severity"], finding["path"]) == ("block", "copy.es.text")
    assert run("check").code == 1
    said = run("dismiss", POST, "term-avoided", *WHY)
    assert said.code == 0
    assert "term-avoided is dismissed (es copy.es.text)" in said.out
    assert found(run) == []
    said = run("check")
    assert said.code == 0
    assert "1 dismissed by " in said.out
    assert ": a quotation, answered in the post" in said.out
    assert "“Los ilegales” (T01)" not in said.out
    assert "“Los ilegales” (T01)" in run("check", "--all").out
    change(small, copy__es__text=WORDS.replace("cartel.", "cartel!"))
    assert run("check").code == 1
    (back,) = found(run)
    assert back["message"] == finding["message"]


def test_check_tells_machines_who_dismissed_what_when_and_why(small: Path, run: Run) -> None:
    """In its JSON, as suppressed in SARIF, and not at all on a pull request."""
    run("dismiss", POST, "term-avoided", *WHY)
    (dismissed,) = run("check", "--json").json["dismissed"]
    assert dismissed["code"] == "term-avoided"
    assert dismissed["dismissed"]["reason"] == WHY[1]
    assert datetime.fromisoformat(dismissed["dismissed"]["at"]).tzinfo is not None
    results = run("check", "--format", "sarif").json["runs"][0]["results"]
    (suppressed,) = [each for each in results if each["suppressions"]]
    assert suppressed["suppressions"][0]["justification"] == WHY[1]
    place = suppressed["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == f"content/calendar/{POST}.yaml"
    assert place["region"]["startLine"] > 1
    said = run("check", "--format", "github")
    assert said.code == 0
    assert "term-avoided" not in said.out
    assert all(line.startswith("::") for line in said.out.splitlines())


def test_paths_are_those_from_where_the_program_runs(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pull request knows the repository's files, and the campaign may be a folder of it."""
    monkeypatch.chdir(small.parent)
    said = run("--config", "campaign/config.toml", "check", "--format", "github")
    assert said.code == 1
    (line,) = [each for each in said.out.splitlines() if "term-avoided" in each]
    assert line.startswith(f"::error file=campaign/content/calendar/{POST}.yaml,line=")


def test_a_mistake_in_a_file_is_an_error_in_every_format(small: Path, run: Run) -> None:
    """With its file, its line, and exit code 1."""
    (small / "content/calendar/b, 50%.yaml").write_text("id: b\nwhen: never\n", encoding="utf-8")
    said = run("check", "--format", "github")
    assert said.code == 1
    assert "::error file=content/calendar/b%2C 50%25.yaml,line=2,title=mistake::" in said.out
    said = run("check", "--format", "sarif")
    (result,) = [each for each in said.json["runs"][0]["results"] if each["ruleId"] == "mistake"][
        :1
    ]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "content/calendar/b%2C%2050%25.yaml"
    assert run("check", "--json", "--format", "sarif").code == 2


def test_plan_apply_and_preview_hold_nothing_back_for_a_dismissed_finding(
    small: Path, run: Run
) -> None:
    """And hold it again once the dismissal was taken back."""
    assert "2 will not go out before findings are settled" in run("apply").out
    run("dismiss", POST, "term-avoided", *WHY)
    plan = run("plan", "--json").json
    assert plan["blocking"] == []
    assert {step["kind"] for step in plan["steps"]} == {"change"}
    assert "will not go out" not in run("apply").out
    assert holds(small) == [""] * 3
    page = Path(run("preview", "--json").json["page"]).read_text("utf-8")
    assert "Nothing is held back by findings." in page
    assert "1 dismissed" in page
    assert "a quotation, answered in the post" in page
    assert run("dismiss", POST, "term-avoided", "--undo").code == 0
    run("apply")
    assert sorted(holds(small)) == ["", "term-avoided", "term-avoided"]
    assert run("check").code == 1


def holds(folder: Path) -> list[str]:
    """What holds each publication back, as it is stored."""
    opened = database(folder)
    with opened.read() as connection:
        stored = publications.all_of(connection)
    opened.close()
    return [each.hold_detail for each in stored]


def test_only_who_has_the_right_in_all_concerned_regions_may_dismiss(small: Path, run: Run) -> None:
    """A Spanish text concerns Catalonia and Navarra; an editor may not, a coordinator may."""
    register(
        small,
        ed={EVERYWHERE: Role.EDITOR},
        ana={EVERYWHERE: Role.APPROVER},
        nora={"navarra": Role.COORDINATOR},
        both={"navarra": Role.COORDINATOR, "catalonia": Role.COORDINATOR},
        root={EVERYWHERE: Role.ADMIN},
    )
    words = ("dismiss", POST, "term-avoided", *WHY)
    for who in ("ed", "ana"):
        said = run(*words, "--as", who)
        assert said.code == 1
        assert f"{who} may not dismiss a finding in catalonia and navarra:" in said.err
    assert "nora may not dismiss a finding in catalonia:" in run(*words, "--as", "nora").err
    assert run(*words).code == 1  # who acts has to be known
    assert run(*words, "--as", "nobody").code == 1
    assert found(run)
    assert entries(small) == []
    assert run(*words, "--as", "both").code == 0
    assert run("dismiss", POST, "term-avoided", "--undo", "--as", "nora").code == 1
    assert found(run) == []
    assert run("dismiss", POST, "term-avoided", "--undo", "--as", "root").code == 0
    assert [(act, post) for act, post, _ in entries(small)] == [
        ("finding.dismissed", POST),
        ("finding.reinstated", POST),
    ]
    assert entries(small)[0][2]["path"] == "copy.es.text"


def entries(folder: Path) -> list[tuple[str, str, dict[str, Any]]]:
    """What the record tells of findings."""
    opened = database(folder)
    with opened.read() as connection:
        rows = connection.execute(select(record).order_by(record.c.id)).all()
    opened.close()
    return [(row.act, row.post, row.public) for row in rows if row.act.startswith("finding.")]


def test_a_finding_of_one_channel_asks_for_its_region_alone(small: Path, run: Run) -> None:
    """Navarra's coordinator lets its own stand, and not Catalonia's."""
    change(small, copy__es__text="Un texto con { region }.")
    register(small, nora={"navarra": Role.COORDINATOR})
    words = ("dismiss", POST, "braces-left", *WHY, "--as", "nora")
    assert run(*words).code == 1
    assert run(*words, "--channel", "navarra-mastodon-es").code == 0
    assert [each["channel"] for each in found(run, "braces-left")] == ["catalonia-mastodon-es"]


def test_what_belongs_to_no_post_asks_for_all_regions(small: Path, run: Run) -> None:
    """The unconfirmed statements of the starter campaign are from memory, and only advise."""
    register(small, nora={"navarra": Role.COORDINATOR}, root={EVERYWHERE: Role.ADMIN})
    words = ("dismiss", "-", "statement-unconfirmed", "--language", "es", *WHY)
    assert "in all regions" in run(*words, "--as", "nora").err
    assert run(*words, "--as", "root").code == 0
    assert found(run, "statement-unconfirmed") == []


def test_what_binds_an_unknown_code_and_a_missing_reason_are_said(small: Path, run: Run) -> None:
    """Each with what to do, and nothing is written down."""
    change(small, copy__en__text="A long text. " * 40)
    said = run("dismiss", POST, "too-long", *WHY)
    assert said.code == 1
    assert "too-long cannot be dismissed: its network would refuse it" in said.err
    said = run("dismiss", POST, "term-avoid", *WHY)
    assert 'has no finding term-avoid: did you mean "term-avoided"?' in said.err
    said = run("dismiss", "learning-labs-1", "term-avoided", *WHY)
    assert f'did you mean "{POST}"?' in said.err
    said = run("dismiss", POST, "term-avoided", "--language", "en", *WHY)
    assert "it is at es copy.es.text" in said.err
    assert "needs a reason" in run("dismiss", POST, "term-avoided").err
    assert run("dismiss", POST, "term-avoided", "--reason", "  \n ").code == 1
    assert run("dismiss", POST, "term-avoided", "--reason", "x" * 1_001).code == 1
    for words in (("dismiss",), ("dismiss", POST), ("dismiss", "--list", "--undo")):
        assert run(*words).code == 2
    assert run("dismiss", POST, "term-avoided", "--undo").code == 1
    assert run("dismiss", "--list", "--json").json["dismissals"] == []


def test_a_person_recorded_without_consent_cannot_be_dismissed(small: Path, run: Run) -> None:
    """Nobody agrees for another person."""
    change(small, people=["a participant from Pamplona"])
    said = run("dismiss", POST, "consent-needed", *WHY)
    assert said.code == 1
    assert "a person's consent" in said.err


def test_the_list_tells_what_stands_and_what_its_words_have_left(small: Path, run: Run) -> None:
    """By whom, when, and why; with a post, only its own."""
    run("dismiss", POST, "term-avoided", *WHY)
    run("dismiss", "-", "statement-unconfirmed", *WHY)
    told = run("dismiss", "--list").out
    assert re.search(rf"{POST} term-avoided \(es copy\.es\.text\): “Los ilegales”", told)
    assert told.count("a quotation, answered in the post") == 2
    assert "2 dismissals." in told
    assert "1 dismissal." in run("dismiss", "--list", POST).out
    assert "1 dismissal." in run("dismiss", "--list", "-").out
    change(small, copy__es__text="Otra cosa.")
    assert "its words have changed since, or it is gone" in run("dismiss", "--list", POST).out
    listed = run("dismiss", "--list", "--json").json
    assert len(listed["counting"]) == 1


def test_a_place_chooses_one_of_several(small: Path, run: Run) -> None:
    """A key of the file, or a file with a line."""
    change(small, copy__es__headline="Los ilegales")
    assert len(found(run)) == 2
    run("dismiss", POST, "term-avoided", "--place", "copy.es.headline", *WHY)
    (left,) = found(run)
    assert left["path"] == "copy.es.text"
    place = f"{left['place']['file']}:{left['place']['line']}"
    assert run("dismiss", POST, "term-avoided", "--place", place, *WHY).code == 0
    assert found(run) == []


def test_a_level_counts_for_the_exit_code_and_for_what_is_held(small: Path, run: Run) -> None:
    """Lowered, a post goes; raised, it stays; off, nobody hears of it."""
    config = small / "config.toml"
    text = config.read_text(encoding="utf-8")

    def level(line: str) -> None:
        config.write_text(f"{text}\n[checks.levels]\n{line}\n", encoding="utf-8")

    level('term-avoided = "warn"')
    assert [each["severity"] for each in found(run)] == ["warn"]
    assert run("check").code == 0
    run("apply")
    assert holds(small) == [""] * 3
    level('term-avoided = "block"\nalt-length = "block"\ntranslation-draft = "block"')
    assert run("check").code == 1
    change(small, copy__en__alt="Short.")
    run("apply")
    assert sorted(holds(small)) == ["alt-length", *["term-avoided, translation-draft"] * 2]
    day = run("agenda", "2026-12-01", "--json").json
    assert {entry["shown"] for entry in day["entries"]} == {"held"}
    level('term-avoided = "off"\nalt-length = "off"')
    assert found(run) == []
    run("apply")
    assert holds(small) == [""] * 3
    level('too-long = "warn"')
    said = run("check")
    assert said.code == 2
    assert "too-long cannot be lowered: its network would refuse it" in said.err


def test_a_level_counts_for_findings_about_times_as_well(small: Path, run: Run) -> None:
    """They are made when the command runs, after all others."""
    change(small, when="2026-01-05 10:00")
    assert found(run, "time-past")
    config = small / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}\n[checks.levels]\ntime-past = "block"\n', encoding="utf-8")
    assert {each["severity"] for each in found(run, "time-past")} == {"block"}
    run("dismiss", POST, "time-past", *WHY)
    assert found(run, "time-past") == []


def test_the_weekly_report_tells_what_was_let_stand(small: Path, run: Run) -> None:
    """In the week in which it was, and in those in which the post went out; not in others."""
    change(small, id="p0")
    now = datetime.now(UTC)
    put_out(small, now - timedelta(days=14))
    run("dismiss", "p0", "term-avoided", "--reason", "a <b>quotation</b>")
    assert "Editorial decisions" in report(run, now)
    assert "Editorial decisions" not in report(run, now - timedelta(days=14))  # as it stood
    database = open_database(f"sqlite:///{small / 'var/campaign.db'}")
    with database.write() as connection:
        connection.execute(update(dismissed).values(at=now - timedelta(days=21)))
    database.close()
    for shown in (now - timedelta(days=21), now - timedelta(days=14)):
        page = report(run, shown)
        assert "Editorial decisions" in page
        assert "a &lt;b&gt;quotation&lt;/b&gt;" in page
    for other in (now - timedelta(days=7), now):
        assert "Editorial decisions" not in report(run, other)


def report(run: Run, day: datetime) -> str:
    """The report of the week that a day belongs to."""
    week = "{}-W{:02}".format(*day.isocalendar()[:2])
    files = run("report", "weekly", "--week", week, "--json").json["files"]
    return Path(files[0]).read_text("utf-8")


def test_a_check_without_a_database_makes_none(small: Path, run: Run) -> None:
    """It only looks; an unreadable one is no reason to stop, and then every finding counts."""
    run("check")
    assert not (small / "var/campaign.db").exists()
    run("dismiss", POST, "term-avoided", *WHY)
    (small / "var/campaign.db").write_bytes(b"no database")
    assert found(run)


def test_every_dismissal_of_a_post_is_there_for_its_proof(small: Path, run: Run) -> None:
    """Also one that was taken back: it held when the post went out."""
    run("dismiss", POST, "term-avoided", *WHY)
    run("dismiss", POST, "term-avoided", "--undo")
    opened = database(small)
    with opened.read() as connection:
        (kept,) = dismissals.of(connection, POST)
    opened.close()
    assert kept.ended is not None
    assert json.dumps(kept.reason) == json.dumps(WHY[1])
