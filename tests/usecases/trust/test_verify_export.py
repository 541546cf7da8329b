"""The exported verify.py: silent about what was exported, loud about anything else."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from campaign.model.people import Person, Role
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import people
from campaign.usecases.trust.evidence import verify
from campaign.usecases.trust.proof import plain
from campaign.usecases.trust.redact import prune, redact
from campaign.usecases.trust.verify_record import Outside
from tests.storage.conftest import database, kind, migrated, postgres, url
from tests.usecases.trust import tampering
from tests.usecases.trust.told import ADMIN, Told, told

__all__ = ["database", "kind", "migrated", "postgres", "url"]


@pytest.fixture
def campaign(database: Database, tmp_path: Path) -> Told:
    """A campaign that is over."""
    return told(database, tmp_path)


@pytest.fixture
def exported(campaign: Told, tmp_path: Path) -> Path:
    """Its export, as it was sent."""
    target = tmp_path / "out" / "evidence.zip"
    campaign.export(target)
    return target


@pytest.fixture
def unpacked(exported: Path, tmp_path: Path) -> Path:
    """The same, unpacked."""
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(exported) as packed:
        packed.extractall(folder)
    return folder


Said = tuple[int, str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """What verify.py says of a path, and its exit code."""

    def call(path: Path, *more: str) -> Said:
        capsys.readouterr()
        code = verify.main([str(path), *more])
        return code, capsys.readouterr().out

    return call


def alone(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a script with Python alone: no packages, no environment."""
    command = [sys.executable, "-I", "-S", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_export_is_as_it_was_exported_with_python_alone(exported: Path, unpacked: Path) -> None:
    """The script that is in the export, on its own folder and on the ZIP."""
    in_folder = alone(unpacked / "verify.py")
    of_zip = alone(unpacked / "verify.py", exported)
    assert (in_folder.returncode, in_folder.stderr) == (0, "")
    assert (of_zip.returncode, of_zip.stderr) == (0, "")
    assert "Everything is as it was exported." in in_folder.stdout
    assert in_folder.stdout == of_zip.stdout


def test_it_runs_with_an_older_python() -> None:
    """Its grammar is that of Python 3.8, and it imports nothing but the standard library."""
    source = Path(verify.__file__).read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names


def test_python_alone_names_what_was_changed(exported: Path, unpacked: Path) -> None:
    """A changed table, a missing picture, a foreign file; the ZIP itself."""
    (unpacked / "tables" / "figures.csv").write_text("reactions\n1000000\n")
    next((unpacked / "pictures").iterdir()).unlink()
    (unpacked / "posts" / "more.html").write_text("<p>Also published.</p>")
    found = alone(unpacked / "verify.py")
    assert found.returncode == 1
    assert "tables/figures.csv: was changed" in found.stdout
    assert "posts/more.html: is no file of this export" in found.stdout
    assert "is missing" in found.stdout
    with exported.open("r+b") as file:
        file.seek(2000)
        file.write(b"!")
    assert "the ZIP itself is not as it was written" in alone(verify.__file__, exported).stdout


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (tampering.drop_entry, "are missing"),
        (tampering.cut_entries, "are missing at the end, cut off"),
        (tampering.swap_entries, "swapped or repeated"),
        (tampering.repeat_entry, "swapped or repeated"),
        (tampering.change_words, "these are not the words of that hash"),
        (tampering.swap, "swapped"),
    ],
)
def test_what_was_done_is_named(
    unpacked: Path, said: Callable[..., Said], change: Any, words: str
) -> None:
    """Whoever changed it has written a new manifest, and is found all the same."""
    done = change(unpacked, random.Random(3))
    code, out = said(unpacked)
    assert code == 1
    assert words in out, (done, out)


def test_a_fingerprint_finds_what_was_made_anew_as_a_whole(
    unpacked: Path, said: Callable[..., Said]
) -> None:
    """Tables follow from nothing: who writes a new manifest for them needs another fingerprint."""
    own = sha256((unpacked / "MANIFEST.sha256").read_bytes()).hexdigest()
    assert said(unpacked, "--fingerprint", own.upper())[0] == 0
    (unpacked / "tables" / "figures.csv").write_text("reactions\n1000000\n")
    tampering.with_new_manifest(unpacked)
    assert said(unpacked)[0] == 0
    code, out = said(unpacked, "--fingerprint", own)
    assert code == 1
    assert "this is another export" in out


def test_what_a_system_leaves_behind_is_said_and_is_no_fault(
    unpacked: Path, said: Callable[..., Said]
) -> None:
    """A folder that was opened on another system still holds the export."""
    (unpacked / ".DS_Store").write_bytes(b"\0")
    code, out = said(unpacked)
    assert code == 0
    assert ".DS_Store: was left by a system" in out


def test_links_and_empty_folders_do_not_belong_there(
    unpacked: Path, said: Callable[..., Said], tmp_path: Path
) -> None:
    """A link could show something else to each reader."""
    (unpacked / "link").symlink_to(tmp_path)
    (unpacked / "empty").mkdir()
    code, out = said(unpacked)
    assert code == 1
    assert out.count("it does not belong here") == 2


def test_a_redaction_with_its_entry_is_no_fault_and_one_without_is(
    campaign: Told, said: Callable[..., Said], tmp_path: Path
) -> None:
    """A later entry has to say which private values of which entries are gone."""
    with campaign.database.write() as connection:
        row = connection.execute(
            text("SELECT id, number FROM record WHERE act = 'variant.stored' LIMIT 1")
        ).one()
        connection.execute(text("UPDATE record SET private = '{}' WHERE id = :id"), {"id": row.id})
    campaign.export(tmp_path / "without.zip")
    code, out = said(tmp_path / "without.zip")
    assert code == 1
    assert f"entry {row.number}" in out and "no later entry says why" in out
    with campaign.database.write() as connection:
        gone = [{"keys": ["who"], "entries": [[row.number, row.number]]}]
        record.append(
            connection,
            RecordAct.PERSON_REDACTED,
            who="aina",
            now=campaign.source.now,
            details={"gone": gone},
        )
    campaign.export(tmp_path / "with.zip")
    code, out = said(tmp_path / "with.zip")
    assert (code, "1 values redacted" in out) == (0, True)


def test_an_entry_that_was_written_anew_is_found_by_the_sealed_heads(
    unpacked: Path, said: Callable[..., Said]
) -> None:
    """Whoever reckons all hashes anew has to forge what was sealed outside as well."""
    path = unpacked / "record" / "entries.jsonl"
    entries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    about = json.loads((unpacked / "export.json").read_text("utf-8"))
    before = about["record"]["before"]
    entries[1]["public"]["more"] = 1
    for entry in entries:
        before = entry["hash"] = verify.chained(before, entry)
    path.write_text("".join(tampering.canonical(each) + "\n" for each in entries), "utf-8")
    about["record"]["head"] = before
    (unpacked / "export.json").write_text(tampering.canonical(about) + "\n", "utf-8")
    tampering.with_new_manifest(unpacked)
    code, out = said(unpacked)
    assert code == 1
    assert "is not the one that was sealed at" in out


@pytest.mark.parametrize(
    "times", [64, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_random_manipulations_are_all_found(
    exported: Path, unpacked: Path, tmp_path: Path, said: Callable[..., Said], times: int
) -> None:
    """A quarter is done to the ZIP, the rest to the unpacked folder; each is found and named."""
    seed = random.SystemRandom().randrange(10**9)
    chance, missed = random.Random(seed), []
    for number in range(times):
        is_zip = number % 4 == 0
        ways = tampering.TO_A_ZIP if is_zip else tampering.TO_A_FOLDER
        change = chance.choice(ways)
        pristine = exported if is_zip else unpacked
        target = tampering.fresh(pristine, tmp_path / ("changed.zip" if is_zip else "changed"))
        done = change(target, chance)
        code, out = said(target)
        if code != 1 or "WRONG" not in out:
            missed.append((change.__name__, done))
    assert not missed, f"seed {seed}: {len(missed)} of {times} were not found: {missed[:10]}"


def test_a_person_who_was_redacted_is_not_in_an_export_that_holds(
    campaign: Told, said: Callable[..., Said], tmp_path: Path
) -> None:
    """Joan took a yes back; the chain holds, and nobody reads who it was."""
    source = campaign.source
    outside = Outside(source.media, source.heads, source.stamps)
    joan = Person("joan", "Joan Serra", "", {"catalonia": frozenset({Role.APPROVER})})
    with campaign.database.write() as connection:
        people.add(connection, joan, source.now)
    campaign.export(tmp_path / "before.zip")
    redact(campaign.database, outside, "joan", actor=ADMIN, now=source.now, anyway=True)
    campaign.export(tmp_path / "after.zip")
    code, out = said(tmp_path / "after.zip")
    assert (code, "0 values redacted" in out) == (0, False), out
    texts = []
    for name in ("before", "after"):
        with zipfile.ZipFile(tmp_path / f"{name}.zip") as packed:
            texts.append(b"".join(packed.read(each) for each in packed.namelist()))
    assert [b"Joan Serra" in text or b'"joan"' in text for text in texts] == [True, False]
    assert "redacted" in str(plain(campaign.story("quote")))


def test_what_was_pruned_is_not_in_an_export_that_holds(
    campaign: Told, said: Callable[..., Said], tmp_path: Path
) -> None:
    """Payloads and answers that are older than what is kept are gone, and an entry says so."""
    source = campaign.source
    outside = Outside(source.media, source.heads, source.stamps)
    soon = source.now + timedelta(days=1)
    prune(campaign.database, outside, soon, actor=ADMIN, now=soon, anyway=True)
    campaign.export(tmp_path / "after.zip")
    code, out = said(tmp_path / "after.zip")
    assert (code, "0 values redacted" in out) == (0, False), out
