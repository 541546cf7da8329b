"""A campaign in a folder for every test, and the desk's way to its files."""

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
