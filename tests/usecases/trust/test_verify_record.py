"""The check of the record: silent about what happened, loud about what was changed."""

from __future__ import annotations

from pathlib import Path

from campaign.model import State
from campaign.storage.database import Database
from tests.storage.conftest import database, kind, migrated, on_both, postgres, url
from tests.usecases.trust.small_campaign import Recorded, publish

__all__ = ["database", "kind", "migrated", "postgres", "url"]

pytestmark = on_both


def test_a_published_campaign_is_as_it_was_written(database: Database, tmp_path: Path) -> None:
    """Nothing is wrong, and nothing is left unchained."""
    box = publish(database, tmp_path)
    found = Recorded(tmp_path).verified(database)
    assert box.stage.states().count(State.PUBLISHED) == 3
    assert [each.words for each in found.wrong] == []
    assert (found.holds, found.loose, found.notes) == (True, 0, ())
    assert found.entries > 20
