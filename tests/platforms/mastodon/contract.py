"""Mastodon, for the tests that every network has to pass."""

from __future__ import annotations

from tests.platforms.bounds import POINTS, Row
from tests.platforms.contracts import Contract

CONTRACT = Contract(
    creates=r"/api/v1/statuses",
    bounds=(
        Row(
            "text",
            500,
            (1, 1, 1, 1, 5, 2, 1, 23, 16, 8),
            "characters (a link counts as one length)",
            "limit of 500",
        ),
        Row("alt", 1500, POINTS, "characters"),
    ),
)
