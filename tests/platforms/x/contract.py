"""X, for the tests that every network has to pass."""

from __future__ import annotations

from tests.platforms.bounds import POINTS, Mark, Row
from tests.platforms.contracts import Contract

CONTRACT = Contract(
    creates=r"/2/tweets",
    bounds=(
        Row("text", 280, (2, 2, 1, 2, 5, 4, 3, 23, 23, 26), "weighted characters", "too long"),
        Row("alt", 1000, POINTS, "characters", "alt_text"),
    ),
    marks=(Mark("${}EU", 1, "cashtags"),),
)
