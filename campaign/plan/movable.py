"""Whether a post may be given another day or hour, by how its publications stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from campaign.model import State
from campaign.plan.lifecycle import OPEN


class Fixed(StrEnum):
    """Why a post stays where it is, "" for one that may be moved.

    `out`: it went out on some channel, and what went out stays. `under-way`: it is going out, or
    may be out. `past`: its time has come, on some channel at least.
    """

    NO = ""
    OUT = "out"
    UNDER_WAY = "under-way"
    PAST = "past"


def fixed(some: Iterable[tuple[State | None, datetime]], now: datetime) -> Fixed:
    """Judge a post by the states and instants (UTC) of its publications at `now` (UTC).

    The state None stands for what is in the files and was not planned yet. What is cancelled holds
    nothing in its place.
    """
    found = Fixed.NO
    for state, at in some:
        if state in (State.PUBLISHED, State.WITHDRAWN):
            return Fixed.OUT
        if state in OPEN:
            found = Fixed.UNDER_WAY
        elif state is not State.CANCELLED and at <= now and found is Fixed.NO:
            found = Fixed.PAST
    return found
