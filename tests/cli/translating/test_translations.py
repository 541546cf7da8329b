"""`campaign translations` as people and machines call it, on the starter campaign."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import Run

LABS = Path("content/calendar/learning-labs-01.yaml")


def test_the_starter_has_a_draft_of_everything(workspace: Path, run: Run) -> None:
    """Without a word, the matrix; and everything a page needs as JSON."""
    said = run("translations")
    assert said.code == 0
    assert "◌ draft 252" in said.out
    found = run("translations", "--json").json
    assert (len(found["rows"]), found["counts"]["draft"]) == (28, 252)
    assert found["languages"] == ["en", "es", "ca", "eu", "pl", "it", "de", "sv", "ro", "ga"]
    row = found["rows"][0]
    assert (row["post"], row["week"], row["day"]) == ("learning-labs-01", 1, "2026-12-01")
    assert row["cells"][1]["shown"] == "Draft"
    assert {"of", "source", "changes", "file", "line", "regions"} <= set(row["cells"][1])


def test_parts_of_the_matrix(workspace: Path, run: Run) -> None:
    """By language, region, week and post; the options may stand without `show`."""
    found = run("translations", "--language", "ca", "--week", "1", "--json").json
    assert [(r["post"], [c["language"] for c in r["cells"]]) for r in found["rows"]] == [
        ("learning-labs-01", ["ca"]),
        ("learning-labs-02", ["ca"]),
    ]
    same = run("translations", "show", "--language", "ca", "--week", "2026-W49", "--json").json
    assert same == found
    navarra = run("translations", "--region", "navarra", "--json").json
    assert navarra["languages"] == ["es", "eu"]
    assert "Nothing fits" in run("translations", "--missing").out
    assert run("translations", "--region", "nowhere").code == 1
    assert run("translations", "--week", "soon").code == 2


def test_a_changed_source_is_shown_and_settled(workspace: Path, run: Run) -> None:
    """The week of an editor: it is stale, one still fits, the other is exported."""
    text = LABS.read_text(encoding="utf-8")
    LABS.write_text(text.replace("Who would you invite?", "Whom would you ask?"), encoding="utf-8")
    said = run("translations", "--stale", "--language", "ca", "--language", "pl")
    assert "[-Who-] {+Whom+} would you [-invite?-] {+ask?+}" in said.out
    assert "translation-stale" in run("check").out
    done = run("translations", "accept", "learning-labs-01", "--language", "ca", "--json").json
    assert [(each["language"], each["state"]) for each in done["accepted"]] == [("ca", "reviewed")]
    left = run("translations", "--stale", "--json").json["rows"][0]["cells"]
    assert "ca" not in {cell["language"] for cell in left}
    out = run("translations", "export", "pl.xlsx", "--language", "pl", "--stale", "--json").json
    assert (out["units"], out["languages"]) == (3, ["pl"])
    book = load_workbook("pl.xlsx")
    sheet = book["Translations"]
    heading = [cell.value for cell in sheet[1]]
    sheet.cell(2, heading.index("target") + 1).value = "Dni przy jednym stole"
    book.save("pl.xlsx")
    shown = run("translations", "import", "pl.xlsx", "--json")
    assert (shown.code, shown.json["written"]) == (0, [])
    wrote = run("translations", "import", "pl.xlsx", "--yes")
    assert "1 file written" in wrote.out
    assert "+ Dni przy jednym stole" in wrote.out
    assert "says nothing new" in run("translations", "import", "pl.xlsx", "--yes").out


def test_what_machines_made_is_listed(workspace: Path, run: Run) -> None:
    """With the rule that holds for it."""
    text = LABS.read_text(encoding="utf-8")
    marked = text.replace(
        "    state: draft\n", "    state: draft\n    origin: ai\n    model: M 1\n", 1
    )
    LABS.write_text(marked, encoding="utf-8")
    (made,) = run("translations", "--machine", "--json").json["machine"]
    assert (made["path"], made["model"], made["rule"]) == ("copy.es", "M 1", "hold")
    assert (
        "once a registered person has read and approved it" in run("translations", "--machine").out
    )
    assert "machine-made" in run("check").out


def test_a_wrong_word_is_answered(workspace: Path, run: Run) -> None:
    """A command that there is not, a post that there is not, a file that there is not."""
    assert run("translations", "shwo").code == 2
    assert (
        "did you mean" in run("translations", "accept", "lerning-labs-01", "--language", "ca").err
    )
    assert run("translations", "import", "nowhere.xlf").code == 1
    assert "accept" in run("translations", "--help").out
