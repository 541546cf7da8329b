"""A bureau of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.usecases.translating.bureau import Bureau, bureau_in


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """Three posts in three languages."""
    made = bureau_in(tmp_path)
    yield made
    made.database.close()
