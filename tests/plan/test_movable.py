"""What is out, under way or past stays where it is."""

from __future__ import annotations

import pytest

from campaign.model import State
from campaign.plan.movable import Fixed, fixed
from tests.plan.made import HOUR, NOW

LATER, BEFORE = NOW + HOUR, NOW - HOUR


@pytest.mark.parametrize(
    ("some", "wanted"),
    [
        ([], Fixed.NO),
        ([(None, LATER), (State.SCHEDULED, LATER)], Fixed.NO),
        ([(None, BEFORE)], Fixed.PAST),
        ([(State.SCHEDULED, LATER), (State.SCHEDULED, NOW)], Fixed.PAST),
        ([(State.MISSED, BEFORE), (State.SCHEDULED, LATER)], Fixed.PAST),
        ([(State.FAILED, BEFORE)], Fixed.PAST),
        ([(State.CANCELLED, BEFORE), (State.SCHEDULED, LATER)], Fixed.NO),
        ([(State.CANCELLED, BEFORE)], Fixed.NO),
        ([(State.MISSED, BEFORE), (State.UNKNOWN, BEFORE)], Fixed.UNDER_WAY),
        ([(State.PUBLISHING, NOW), (State.MISSED, BEFORE)], Fixed.UNDER_WAY),
        ([(State.PENDING, LATER)], Fixed.UNDER_WAY),
        ([(State.UNKNOWN, BEFORE), (State.PUBLISHED, BEFORE)], Fixed.OUT),
        ([(State.SCHEDULED, LATER), (State.WITHDRAWN, BEFORE)], Fixed.OUT),
    ],
)
def test_the_gravest_reason_is_told(some: list[tuple[State | None, object]], wanted: Fixed) -> None:
    """Of several channels, what is out counts more than what is past."""
    assert fixed(some, NOW) is wanted  # type: ignore[arg-type]
