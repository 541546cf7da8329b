"""What tests of several parts share: the networks' own descriptions."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def specs() -> Path:
    """The folder of the networks' machine-readable descriptions."""
    folder = Path(os.environ.get("CAMPAIGN_SPECS", PROJECT.parent / "shared" / "specs"))
    if not folder.is_dir():
        pytest.skip("the networks' descriptions are not here; set CAMPAIGN_SPECS to their folder")
    return folder
