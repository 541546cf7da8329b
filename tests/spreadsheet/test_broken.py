"""A handful of what `tests/bench/fuzz_files/spreadsheets.py` makes: either read or refused."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from campaign.errors import ContentError
from campaign.spreadsheet import read_table
from tests.bench.fuzz_files.spreadsheets import inputs


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_broken_sheet_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    """With the name of its file, whatever is in it."""
    refused = 0
    for name, data in inputs(Random(seed), 60):
        path = tmp_path / name
        path.write_bytes(data)
        try:
            read_table(path)
        except ContentError as error:
            refused += 1
            assert name in str(error)
        path.unlink()
    assert refused > 10


def test_the_same_seed_makes_the_same_files() -> None:
    """So that a failure can be looked at again; only the time in a packed file differs."""
    first = [(name, len(data)) for name, data in inputs(Random(5), 25)]
    assert first == [(name, len(data)) for name, data in inputs(Random(5), 25)]
    assert {name.rpartition(".")[2] for name, _ in first} == {"xlsx", "ods", "csv"}
