"""Pixelfed, for the tests that every network has to pass."""

from __future__ import annotations

from tests.platforms.bounds import POINTS, Row
from tests.platforms.contracts import Contract

CONTRACT = Contract(
    creates=r"/api/v1/statuses",
    sandbox="mastodon",
    bounds=(
        Row("text", 500, POINTS, "characters"),
        Row("alt", 1000, POINTS, "characters"),
    ),
)
