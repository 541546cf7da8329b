"""The database is taken away under a running desk: it says so, and writes nothing into nowhere."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import event

from tests.web.stage import Stage
from tests.web.test_kept_forms import fields_of
from tests.web.test_rights import UNSAFE


def moved(stage: Stage) -> dict[Path, Path]:
    """Take the database's files away; gives where each lies now."""
    there = stage.folder / "var"
    files = {each: each.with_name(f"away-{each.name}") for each in there.glob("campaign.db*")}
    assert files
    for file, away in files.items():
        file.rename(away)
    return files


def test_without_its_database_a_desk_says_so_and_takes_no_act(stage: Stage) -> None:
    """In words, on a page; and it goes on when the file is back."""
    olga = stage.visit("olga")
    token = olga.token("/settle/pause")
    away = moved(stage)
    for path in ("/", "/sign-in", "/posts/platforms-01", "/settle"):
        answer = olga.get(path)
        assert answer.status_code == 503, path
        assert "This cannot be read or written now" in answer.text, path
    form = {"csrf": token, "scope": "all", "reason": "x"}
    assert olga.send("/settle/pause", form).status_code == 503
    assert olga.get("/api/v1/posts").status_code in (401, 503)
    assert olga.get("/health").status_code == 503
    for file, kept in away.items():
        kept.rename(file)
    assert olga.get("/").status_code == 200
    assert olga.send("/settle/pause", form).status_code == 303


@contextmanager
def read_only(stage: Stage) -> Iterator[None]:
    """Nothing can be written, as on a medium that was mounted so."""
    engine = stage.opened.database.engine

    def only_read(_dialect: Any, _record: Any, _words: Any, more: dict[str, Any]) -> Any:
        # Unlike `PRAGMA query_only`, this leaves tables of a connection's own, as a medium does.
        address = f"file:{quote(str(engine.url.database))}?mode=ro"
        return sqlite3.connect(address, uri=True, **more)

    event.listen(engine, "do_connect", only_read)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "do_connect", only_read)
        engine.dispose()


#: What is read when nothing can be written.
PAGES = (
    *("/", "/plan", "/posts", "/settle", "/me", "/people", "/people/olga", "/calendar"),
    *("/posts/platforms-01", "/translations/ca?post=platforms-01", "/approvals", "/reports"),
    *("/history", "/accounts", "/machines", "/out", "/review-links", "/health", "/sign-in"),
)


def test_a_database_that_cannot_be_written_can_be_read(stage: Stage) -> None:
    """Every page is shown; the editor says why nothing can be saved."""
    stage.plan()
    ada = stage.visit("ada")
    stage.clock.move_to(stage.opened.now() + timedelta(minutes=3))  # the use would be noted again
    with read_only(stage):
        for path in PAGES:
            assert ada.get(path).status_code == 200, path
        page = ada.get("/posts/platforms-01").text
        assert "It can be read now, and not changed" in page
        assert "the database cannot be written: check the rights of the file" in page
    assert "not changed" not in ada.get("/posts/platforms-01").text


def test_no_form_breaks_on_a_database_that_cannot_be_written(stage: Stage) -> None:
    """Each is refused in words, and what was typed is kept, to be sent again."""
    ada = stage.visit("ada")
    token = ada.token("/")
    typed = {"name": "Ada Lovelace", "email": "ada@new.example", "id": "zed", "reason": "a storm"}
    typed |= {"scope": "all", "role": "editor", "region": "all", "copy.en.text": "Some words"}
    kept = 0
    with read_only(stage):
        for door in UNSAFE:
            answer = ada.send(door.address, {"csrf": token, **typed})
            assert answer.status_code == 503 or answer.status_code < 500, door
            assert "Traceback" not in answer.text
            if answer.status_code == 503:
                kept += 1
                assert re.search("cannot be written|cannot be read or written", answer.text), door
                assert fields_of(answer.text)["copy.en.text"] == "Some words", door
        late = ada.send("/me", {"csrf": token, "name": "Ada Lovelace", "shortcuts": "on"})
        assert late.status_code == 503
        late = ada.send("/me", fields_of(late.text))
    assert kept > 10
    assert ada.send("/me", fields_of(late.text)).status_code == 303
    assert stage.person("ada").person.name == "Ada Lovelace"  # type: ignore[union-attr]
