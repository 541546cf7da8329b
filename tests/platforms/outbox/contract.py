"""The outbox, for the tests that every network has to pass."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.platforms.bounds import GRAPHEMES, Row
from tests.platforms.contracts import Contract, Site


@contextmanager
def in_a_folder(folder: Path, clock: Callable[[], datetime]) -> Iterator[Site]:
    """A folder below which the channel's own is made."""
    outbox = folder / "outbox"

    def posts() -> list[dict[str, Any]]:
        files = outbox.glob("*/*/payload.json")
        return [
            {
                "id": file.parent.name,
                "text": json.loads(file.read_bytes())["body"]["texts"][0],
                "reply_to": None,
                "media": json.loads(file.read_bytes())["uploads"],
            }
            for file in files
        ]

    yield Site("", posts, {"folder": str(outbox)})


CONTRACT = Contract(
    opens=in_a_folder, bounds=(Row("text", 100_000, GRAPHEMES, "characters as seen"),)
)
