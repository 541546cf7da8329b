"""`campaign figures`: what no network tells is entered at the terminal, and listed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_report import put_out

WEEK = ("--week", "2026-W10")
READ = ("--source", "Matomo, read on 9 March")


@pytest.fixture
def out(workspace: Path) -> Path:
    """A week in which one post went out."""
    put_out(workspace, datetime(2026, 3, 3, tzinfo=UTC))
    return workspace


def test_a_figure_is_entered_corrected_and_listed(out: Path, run: Run) -> None:
    """With what was there before, and with what nobody has entered."""
    said = run("figures", "enter", "site_visits", "1200", *WEEK, *READ, "--who", "aina")
    assert (said.code, said.out) == (0, "site visits of the campaign in 2026-W10 is 1,200.\n")
    again = run("figures", "enter", "site_visits", "1200", *WEEK, *READ)
    assert "was 1,200 already: nothing has changed" in again.out
    said = run("figures", "enter", "site_visits", "1.350", "--language", "de", *WEEK, *READ)
    assert "is 1,350; before, it was 1,200." in said.out
    told = run("figures", "list", *WEEK, "--json").json
    (figure,) = told["figures"]
    assert (figure["number"], figure["source"], figure["edition"]) == (1350, READ[1], 2)
    assert [(each["number"], each["who"]) for each in told["earlier"]] == [(1200, "aina")]
    assert [each["metric"] for each in told["missing"]] == ["press_mentions"]
    shown = run("figures", "list", *WEEK).out
    assert "1,350" in shown and "press mentions" in shown and "n/a" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("site_visits", "1.2k", *WEEK, *READ), "Write the number in full"),
        (("site_visits", "1.350", *WEEK, *READ), "can be read as 1350"),
        (("site_visits", "5", "--week", "2026-W60", *READ), "does not exist"),
        (("site_visits", "5", "--publication", "1", *WEEK, *READ), "has its week"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage(
    out: Path, run: Run, words: tuple[str, ...], says: str
) -> None:
    """Nothing is written."""
    said = run("figures", "enter", *words)
    assert said.code == 2 and says in " ".join(said.err.replace("│", " ").split())
    assert run("figures", "list", *WEEK, "--json").json["figures"] == []


def test_the_report_has_them(out: Path, run: Run) -> None:
    """In a file of their own beside the others."""
    run("figures", "enter", "site_visits", "1200", *WEEK, *READ, "--who", "aina")
    files = [Path(each) for each in run("report", "weekly", *WEEK, "--json").json["files"]]
    table = next(each for each in files if each.name == "2026-W10-by-hand.csv")
    assert "site_visits,1200" in table.read_text("utf-8-sig")
