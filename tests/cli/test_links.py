"""Which link a reader sees on which network, on the whole way from the calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import pytest

from campaign.bootstrap import open_workspace
from campaign.cli.compiled import compiled
from campaign.platforms.telegram.adapter import Telegram
from tests.cli.conftest import workspace

__all__ = ["workspace"]

NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)
POST = "learning-labs-01"


@pytest.mark.slow
def test_a_link_that_cannot_be_clicked_or_is_hidden_is_shown_as_it_was_written(
    workspace: Path,
) -> None:
    """Instagram's is typed by hand, Telegram's leads to the tracked one; others show that one."""
    opened = open_workspace(workspace / "config.toml", {}, lambda: NOW, sleep)
    made, _ = compiled(opened)
    found = {
        planned.variant.platform: planned.variant
        for planned in made.planned
        if planned.variant.post == POST and planned.region == "eu"
    }
    assert len(found) == 8
    shown = {name: "utm_source" in variant.text for name, variant in found.items()}
    assert [name for name, tracked in sorted(shown.items()) if not tracked] == [
        "instagram",
        "telegram",
    ]
    assert all("eu-belong.aer.eu" in variant.text for variant in found.values())
    channel = opened.config.channels["eu-telegram"]
    adapter = opened.connect_with(channel, "4839574812:sandbox-eu")
    assert isinstance(adapter, Telegram)
    assert "utm_source=telegram" in str(adapter.payloads(found["telegram"], NOW)[0].body)
    opened.close()
