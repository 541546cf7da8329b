"""Bluesky, for the tests that every network has to pass."""

from __future__ import annotations

from tests.platforms.bounds import FAMILY, Row
from tests.platforms.contracts import Contract

CONTRACT = Contract(
    creates=r"/xrpc/com\.atproto\.repo\.putRecord",
    bounds=(
        Row("text", 300, (1, 1, 1, 1, 5, 2, 1, 29, 16, 26), "characters as seen", "300 gr"),
        Row(
            "text",
            3000,
            (25, 8, 3, 4, 10, 6, 9, 31, 16, 26),
            "bytes",
            "longer than 3000",
            (FAMILY, 25),
        ),
    ),
)
