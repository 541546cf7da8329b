"""The one script of a report's page: it lets a reader sort the tables by their columns.

The page is whole without it. It reads nothing but the page, and a policy names it by its hash, so
that no other script can run.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

SCRIPT: Final = Path(__file__).parents[1].joinpath("templates", "sorting.js").read_text("utf-8")


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


#: What a policy of a page says of scripts.
SOURCE: Final = f"'sha256-{_hash(SCRIPT)}'"
