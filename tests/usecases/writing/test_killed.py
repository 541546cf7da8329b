"""A save that is killed, or that meets another one, leaves a file wholly old or wholly new."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from campaign.storage.desk import edits as journal
from campaign.storage.tables import edits as authors
from campaign.usecases.writing.edit_post import Conflict, Saved
from campaign.usecases.writing.undo import undo, undoable
from tests.usecases.translating.bureau import ALONE, NOW, Bureau, bureau_in
from tests.usecases.writing.desk import base_of, change, fields, files, held, save, saved
from tests.usecases.writing.killed_edit import WORDS, texts


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Save in a process of its own."""
    command = [sys.executable, "-m", "tests.usecases.writing.killed_edit", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=170)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["edit", "undo", "new"])
def test_killed_at_any_moment_it_is_old_or_new_and_repeating_does_it_once(
    tmp_path: Path, what: str
) -> None:
    """At looks at the database, commits, and around each change of the disk."""
    template = tmp_path / "template"
    template.mkdir()
    first = bureau_in(template)
    if what == "undo":
        change(first, copy__es__text=WORDS)
    first.database.close()
    before = texts(template)
    done = run("sweep", str(template), what, "1")
    assert done.returncode == 0, done.stderr
    swept = json.loads(done.stdout.splitlines()[-1])
    assert swept["count"] > 20
    outcomes = set()
    for each in swept["found"]:
        at = each["at"]
        assert (each["ended"], each["repeated"]) == (-signal.SIGKILL, 0), (at, done.stderr)
        # What was staged is hidden, and read by nobody; the next writer takes it away.
        then = {name: text for name, text in each["then"].items() if not name.startswith(".")}
        outcomes.add(then == before)
        again = bureau_of(Path(each["folder"]))
        assert again.read()[1] == (), at
        if what == "edit":
            assert fields(again)["copy.es.text"] == WORDS
            with again.database.read() as connection:
                assert {row.who for row in connection.execute(authors.select())} == {ALONE.name}
                made = journal.made(connection, "content/calendar/labs-01.yaml", base_of(again))
            assert made is not None
            assert then in (before, each["after"]), at
        elif what == "undo":
            assert fields(again)["copy.es.text"] != WORDS
            assert then in (before, each["after"]), at
        else:
            assert sorted(set(each["after"]) - set(before)) == ["a-day.yaml"], at
            assert then in (before, each["after"]), at
        assert not [name for name in each["after"] if name.startswith(".")], at
        again.database.close()
    assert outcomes == {True, False}


def bureau_of(folder: Path) -> Bureau:
    """A campaign that is in a folder already."""
    from campaign.bootstrap import read_config
    from campaign.storage.database import open_database

    config = read_config(folder / "config.toml")
    return Bureau(folder, config, open_database(config.database))


def test_of_many_saves_at_once_none_is_lost(bureau: Bureau) -> None:
    """Six threads change six fields of one file over the same base."""
    base = base_of(bureau)
    keys = ["link", "zone", "copy.en.alt", "copy.es.alt", "copy.en.headline", "copy.es.headline"]
    values = ["https://a.example/", "Europe/Dublin", "One.", "Dos.", "Three", "Cuatro"]
    open_it(bureau)
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(
                lambda pair: save(bureau, "labs-01", {pair[0]: pair[1]}, base=base),
                zip(keys, values, strict=True),
            )
        )
    assert all(isinstance(answer, Saved) for answer in answers)
    assert [fields(bureau)[key] for key in keys] == values


def open_it(bureau: Bureau) -> None:
    """Keep the file as it is now, as opening its page does."""
    from campaign.usecases.writing.open_post import open_post

    open_post(files(bureau), "labs-01", actor=ALONE, session="one", now=NOW)


def test_of_two_saves_of_one_field_at_once_one_is_told(bureau: Bureau) -> None:
    """Exactly one is written; the others get both texts."""
    open_it(bureau)
    base = base_of(bureau)
    words = [f"Words of editor {number}" for number in range(5)]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda w: change(bureau, base=base, copy__en__headline=w), words))
    written = [answer for answer in answers if isinstance(answer, Saved)]
    assert len(written) == 1
    assert all(isinstance(answer, Conflict) for answer in answers if answer not in written)
    assert fields(bureau)["copy.en.headline"] in words


@pytest.mark.slow
def test_two_processes_save_one_file_at_once(tmp_path: Path) -> None:
    """Each time, one of them finds that it is so already; none fails, and the file is whole."""
    made = bureau_in(tmp_path)
    made.database.close()
    for _ in range(3):
        with ThreadPoolExecutor(3) as pool:
            done = list(pool.map(lambda _: run("once", str(tmp_path), "edit"), range(3)))
        assert [each.returncode for each in done] == [0, 0, 0], [each.stderr for each in done]
        assert fields(made)["copy.es.text"] == WORDS
    again = bureau_of(tmp_path)
    assert len(undoable(again.database, session="one", now=NOW)) == 1
    saved(change(again, copy__es__text="Más."))
    undo(files(again), 0, actor=ALONE, session="one", now=NOW)
    assert WORDS.encode() in held(again)
    again.database.close()


def test_who_writes_may_call_what_writes_too(bureau: Bureau) -> None:
    """A translation is saved, and called right, under one lock."""
    from campaign.usecases.translating.accept import accept
    from campaign.usecases.translating.matrix import Choice

    desk = files(bureau)
    with desk.writing():
        choice = Choice(posts=["labs-01"], languages=["es"])
        accept(desk.content, desk.config, desk.database, choice, actor=ALONE, now=NOW)
    assert fields(bureau)["copy.es.state"] == "reviewed"
    with desk.writing(), desk.writing():
        saved(change(bureau, when="week 1 Friday 10:00"))
