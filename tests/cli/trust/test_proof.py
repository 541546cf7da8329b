"""`proof`, `evidence export` and `evidence portal`, as a person calls them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from campaign.storage.database import open_database
from tests.cli.conftest import Run, run
from tests.small_project import ROOT, small_project
from tests.usecases.trust.told import told

__all__ = ["run"]

DAYS = ("--from", "2026-12-01", "--to", "2026-12-01")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose campaign is over, entered, with Aina registered."""
    made = tmp_path / "project"
    small_project(made)
    database = open_database(f"sqlite:///{made}/var/campaign.db")
    told(database, made / "var")
    database.close()
    monkeypatch.chdir(made)
    monkeypatch.delenv("CAMPAIGN_USER", raising=False)
    return made


def test_a_proof_is_a_page_under_var_or_where_one_wants_it(folder: Path, run: Run) -> None:
    """Its file is said, and --json has the story."""
    said = run("proof", "labs", "--as", "aina")
    assert (said.code, said.err) == (0, "")
    page = folder / "var" / "proof" / "labs.html"
    assert str(page) in said.out
    assert page.stat().st_mode & 0o077 == 0
    elsewhere = folder / "out" / "labs.html"
    found = run("proof", "labs", "--as", "aina", "--out", str(elsewhere), "--json").json
    assert found["file"] == str(elsewhere)
    assert elsewhere.read_text("utf-8").startswith("<!doctype html>")
    assert run("proof", "labs", "--as", "aina", "--json").json["post"] == "labs"


def test_who_asks_for_a_proof_is_somebody(folder: Path, run: Run) -> None:
    """Once people are registered, a story is for them."""
    assert run("proof", "labs").code != 0
    assert "did you mean" in run("proof", "lab", "--as", "aina").err
    assert "only on catalonia" in run("proof", "labs", "--channel", "x", "--as", "aina").err


def test_a_proof_does_not_wait_for_a_file_to_be_mended(folder: Path, run: Run) -> None:
    """Neither for a broken post, nor for a register that cannot be read."""
    (folder / "content" / "activities.toml").write_text("[A02\n")
    (folder / "content" / "calendar" / "bad.yaml").write_text("id: [")
    assert run("proof", "labs", "--as", "aina").code == 0


def test_an_export_is_checked_by_the_script_that_is_in_it(folder: Path, run: Run) -> None:
    """With Python alone; the fingerprint is what the command said."""
    said = run("evidence", "export", "e.zip", *DAYS, "--as", "aina")
    assert (said.code, said.err) == (0, "")
    with zipfile.ZipFile("e.zip") as packed:
        packed.extract("verify.py", "out")
    checked = subprocess.run(
        [sys.executable, "-I", "-S", "out/verify.py", "e.zip"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    (fingerprint,) = [line[-64:] for line in said.out.splitlines() if "Fingerprint" in line]
    assert fingerprint in checked.stdout


def test_an_export_is_never_written_over_another_unasked(folder: Path, run: Run) -> None:
    """With --replace it is."""
    Path("e.zip").write_text("mine")
    said = run("evidence", "export", "e.zip", *DAYS, "--as", "aina")
    assert said.code != 0
    assert "--replace" in said.err
    assert Path("e.zip").read_text() == "mine"
    done = run("evidence", "export", "e.zip", *DAYS, "--as", "aina", "--replace", "--json").json
    assert (done["posts"], len(done["fingerprint"])) == (4, 64)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("--from", "2026-12-02", "--to", "2026-12-01"), "is before"),
        (("--from", "soon", "--to", "2026-12-01"), "--from"),
        (("--from", "2026-12-01", "--to", "2026-02-30"), "--to"),
    ],
)
def test_days_that_are_none_are_wrong_usage(
    folder: Path, run: Run, days: tuple[str, ...], words: str
) -> None:
    """Nothing is written."""
    said = run("evidence", "export", "e.zip", *days, "--as", "aina")
    assert said.code == 2
    assert words in said.err
    assert not Path("e.zip").exists()


@pytest.mark.parametrize("name", ["p.xlsx", "p.csv"])
def test_the_portals_table_says_what_it_does_not_know(folder: Path, run: Run, name: str) -> None:
    """Its notes are on the terminal and in JSON."""
    said = run("evidence", "portal", name, *DAYS, "--as", "aina")
    assert said.code == 0
    assert f"{name}: 1 activity." in said.out
    assert "nobody says whom these speak to" in said.out
    found = run("evidence", "portal", name, *DAYS, "--as", "aina", "--replace", "--json").json
    assert found["items"][0]["status"] == "Ongoing"  # the project's own post is to come
    assert found["notes"]
    assert run("evidence", "portal", "p.doc", *DAYS, "--as", "aina").code != 0


def test_the_pages_and_the_check_are_part_of_what_is_installed() -> None:
    """A wheel holds what an export needs."""
    trust = ROOT / "campaign" / "usecases" / "trust"
    names = {"proof.html.j2", "proof.css", "evidence.html.j2"}
    assert names <= {path.name for path in (trust / "templates").iterdir()}
    assert (trust / "evidence" / "verify.py").is_file()
