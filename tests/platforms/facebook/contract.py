"""Facebook, for the tests that every network has to pass."""

from __future__ import annotations

from tests.platforms.bounds import POINTS, Row
from tests.platforms.contracts import Contract

CONTRACT = Contract(
    creates=r"/v[\d.]+/\d+_\d+",
    account="100064000000001",
    bounds=(Row("text", 63_206, POINTS, "characters"),),
)
