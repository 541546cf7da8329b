"""No tool approves, plans, publishes, withdraws or connects: shown for every tool that there is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from campaign.storage.tables import metadata
from tests.laws.house import ROOT
from tests.mcp.calling import call, source_of, tools
from tests.web.stage import Stage, staged

POST = "learning-labs-02"
#: Before the post is due.
NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
_WORDS = {"en": {"headline": "Doors", "text": "Come and see.", "alt": "A door."}}

#: Every tool, with what it takes: in several ways where that may make a difference.
CALLS: dict[str, tuple[dict[str, Any], ...]] = {
    "agenda": ({"first": "2026-12-07", "last": "2026-12-20"},),
    "posts": ({}, {"words": "labs"}),
    "post": ({"id": POST},),
    "findings": ({}, {"post": POST}),
    "compose": (
        {"post": POST, "fields": {"copy.en.text": "Other words.", "channels": ["all"]}},
        {"post": "", "fields": {"id": "x", "when": "2026-12-08 09:00", "channels": "all"}},
    ),
    "report": ({"period": "2026-W50"},),
    "draft_post": (
        {"title": "Doors", "day": "2026-12-07", "copies": _WORDS},
        {"title": "channels: [all]", "day": "2026-12-08", "copies": {"ca": _WORDS["en"]}},
    ),
    "propose_edit": (
        {"post": POST, "copies": _WORDS},
        {"post": POST, "copies": {"es": {"text": "Ven y mira."}}},
    ),
}
#: What a draft adds rows to: the journal of edits, whose words they are, what a repeat is given.
WRITTEN = {"edits_made", "file_texts", "repeats", "edits", "record"}
#: Files that the tools may write beside drafts: what was learned of pictures and languages.
LEARNED = ("var/prepared", "var/text-languages.json")


def rows(stage: Stage) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with stage.opened.database.read() as connection:
        return {
            table.name: sorted(str(row) for row in connection.execute(sa.select(table)))
            for table in metadata.sorted_tables
        }


def files(stage: Stage) -> dict[str, bytes]:
    """Every file of the campaign but its database."""
    found = {}
    for path in stage.folder.rglob("*"):
        name = path.relative_to(stage.folder).as_posix()
        if path.is_file() and "campaign.db" not in name and not name.startswith(LEARNED):
            found[name] = path.read_bytes()
    return found


def public(stage: Stage) -> Any:
    """What stands on all networks, and every request that made it."""
    return requests.get(f"{stage.sandbox}/_sandbox/ledger", timeout=10).json()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Planned and not approved, with one post's worth of publications due."""
    folder = tmp_path_factory.mktemp("nothing") / "campaign"
    with staged(folder, posts=(POST,), now=NOW) as made:
        made.plan()
        assert len(rows(made)["publications"]) > 20
        yield made


def test_every_tool_is_called_below(stage: Stage) -> None:
    """A new tool is shown to be harmless too, or this fails."""
    assert set(tools(source_of(stage))) == set(CALLS)


@pytest.mark.parametrize("who", ["ada", "edgar"])
@pytest.mark.parametrize("name", CALLS)
def test_a_tool_changes_nothing_but_drafts(stage: Stage, name: str, who: str) -> None:
    """Not with the highest roles: no approval, release, publication, try, change or credential."""
    before, public_before, files_before = rows(stage), public(stage), files(stage)
    for arguments in CALLS[name]:
        answer = call(source_of(stage, who), name, **arguments)
        assert not answer.is_error, answer.content
    after, files_after = rows(stage), files(stage)
    assert public(stage) == public_before
    changed = {table for table in after if after[table] != before[table]}
    if name not in ("draft_post", "propose_edit"):
        assert changed == set()
        assert files_after == files_before
        return
    assert changed <= WRITTEN
    told = [row for row in after["record"] if row not in before["record"]]
    assert all("'rows.stand'" in row for row in told), "whose words they are"
    kept = {path: files_after[path] for path in files_before}
    assert kept == files_before, "a file that was there is as it was"
    new = set(files_after) - set(files_before)
    assert all(path.startswith("content/") for path in new)
    posts = [path for path in new if path.startswith("content/calendar/")]
    for path in posts:
        assert b"-all" in files_after[path]
        assert b"origin: ai" in files_after[path]


def test_what_was_drafted_goes_out_nowhere_even_when_everything_is_applied(stage: Stage) -> None:
    """Whoever plans and approves the whole calendar publishes no draft of a machine."""
    for name in ("draft_post", "propose_edit"):
        for arguments in CALLS[name]:
            call(source_of(stage), name, **arguments)
    drafts = {path.stem for path in (stage.folder / "content" / "calendar").glob("*.yaml")}
    stage.plan(approved=True)
    with stage.opened.database.read() as connection:
        due = "SELECT min(not_before) FROM publications WHERE state = 'scheduled'"
        first = datetime.fromisoformat(str(connection.scalar(sa.text(due)))).replace(tzinfo=UTC)
    stage.publish(first)
    with stage.opened.database.read() as connection:
        out = "SELECT DISTINCT post FROM publications WHERE state = 'published'"
        assert set(connection.scalars(sa.text(out))) == {POST}
        every = set(connection.scalars(sa.text("SELECT DISTINCT post FROM publications")))
    assert len(drafts) > 2
    assert every == {POST}


def test_nothing_but_messages_is_written_to_the_pipe(stage: Stage) -> None:
    """A line of anything else would be taken for one; logs go to the other stream."""
    hello = (
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
        '"capabilities":{},"clientInfo":{"name":"test","version":"1"}}}'
    )
    calls = [
        f'{{"jsonrpc":"2.0","id":{number},"method":"tools/call",'
        f'"params":{{"name":"{name}","arguments":{{}}}}}}'
        for number, name in ((2, "findings"), (3, "nothing"), (4, "report"))
    ]
    started = '{"jsonrpc":"2.0","method":"notifications/initialized"}'
    with subprocess.Popen(
        [sys.executable, "-m", "campaign.cli", "--config", "config.toml", "mcp", "--as", "edgar"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=stage.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write("\n".join([hello, started, *calls, ""]))
        running.stdin.flush()
        lines = [running.stdout.readline() for _ in range(4)]
        rest, _ = running.communicate(timeout=60)
    assert rest == ""
    assert all(line.startswith('{"jsonrpc":"2.0"') for line in lines), lines
    assert running.returncode == 0
