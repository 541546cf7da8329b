"""Some dozens of broken files of each kind, as `make fuzz-files` gives thousands."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest

from tests.bench.fuzz_files.__main__ import kinds, run
from tests.bench.fuzz_files.mutations import BYTES, TEXT, changed
from tests.small_project import ROOT


def test_there_is_a_kind_for_each_sort_of_file() -> None:
    """Found in the folder, so that a new one is run by being there."""
    assert {"configs", "pictures", "posts", "registers", "spreadsheets"} <= set(kinds())


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", kinds())
def test_no_broken_file_is_answered_badly(kind: str) -> None:
    """An exit code, a message that names the file, little time and little memory."""
    # In a process of its own: a child has the memory of the process it was forked from.
    words = ["--kind", kind, "--count", "50", "--seed", "test"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.fuzz_files", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "50 files" in done.stdout


@pytest.mark.slow
def test_some_are_refused_and_the_project_is_as_before() -> None:
    """A run in which nothing is broken would prove nothing."""
    codes = {verdict.code for _, _, verdict in run("posts", 20, "test")}
    assert 1 in codes


def test_a_change_is_the_same_by_the_same_seed() -> None:
    """So that a failure can be run again."""
    data = b"id: x\nwhen: [1]\n" * 20
    for changes in (BYTES, TEXT):
        made = [[changed(Random(seed), data, changes) for seed in range(30)] for _ in range(2)]
        assert made[0] == made[1]
        assert len(set(made[0])) > 20
