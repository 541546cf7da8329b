"""A stage for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.media import MediaStore
from campaign.storage.database import Database
from tests.engine.chained import Chained
from tests.engine.scripted import Finder, Ledger, Scripted
from tests.engine.stage import Stage
from tests.storage.conftest import database, kind, migrated, postgres, url

__all__ = ["database", "kind", "migrated", "postgres", "url"]


@pytest.fixture
def network(tmp_path: Path) -> Finder:
    """A network that can be asked, with an empty ledger."""
    return Finder(Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))


@pytest.fixture
def stage(database: Database, tmp_path: Path, network: Finder) -> Stage:
    """A publisher on that network."""
    return Stage(database, tmp_path, network)


@pytest.fixture
def mute(stage: Stage) -> Stage:
    """A publisher on a network that cannot be asked."""
    stage.network = Scripted(stage.network.ledger, stage.network.media)
    return stage


@pytest.fixture
def chain(stage: Stage) -> Stage:
    """A publisher on a network that has parts."""
    stage.network = Chained(stage.network.ledger, stage.network.media)
    return stage
