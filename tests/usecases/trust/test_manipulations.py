"""A thousand random changes to a record that is over: every one is found, and named."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from campaign.storage.database import open_database
from tests.usecases.trust.manipulations import any_of_them
from tests.usecases.trust.small_campaign import Recorded, judge, keep, publish

#: A seed of one's own: CAMPAIGN_SEED=12345.
SEED = int(os.environ.get("CAMPAIGN_SEED", "20261201"))


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """A campaign that is over, with its database in one file."""
    made = Recorded(tmp_path_factory.mktemp("over"))
    database = open_database(f"sqlite:///{made.file}")
    stage = publish(database, made.folder).stage
    judge(database, stage)
    keep(database, made, stage)
    database.close()
    with closing(sqlite3.connect(made.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    return made


def undetected(over: Recorded, folder: Path, seed: int, count: int) -> list[str]:
    """The changes that the check did not find, each with its seed."""
    missed = []
    for number in range(seed, seed + count):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(over.folder, folder)
        made = Recorded(folder)
        done = any_of_them(Random(number), made)
        database = open_database(f"sqlite:///{made.file}")
        found = made.verified(database)
        database.close()
        if found.holds or not all(each.words for each in found.wrong):
            missed.append(f"seed {number}: {done}")
    return missed


def test_nothing_is_wrong_with_a_copy(over: Recorded, tmp_path: Path) -> None:
    """Else the tests below would prove nothing."""
    shutil.copytree(over.folder, tmp_path / "copy")
    made = Recorded(tmp_path / "copy")
    database = open_database(f"sqlite:///{made.file}")
    found = made.verified(database)
    database.close()
    assert [each.words for each in found.wrong] == []


def test_random_changes_are_all_found(over: Recorded, tmp_path: Path) -> None:
    """Sixty of them, with every run."""
    assert undetected(over, tmp_path / "copy", SEED, 60) == []


@pytest.mark.slow
def test_a_thousand_random_changes_are_all_found(over: Recorded, tmp_path: Path) -> None:
    """One bit, a row gone, swapped or twice, the end cut off, hashes reckoned anew."""
    sys.stdout.write(f"seeds {SEED} to {SEED + 999}\n")
    assert undetected(over, tmp_path / "copy", SEED, 1000) == []
