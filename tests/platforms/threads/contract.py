"""Threads, for the tests that every network has to pass."""

from __future__ import annotations

from tests.platforms.bounds import POINTS, Mark, Row
from tests.platforms.contracts import Contract

CONTRACT = Contract(
    creates=r"/v1\.0/\w+/threads_publish",
    bounds=(
        Row(
            "text",
            500,
            (25, 8, 3, 4, 10, 6, 9, 44, 16, 26),
            "bytes",
            "at most 500",
        ),
        Row("alt", 1000, POINTS, "characters", "at most 1000"),
    ),
    marks=(Mark("https://eu-belong.aer.eu/{}", 5, "different links"),),
)
