"""The main job with one command, as `make demo` runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

KEYS = {
    "posts", "channels", "publications", "published", "failed", "unknown", "duplicates",
    "cards", "snapshots", "report", "preview", "seconds", "as_approved", "otherwise", "untold",
    "unread", "proof", "entries", "wrong",
}  # fmt: skip


@pytest.mark.slow
def test_the_demo_publishes_two_weeks_once_and_running_it_again_nothing_more(
    workspace: Path, run: Run
) -> None:
    """More than a hundred posts on eight networks, each once; the second run finds them all."""
    (workspace / "config.toml").rename(workspace / "config.example.toml")
    first = run("demo", "--json")
    assert first.code == 0, first.err
    done = first.json
    assert done.keys() >= KEYS
    assert done["published"] == done["publications"] == 136
    assert done["failed"] == done["unknown"] == done["duplicates"] == 0
    assert done["channels"] == 34
    assert done["posts"] == 4
    assert done["cards"] >= 56
    assert done["snapshots"] >= 136 * 4
    page = workspace / done["report"]
    said = page.read_text(encoding="utf-8")
    assert "<svg" in said
    assert "data:image/" in said
    assert "66 of 68" in said, "Telegram tells no figures, and its two posts are no zeros"

    assert "Targets and results" in said and "Invented for the demo" in said
    for light in ("reached", "on track", "close", "behind", "nobody has entered it"):
        assert light in said, light

    preview = (workspace / done["preview"]).read_text(encoding="utf-8")
    assert preview.count("<article") == 136
    assert preview.count(">Out</span>") == 136, "all that was published stands there as out"

    assert (done["as_approved"], done["untold"]) == (132, 4), "Telegram tells no program"
    assert done["otherwise"] == done["unread"] == done["wrong"] == 0
    assert done["entries"] > 136 * 4
    proof = (workspace / done["proof"]).read_text(encoding="utf-8")
    assert "Demo approver" in proof and "Demo editor" in proof

    again = run("demo")
    assert again.code == 0
    assert "Nothing new: all 136 posts had gone out before." in again.out
    steps = [line[:6] for line in again.out.splitlines() if " of 5 " in line]
    assert steps == [f"{number} of 5" for number in range(1, 6)]
    where = again.out.partition("Where to look:")[2]
    assert done["report"] in where and done["preview"] in where and "sandbox --state" in where
    third = run("demo", "--json").json
    assert third["new"] == 0
    assert {k: third[k] for k in KEYS - {"seconds"}} == {k: done[k] for k in KEYS - {"seconds"}}
