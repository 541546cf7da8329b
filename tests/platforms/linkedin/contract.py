"""LinkedIn, for the tests that every network has to pass."""

from __future__ import annotations

from tests.platforms.bounds import POINTS, UTF16, Row
from tests.platforms.contracts import Contract

CONTRACT = Contract(
    creates=r"/rest/posts",
    account="20230917",
    bounds=(
        Row(
            "text",
            3000,
            (*UTF16[:-1], 28),
            "UTF-16 units (a bracket and a hashtag count as they are escaped)",
            "exceeds 3000",
        ),
        Row("comment", 1250, UTF16, "UTF-16 units", "1 to 1250"),
        Row("alt", 4086, POINTS, "characters", "altText is too long"),
    ),
)
