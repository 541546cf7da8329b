"""Instagram, for the tests that every network has to pass."""

from __future__ import annotations

from tests.platforms.bounds import POINTS, Mark, Row
from tests.platforms.contracts import Contract

CONTRACT = Contract(
    creates=r"/v[\d.]+/\d+/media_publish",
    account="17841400000000001",
    bounds=(
        Row("text", 2200, POINTS, "characters", "caption was too long"),
        Row("comment", 300, POINTS, "characters", "at most 300"),
        Row("alt", 1000, POINTS, "characters", "no longer than 1000"),
    ),
    marks=(
        Mark("#Tag{}", 30, "hashtags"),
        Mark("@donegal{}", 20, "mentions"),
    ),
)
