"""The database is taken away under a running desk: it says so, and writes nothing into nowhere."""

from __future__ import annotations

from pathlib import Path

from tests.web.stage import Stage


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
