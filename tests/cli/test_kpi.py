"""`campaign kpi`: targets against results at the terminal, entered, listed, there and back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_report import put_out

LISTS = ("--source", "attendance lists")
PLAN = """\
[plan]
begins = 2026-01-01
ends = 2199-12-31

[labs]
title = "Labs"
unit = "labs"
target = 11

[people]
title = "People"
each_region = 15
target = 165

[sent]
title = "Publications"
actual = "publications"
target = 2
by = 2026-03-31

[shown]
title = "Views"
actual = "views"
by = 2026-03-31
"""


@pytest.fixture
def planned(workspace: Path) -> Path:
    """A plan of four indicators, and one publication that is out."""
    put_out(workspace, datetime(2026, 3, 3, tzinfo=UTC))
    (workspace / "content" / "kpi.toml").write_text(PLAN, encoding="utf-8")
    return workspace


def test_the_starter_plan_is_listed(workspace: Path, run: Run) -> None:
    """With the numbers of the project description; what nobody knows is n/a."""
    told = {each["id"]: each for each in run("kpi", "list", "--json").json["indicators"]}
    assert {id_: told[id_]["target"] for id_ in ("stakeholders", "pilots", "lab-participants")} == {
        "stakeholders": 165.0,
        "pilots": 11.0,
        "lab-participants": 220.0,
    }
    assert told["followers"]["target"] is None and told["followers"]["actual"] is None
    assert "n/a" in run("kpi", "list").out


def test_a_number_is_entered_corrected_and_shown(planned: Path, run: Run) -> None:
    """With its day and source; what was there before stays."""
    said = run("kpi", "set", "labs", "3", "--as-of", "2026-02-01", *LISTS, "--who", "aina")
    assert (said.code, said.out) == (0, "labs as of 2026-02-01 is 3.\n")
    assert "already" in run("kpi", "set", "labs", "3", "--as-of", "2026-02-01", *LISTS).out
    said = run("kpi", "set", "labs", "4,5", "--as-of", "1.2.2026", *LISTS)
    assert said.out == "labs as of 2026-02-01 is 4.5; before, it was 3.\n"
    shown = run("kpi", "show", "labs", "--as-of", "2026-02-10", "--json").json
    assert (shown["actual"], shown["as_of"], shown["target"]) == (4.5, "2026-02-01", 11.0)
    assert [(each["number"], each["edition"]) for each in shown["entered"]] == [(3.0, 1), (4.5, 2)]
    assert shown["entered"][0]["who"] == "aina"
    assert "attendance lists" in run("kpi", "show", "labs").out
    earlier = run("kpi", "list", "--as-of", "2026-01-31", "--json").json["indicators"]
    assert next(each for each in earlier if each["id"] == "labs")["actual"] is None


def test_regions_tell_their_own(planned: Path, run: Run) -> None:
    """The sum says of how many it is."""
    words = ("--as-of", "2026-02-01", *LISTS, "--region")
    for region, number in (("navarra", "5"), ("donegal", "7")):
        assert run("kpi", "set", "people", number, *words, region).code == 0
    told = run("kpi", "show", "people", "--as-of", "2026-02-02", "--json").json
    assert (told["actual"], told["known"], told["of"]) == (12.0, 2, 11)
    assert run("kpi", "set", "people", "5", "--as-of", "2026-02-01", *LISTS).code == 1


def test_the_program_counts_what_it_knows(planned: Path, run: Run) -> None:
    """One publication of two, judged for good after its last day; nobody told its views."""
    found = run("kpi", "list", "--as-of", "2026-04-10", "--json").json["indicators"]
    told = {each["id"]: each for each in found}
    sent, shown = told["sent"], told["shown"]
    assert (sent["actual"], sent["final"], sent["standing"]) == (1.0, True, "not reached")
    assert (shown["actual"], shown["why"]) == (None, "no-target")
    before = run("kpi", "list", "--as-of", "2026-02-10", "--json").json["indicators"]
    assert {each["id"]: each["actual"] for each in before}["sent"] == 0.0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("set", "labs", "1.2k", *LISTS), 2, "Write the number in full"),
        (("set", "labs", "1.234", *LISTS), 2, "can be read as 1234"),
        (("set", "labs", "3", "--as-of", "03/04/2026", *LISTS), 2, "may be two days"),
        (("set", "labs", "3", "--as-of", "2025-01-01", *LISTS), 1, "lies before it"),
        (("set", "labs", "3", "--as-of", "2190-01-01", *LISTS), 1, "has not come yet"),
        (("set", "lab", "3", *LISTS), 1, 'did you mean "labs"'),
        (("set", "sent", "3", *LISTS), 1, "nobody enters it by hand"),
        (("set", "labs", "3", "--source", ""), 1, "say where the number comes from"),
        (("show", "lab"), 1, 'did you mean "labs"'),
        (("import", "none.xlsx"), 1, "there is no such file"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    planned: Path, run: Run, words: tuple[str, ...], code: int, says: str
) -> None:
    """Nothing is written."""
    said = run("kpi", *words)
    assert said.code == code
    assert says in " ".join(said.err.replace("│", " ").split())
    assert run("kpi", "show", "labs", "--json").json["entered"] == []


def test_a_plan_that_cannot_be_used_says_where(planned: Path, run: Run) -> None:
    """Each command, with the line; `campaign check` tells it too."""
    file = planned / "content" / "kpi.toml"
    file.write_text('[labs]\ntitle = "Labs"\ntarget = 0\n', encoding="utf-8")
    for words in (("list",), ("show", "labs"), ("set", "labs", "3", *LISTS)):
        said = run("kpi", *words)
        assert said.code != 0 and "content/kpi.toml:3" in said.err
    assert "kpi.toml:3" in (said := run("check")).out + said.err


def test_numbers_go_to_partners_and_come_back(planned: Path, run: Run) -> None:
    """Shown first; with --yes entered, once."""
    file = planned / "indicators.csv"
    assert run("kpi", "export", str(file), "--json").json["rows"] == 12
    lines = file.read_text("utf-8-sig").splitlines()
    day = date(2026, 2, 1)
    lines[1] = f"labs,Labs,,labs,11,,,6,{day},minutes,0"
    file.write_text("\n".join(lines), encoding="utf-8")
    shown = run("kpi", "import", str(file), "--json").json
    assert [each["number"]["number"] for each in shown["changes"]] == [6.0]
    assert shown["entered"] == []
    said = run("kpi", "import", str(file), "--yes")
    assert "+ labs as of 2026-02-01: 6 (row 2)" in said.out and "1 number entered." in said.out
    assert "The file says nothing new." in run("kpi", "import", str(file), "--yes").out
    assert run("kpi", "export", str(file)).code == 0
    assert json.dumps(run("kpi", "show", "labs", "--json").json["entered"]).count("minutes") == 1
