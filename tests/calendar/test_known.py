"""The name a person meant is found, and nothing is guessed when none is near."""

from __future__ import annotations

import pytest

from campaign.calendar.known import did_you_mean, nearest

NAMES = ["catalonia", "navarra", "emilia-romagna", "co_create"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("catalnia", "catalonia"),
        ("Catalonia", "catalonia"),
        ("emilia romagna", "emilia-romagna"),
        ("co-create", "co_create"),
        ("zzz", None),
        ("", None),
    ],
)
def test_nearest_name_ignores_case_and_hyphens(word: str, meant: str | None) -> None:
    """Slips of the keyboard and of spelling are both found."""
    assert nearest(word, NAMES) == meant


def test_without_a_near_name_the_few_valid_ones_are_listed() -> None:
    """A list helps when it is short; of a long one only the beginning is shown."""
    assert did_you_mean("zzz", ["b", "a"]) == "there are: a, b"
    many = did_you_mean("zzz", [f"region-{n:02}" for n in range(50)])
    assert many.startswith("there are 50, among them: region-00, ")
    assert did_you_mean("zzz", []) == "none is set up yet"
